// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/consistent_hash.h"

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "manifest/object/duration.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

namespace {

constexpr int64_t kLargestMaglevTable = 5'000'011;

bool IsPrime(int64_t number) {
  if (number < 2) return false;
  for (int64_t divisor = 2; divisor * divisor <= number; ++divisor) {
    if (number % divisor == 0) return false;
  }
  return true;
}

void CheckHashCookie(const Field& cookie, Report& report) {
  if (!cookie) return;
  if (cookie["name"].Text().empty()) Required(report, cookie["name"]);
  CheckDuration(cookie["ttl"], DurationRule::kAny, report);
  std::set<std::string> seen;
  for (const Field& attribute : cookie["attributes"].Items()) {
    if (!seen.insert(attribute["name"].Text()).second) Duplicate(report, attribute["name"]);
  }
}

void CheckHashTable(const Field& hash, Report& report) {
  int tables = (hash["ringHash"] ? 1 : 0) + (hash["maglev"] ? 1 : 0);
  if (tables > 1) Invalid(report, hash, "must have only one of ringHash and maglev");
  if (tables > 0 && hash["minimumRingSize"])
    Forbidden(report, hash["minimumRingSize"], "cannot stand beside ringHash or maglev");
  if (!hash["maglev"]) return;
  Field size = hash["maglev"]["tableSize"];
  if (size && (!IsPrime(size.Int()) || size.Int() >= kLargestMaglevTable)) {
    Invalid(report, size, StrCat("must be a prime below ", kLargestMaglevTable, ", such as 65537"));
  }
}

void ReadTable(const Field& field, ConsistentHash& hash) {
  Field size = field["minimumRingSize"];
  if (field["maglev"]) {
    hash.table = ConsistentHash::Table::kMaglev;
    size = field["maglev"]["tableSize"];
  } else if (field["ringHash"]) {
    size = field["ringHash"]["minimumRingSize"];
  }
  hash.table_size = static_cast<uint64_t>(std::max<int64_t>(0, size.Int()));
}

}  // namespace

std::optional<ConsistentHash> ParseConsistentHash(const Field& field) {
  if (!field) return std::nullopt;
  ConsistentHash hash;
  const Field cookie = field["httpCookie"];
  if (hash.name = field["httpHeaderName"].Text(); !hash.name.empty()) {
    hash.key = ConsistentHash::Key::kHeader;
  } else if (hash.name = field["httpQueryParameterName"].Text(); !hash.name.empty()) {
    hash.key = ConsistentHash::Key::kQueryParameter;
  } else if (cookie) {
    hash.key = ConsistentHash::Key::kCookie;
    hash.name = cookie["name"].Text();
    hash.cookie_path = cookie["path"].Text();
    hash.cookie_ttl = DurationOf(cookie["ttl"]);
  }
  ReadTable(field, hash);
  return hash;
}

void CheckConsistentHash(const Field& hash, Report& report) {
  if (!hash) return;
  int keys = (hash["httpHeaderName"].Text().empty() ? 0 : 1) + (hash["httpCookie"] ? 1 : 0) +
             (hash["useSourceIp"].Bool() ? 1 : 0) + (hash["httpQueryParameterName"].Text().empty() ? 0 : 1);
  constexpr std::string_view kKeys = "httpHeaderName, httpCookie, useSourceIp and httpQueryParameterName";
  if (keys == 0) Required(report, hash, StrCat("must have one of ", kKeys));
  if (keys > 1) Invalid(report, hash, StrCat("must have only one of ", kKeys));
  CheckHashCookie(hash["httpCookie"], report);
  CheckHashTable(hash, report);
  if (Field attributes = hash["httpCookie"]["attributes"]) Warn(report, attributes, "accepted, but Weft does not apply it yet");
}

}  // namespace weft::manifest
