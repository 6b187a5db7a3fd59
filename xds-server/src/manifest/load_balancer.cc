#include "manifest/load_balancer.h"

#include <set>

#include "base/strings.h"
#include "manifest/duration.h"
#include "manifest/findings.h"

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
  if (tables > 0 && hash["minimumRingSize"]) Forbidden(report, hash["minimumRingSize"], "cannot stand beside ringHash or maglev");
  if (!hash["maglev"]) return;
  Field size = hash["maglev"]["tableSize"];
  if (!IsPrime(size.Int()) || size.Int() >= kLargestMaglevTable) {
    Invalid(report, size, StrCat("must be a prime below ", kLargestMaglevTable, ", such as 65537"));
  }
}

void CheckConsistentHash(const Field& hash, Report& report) {
  if (!hash) return;
  int keys = (hash["httpHeaderName"].Text().empty() ? 0 : 1) + (hash["httpCookie"] ? 1 : 0) + (hash["useSourceIp"].Bool() ? 1 : 0) +
             (hash["httpQueryParameterName"].Text().empty() ? 0 : 1);
  constexpr std::string_view kKeys = "httpHeaderName, httpCookie, useSourceIp and httpQueryParameterName";
  if (keys == 0) Required(report, hash, StrCat("must have one of ", kKeys));
  if (keys > 1) Invalid(report, hash, StrCat("must have only one of ", kKeys));
  CheckHashCookie(hash["httpCookie"], report);
  CheckHashTable(hash, report);
}

void CheckDistribute(const Field& distribute, Report& report) {
  for (const Field& item : distribute.Items()) {
    int64_t sum = 0;
    for (const auto& [locality, share] : item["to"].Members()) {
      if (share.Int() < 1 || share.Int() > 100) Invalid(report, share, "must be from 1 to 100");
      sum += share.Int();
    }
    if (sum != 100) Invalid(report, item["to"], StrCat("the shares must add up to 100; they add up to ", sum));
  }
}

void CheckLocality(const Field& balancer, Report& report) {
  Field locality = balancer["localityLbSetting"];
  if (locality && balancer["zoneAwareLbSetting"]) Invalid(report, balancer, "must have only one of localityLbSetting and zoneAwareLbSetting");
  if (locality["distribute"].size() > 0 && locality["failover"].size() > 0) {
    Invalid(report, locality, "must have only one of distribute and failover");
  }
  CheckDistribute(locality["distribute"], report);
  for (const Field& failover : locality["failover"].Items()) {
    if (failover["from"].Text() == failover["to"].Text()) Invalid(report, failover, "from and to must be different regions");
  }
}

void CheckWarmup(const Field& balancer, Report& report) {
  CheckDuration(balancer["warmupDurationSecs"], DurationRule::kAtLeastMillisecond, report);
  Field warmup = balancer["warmup"];
  CheckDuration(warmup["duration"], DurationRule::kAtLeastMillisecond, report);
  if (warmup["minimumPercent"].Number() > 100) Invalid(report, warmup["minimumPercent"], "must be from 0 to 100");
  if (warmup["aggression"] && warmup["aggression"].Number() < 1) Invalid(report, warmup["aggression"], "must be 1 or more");
}

}  // namespace

LoadBalancer ParseLoadBalancer(const Field& field) {
  if (field["consistentHash"]) return LoadBalancer::kConsistentHash;
  std::string simple = field["simple"].Text();
  if (simple == "ROUND_ROBIN") return LoadBalancer::kRoundRobin;
  if (simple == "LEAST_REQUEST" || simple == "LEAST_CONN") return LoadBalancer::kLeastRequest;
  if (simple == "RANDOM") return LoadBalancer::kRandom;
  if (simple == "PASSTHROUGH") return LoadBalancer::kPassthrough;
  return LoadBalancer::kUnspecified;
}

void CheckLoadBalancer(const Field& field, Report& report) {
  if (!field) return;
  if (field["simple"] && field["consistentHash"]) Invalid(report, field, "must have only one of simple and consistentHash");
  CheckConsistentHash(field["consistentHash"], report);
  CheckLocality(field, report);
  CheckWarmup(field, report);
}

}  // namespace weft::manifest
