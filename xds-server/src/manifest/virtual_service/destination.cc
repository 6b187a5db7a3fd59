// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/destination.h"

#include <limits>

#include "base/strings.h"
#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"
#include "manifest/virtual_service/header_operations.h"

namespace weft::manifest {

namespace {

constexpr int64_t kMostWeight = std::numeric_limits<uint32_t>::max();

void CheckWeightSum(const Field& list, int64_t sum, Report& report) {
  if (list.size() < 2) return;
  if (sum == 0) Invalid(report, list, "the weights of several destinations must add up to more than 0");
  if (sum > kMostWeight)
    Invalid(report, list, StrCat("the weights add up to ", sum, ", at most ", kMostWeight, " are allowed"));
}

}  // namespace

Destination ParseDestination(const Field& field) {
  return {field["host"].Text(), field["subset"].Text(), static_cast<uint32_t>(field["port"]["number"].Int())};
}

std::vector<WeightedDestination> ParseWeightedDestinations(const Field& list) {
  std::vector<WeightedDestination> destinations;
  for (const Field& item : list.Items()) {
    destinations.push_back(
        {ParseDestination(item["destination"]), static_cast<int32_t>(item["weight"].Int()), ParseHeaders(item["headers"])});
  }
  return destinations;
}

void CheckDestination(const Field& field, Report& report) {
  if (!field) return;
  Field host = field["host"];
  if (host.Text() == "*") {
    Invalid(report, host, "must name one service; \"*\" is none");
  } else if (!IsHost(host.Text())) {
    Invalid(report, host, kHostRule);
  }
  Field subset = field["subset"];
  if (!subset.Text().empty() && !IsDnsLabel(subset.Text())) Invalid(report, subset, kDnsLabelRule);
  if (Field port = field["port"]; port && !port["number"]) Required(report, port["number"], "must be a port from 1 to 65535");
}

void CheckWeightedDestinations(const Field& list, Report& report) {
  int64_t sum = 0;
  bool negative = false;
  for (const Field& item : list.Items()) {
    CheckDestination(item["destination"], report);
    Field weight = item["weight"];
    if (weight.Int() < 0) Invalid(report, weight, "must be 0 or more");
    negative = negative || weight.Int() < 0;
    sum += weight.Int();
    CheckHeaderOperations(item["headers"], report);
    CheckOneAuthority(item["headers"], report);
  }
  if (!negative) CheckWeightSum(list, sum, report);
}

}  // namespace weft::manifest
