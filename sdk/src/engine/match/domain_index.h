// SPDX-License-Identifier: Apache-2.0
// Which virtual host answers for an authority.
//
// Order: exact name, longest `*suffix`, longest `prefix*`, `*`. Letter case does not matter; a wildcard stands for at least one
// character; of equal domains the first listed wins. The authority is tried as given and, when nothing fits, without its port.
// Semantics: envoy.config.route.v3.VirtualHost.domains, gRFC A27.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/match/exact_index.h"
#include "engine/match/radix_tree.h"

namespace weft::engine {

// Immutable after construction, thread-safe.
class DomainIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr size_t kMaxAuthority = 512;
  using Entry = std::pair<std::string, uint32_t>;  // a domain and the index of its virtual host

  // A name, `*`, or a name with one `*` at its beginning or end.
  static bool IsDomain(std::string_view domain);

  DomainIndex() = default;
  // Every domain must pass IsDomain.
  explicit DomainIndex(const std::vector<Entry>& domains);

  // The virtual host, or kNone. Allocates nothing. An authority over kMaxAuthority bytes fits `*` alone.
  [[gnu::always_inline]] uint32_t Find(std::string_view authority) const {
    // Most authorities are lower case and listed by name: no copy for them.
    const uint32_t host = exact_.Find(authority);
    return host != kNone ? host : FindInAnyCase(authority);
  }

 private:
  uint32_t FindInAnyCase(std::string_view authority) const;
  uint32_t FindFolded(std::string_view folded) const;
  uint32_t FindWildcard(std::string_view folded) const;

  ExactIndex exact_;
  RadixTree suffixes_;  // keys stand reversed
  RadixTree prefixes_;
  uint32_t any_ = kNone;
};

}  // namespace weft::engine
