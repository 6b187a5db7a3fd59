// SPDX-License-Identifier: Apache-2.0
// loadBalancer.consistentHash: calls with the same key go to the same endpoint.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "manifest/object/field.h"

namespace weft::manifest {

struct ConsistentHash {
  enum class Key { kHeader, kCookie, kSourceIp, kQueryParameter };
  enum class Table { kRing, kMaglev };
  Key key = Key::kSourceIp;
  std::string name;  // of the header, cookie or parameter
  std::string cookie_path;
  std::optional<absl::Duration> cookie_ttl;  // a caller without the cookie is given one; 0: for its session
  Table table = Table::kRing;
  uint64_t table_size = 0;  // minimumRingSize or tableSize; 0: not said
};

// Nothing when the block is absent.
std::optional<ConsistentHash> ParseConsistentHash(const Field& field);

void CheckConsistentHash(const Field& hash, Report& report);

}  // namespace weft::manifest
