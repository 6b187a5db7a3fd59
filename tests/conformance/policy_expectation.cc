// SPDX-License-Identifier: Apache-2.0
#include "conformance/policy_expectation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "conformance/shorthand.h"
#include "manifest/object/duration.h"

namespace weft::conformance {
namespace {

using model::kRetryOnNames;

uint32_t BitsOf(const std::string& conditions) {
  uint32_t bits = 0;
  size_t begin = 0;
  while (begin <= conditions.size()) {
    const size_t end = std::min(conditions.find(',', begin), conditions.size());
    const std::string condition = conditions.substr(begin, end - begin);
    const auto* entry =
        std::find_if(std::begin(kRetryOnNames), std::end(kRetryOnNames), [&](const auto& e) { return e.first == condition; });
    if (entry == std::end(kRetryOnNames)) throw std::runtime_error("no condition of retry_on: " + condition);
    bits |= static_cast<uint32_t>(entry->second);
    begin = end + 1;
  }
  return bits;
}

std::string ConditionsOf(uint32_t bits) {
  std::string conditions;
  for (const auto& [condition, bit] : kRetryOnNames) {
    if ((bits & static_cast<uint32_t>(bit)) != 0) conditions += (conditions.empty() ? "" : ",") + std::string(condition);
  }
  return conditions;
}

double Percent(const model::Fraction& fraction) { return fraction.per_million / 10'000.0; }

// A value that `want` may contain, by name, as JSON.
using PolicyFacts = std::map<std::string, Json>;

Json Nanoseconds(std::chrono::nanoseconds duration) { return duration.count(); }

void ExpectFacts(const std::string& policy, const Json& want, const PolicyFacts& facts, Lines& out) {
  for (const auto& [key, value] : want.items()) {
    const auto fact = facts.find(key);
    if (fact == facts.end()) throw std::runtime_error("unknown key \"" + key + "\" in " + policy);
    const bool is_duration = value.is_string() && fact->second.is_number();
    Expect(policy + "." + key, is_duration ? Nanoseconds(DurationFrom(value)) : value, fact->second, out);
  }
}

// Handles "none"; true when there is more to compare.
bool ExpectPresence(const std::string& policy, const Json& want, bool there, Lines& out) {
  if (want == "none") {
    if (there) out.push_back(policy + ": expected none, there is one");
    return false;
  }
  if (!there) out.push_back(policy + ": expected " + want.dump() + ", there is none");
  return there;
}

void ExpectPercents(const std::string& what, const Json& want, const std::map<std::string, double>& got, Lines& out) {
  std::map<std::string, double> expected;
  for (const auto& [cluster, percent] : want.items()) expected[ClusterNameOf(cluster)] = percent.get<double>();
  bool equal = expected.size() == got.size();
  for (const auto& [cluster, percent] : expected) {
    equal = equal && got.contains(cluster) && std::abs(got.at(cluster) - percent) < 1e-6;
  }
  if (!equal) out.push_back(what + ": expected " + Json(expected).dump() + ", got " + Json(got).dump());
}

std::string OriginText(const model::StringMatcher& matcher) {
  using Type = model::StringMatcher::Type;
  const char* type = matcher.type == Type::kExact    ? "exact "
                     : matcher.type == Type::kPrefix ? "prefix "
                     : matcher.type == Type::kRegex  ? "regex "
                                                     : "other ";
  return type + matcher.value;
}

}  // namespace

std::chrono::nanoseconds DurationFrom(const Json& text) {
  if (text == "none") return std::chrono::nanoseconds(0);
  const auto duration = manifest::ParseDuration(text.get<std::string>());
  if (!duration) throw std::runtime_error("no duration: " + text.dump());
  return absl::ToChronoNanoseconds(*duration);
}

void Expect(const std::string& what, const Json& want, const Json& got, Lines& out) {
  const bool equal =
      want.is_number() && got.is_number() ? std::abs(want.get<double>() - got.get<double>()) < 1e-6 : want == got;
  if (!equal) out.push_back(what + ": expected " + want.dump() + ", got " + got.dump());
}

void ExpectShares(const Json& want, const model::Route& route, Lines& out) {
  double sum = 0;
  for (const model::WeightedCluster& cluster : route.clusters) sum += cluster.weight;
  std::map<std::string, double> shares;
  for (const model::WeightedCluster& cluster : route.clusters) {
    shares[cluster.cluster] += route.clusters.size() == 1 ? 100 : 100.0 * cluster.weight / sum;
  }
  ExpectPercents("clusters", want, shares, out);
}

void ExpectRetries(const Json& want, const model::Route& route, Lines& out) {
  if (!ExpectPresence("retries", want, route.retry.has_value() && route.retry->num_retries > 0, out)) return;
  const model::RetryPolicy& retry = *route.retry;
  Json expected = want;
  if (want.contains("on")) expected["on"] = ConditionsOf(BitsOf(want["on"]));
  ExpectFacts("retries", expected,
              {{"attempts", retry.num_retries},
               {"on", ConditionsOf(retry.retry_on)},
               {"codes", retry.retriable_status_codes},
               {"per_try_timeout", Nanoseconds(retry.per_try_timeout)},
               {"backoff", Nanoseconds(retry.base_interval)},
               {"max_backoff", Nanoseconds(retry.max_interval)},
               {"ignore_previous_hosts", retry.exclude_previous_hosts},
               {"host_selection_attempts", retry.host_selection_attempts},
               {"priority_update_frequency", retry.priority_update_frequency}},
              out);
}

// A fault that can never happen may as well have been left out on the way.
void ExpectFault(const Json& want, const model::Route& route, Lines& out) {
  const model::Fault none;
  const model::Fault& fault = route.fault ? *route.fault : none;
  const bool happens = fault.delay_fraction.per_million > 0 || fault.abort_fraction.per_million > 0;
  if (want == "none") return (void)ExpectPresence("fault", want, happens, out);
  ExpectFacts("fault", want,
              {{"delay", Nanoseconds(fault.delay)},
               {"delay_percent", Percent(fault.delay_fraction)},
               {"abort", fault.abort_status},
               {"abort_grpc", fault.abort_grpc_status ? Json(*fault.abort_grpc_status) : Json()},
               {"abort_percent", Percent(fault.abort_fraction)}},
              out);
}

void ExpectMirrors(const Json& want, const model::Route& route, Lines& out) {
  std::map<std::string, double> shares;
  for (const model::Mirror& mirror : route.mirrors) shares[mirror.cluster] = Percent(mirror.fraction);
  ExpectPercents("mirrors", want, shares, out);
}

void ExpectCors(const Json& want, const model::Route& route, Lines& out) {
  if (!ExpectPresence("cors", want, route.cors.has_value(), out)) return;
  const model::CorsPolicy& cors = *route.cors;
  Json origins = Json::array();
  for (const model::StringMatcher& origin : cors.allow_origins) origins.push_back(OriginText(origin));
  ExpectFacts("cors", want,
              {{"origins", origins},
               {"methods", cors.allow_methods},
               {"headers", cors.allow_headers},
               {"expose", cors.expose_headers},
               {"max_age", cors.max_age},
               {"credentials", cors.allow_credentials},
               {"forward_unmatched", cors.forward_unmatched_preflights}},
              out);
}

}  // namespace weft::conformance
