// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/locality_setting.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/strings.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

namespace {

// Labels that say where somebody is, as the regions of `failover` do.
constexpr std::string_view kPlaceLabels[] = {"topology.kubernetes.io/region", "topology.kubernetes.io/zone",
                                             "topology.istio.io/subzone"};

void CheckPattern(const Field& field, std::string_view locality, Report& report) {
  const size_t star = locality.find('*');
  const bool is_last = star + 1 == locality.size() && (star == 0 || locality[star - 1] == '/');
  if (star != std::string_view::npos && !is_last) Invalid(report, field, "* must be the last part, as in \"region/*\"");
}

void CheckDistribute(const Field& distribute, Report& report) {
  for (const Field& item : distribute.Items()) {
    int64_t sum = 0;
    CheckPattern(item["from"], item["from"].Text(), report);
    for (const auto& [locality, share] : item["to"].Members()) {
      CheckPattern(item["to"], locality, report);
      if (share.Int() < 1 || share.Int() > 100) Invalid(report, share, "must be from 1 to 100");
      sum += share.Int();
    }
    if (sum != 100) Invalid(report, item["to"], StrCat("the shares must add up to 100; they add up to ", sum));
  }
}

}  // namespace

LocalitySetting ParseLocalitySetting(const Field& field) {
  LocalitySetting setting;
  setting.enabled = field["enabled"].Bool(true);
  for (const Field& item : field["distribute"].Items()) {
    LocalitySetting::Distribute distribute{item["from"].Text(), {}};
    for (const auto& [locality, share] : item["to"].Members()) distribute.to[locality] = static_cast<uint32_t>(share.Int());
    setting.distribute.push_back(std::move(distribute));
  }
  for (const Field& item : field["failover"].Items()) setting.failover.push_back({item["from"].Text(), item["to"].Text()});
  setting.failover_priority = field["failoverPriority"].Texts();
  return setting;
}

void CheckLocalitySetting(const Field& balancer, Report& report) {
  Field locality = balancer["localityLbSetting"];
  if (locality && balancer["zoneAwareLbSetting"])
    Invalid(report, balancer, "must have only one of localityLbSetting and zoneAwareLbSetting");
  if (locality["distribute"].size() > 0 && locality["failover"].size() > 0) {
    Invalid(report, locality, "must have only one of distribute and failover");
  }
  CheckDistribute(locality["distribute"], report);
  for (const Field& failover : locality["failover"].Items()) {
    if (failover["from"].Text() == failover["to"].Text()) Invalid(report, failover, "from and to must be different regions");
  }
  if (locality["failover"].size() == 0) return;
  for (const Field& label : locality["failoverPriority"].Items()) {
    const bool is_place = std::count(std::begin(kPlaceLabels), std::end(kPlaceLabels), label.Text()) > 0;
    if (is_place) Invalid(report, label, "cannot stand beside failover, which is about places too");
  }
}

}  // namespace weft::manifest
