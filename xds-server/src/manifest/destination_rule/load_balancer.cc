// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/load_balancer.h"

#include "manifest/object/duration.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

namespace {

LoadBalancer::Simple ParseSimple(std::string_view text) {
  using Simple = LoadBalancer::Simple;
  if (text == "ROUND_ROBIN") return Simple::kRoundRobin;
  if (text == "LEAST_REQUEST" || text == "LEAST_CONN") return Simple::kLeastRequest;
  if (text == "RANDOM") return Simple::kRandom;
  if (text == "PASSTHROUGH") return Simple::kPassthrough;
  return Simple::kUnspecified;
}

void CheckWarmup(const Field& balancer, Report& report) {
  CheckDuration(balancer["warmupDurationSecs"], DurationRule::kAtLeastMillisecond, report);
  Field warmup = balancer["warmup"];
  CheckDuration(warmup["duration"], DurationRule::kAtLeastMillisecond, report);
  if (warmup["minimumPercent"].Number() > 100) Invalid(report, warmup["minimumPercent"], "must be from 0 to 100");
  if (warmup["aggression"] && warmup["aggression"].Number() < 1) Invalid(report, warmup["aggression"], "must be 1 or more");
}

}  // namespace

std::optional<LoadBalancer> ParseLoadBalancer(const Field& field) {
  if (!field) return std::nullopt;
  LoadBalancer balancer;
  balancer.simple = ParseSimple(field["simple"].Text());
  balancer.hash = ParseConsistentHash(field["consistentHash"]);
  if (Field locality = field["localityLbSetting"]) balancer.locality = ParseLocalitySetting(locality);
  return balancer;
}

void CheckLoadBalancer(const Field& field, Report& report) {
  if (!field) return;
  if (field["simple"] && field["consistentHash"]) Invalid(report, field, "must have only one of simple and consistentHash");
  CheckConsistentHash(field["consistentHash"], report);
  CheckLocalitySetting(field, report);
  CheckWarmup(field, report);
}

}  // namespace weft::manifest
