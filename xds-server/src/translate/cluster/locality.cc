// SPDX-License-Identifier: Apache-2.0
#include "translate/cluster/locality.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/strings.h"

namespace weft::translate {
namespace {

using manifest::LocalitySetting;
using registry::Endpoint;
using registry::Locality;

constexpr uint32_t kLocalityLevels = 5;  // as many as LevelOf tells apart

// A part of a pattern that is "*" or not there is any.
bool Meets(const Locality& locality, std::string_view pattern) {
  const Locality wanted = registry::ParseLocality(pattern);
  const auto meets = [](const std::string& want, const std::string& have) {
    return want.empty() || want == "*" || want == have;
  };
  return meets(wanted.region, locality.region) && meets(wanted.zone, locality.zone) &&
         meets(wanted.sub_zone, locality.sub_zone);
}

int Precision(std::string_view pattern) {
  const Locality wanted = registry::ParseLocality(pattern);
  int parts = 0;
  for (const std::string* part : {&wanted.region, &wanted.zone, &wanted.sub_zone}) parts += !part->empty() && *part != "*";
  return parts;
}

uint64_t WeightOf(const std::vector<const Endpoint*>& endpoints) {
  uint64_t sum = 0;
  for (const Endpoint* endpoint : endpoints) sum += endpoint->weight;
  return std::max<uint64_t>(1, sum);
}

// 0: all the same, 1: the same zone, 2: the same region, 3: another region, 4: one that is not to take over.
uint32_t LevelOf(const Locality& client, const Locality& endpoint, const std::vector<LocalitySetting::Failover>& failover) {
  if (client.region == endpoint.region) {
    if (client.zone != endpoint.zone) return 2;
    return client.sub_zone == endpoint.sub_zone ? 0 : 1;
  }
  for (const LocalitySetting::Failover& one : failover) {
    if (one.from == client.region) return one.to == endpoint.region ? 3 : 4;
  }
  return 3;
}

// What a label says of somebody; three of them say where he is.
std::string LabelOf(const std::string& key, const registry::Labels& labels, const Locality& locality) {
  if (auto found = labels.find(key); found != labels.end()) return found->second;
  if (key == "topology.kubernetes.io/region") return locality.region;
  if (key == "topology.kubernetes.io/zone") return locality.zone;
  if (key == "topology.istio.io/subzone") return locality.sub_zone;
  return "";
}

// How many labels, from the first that does not match on, are of no use.
uint32_t UnmatchedLabels(const std::vector<std::string>& labels, const Client& client, const Endpoint& endpoint) {
  for (size_t i = 0; i < labels.size(); ++i) {
    const size_t equals = labels[i].find('=');
    const std::string key = labels[i].substr(0, equals);
    const std::string wanted =
        equals == std::string::npos ? LabelOf(key, client.labels, client.locality) : labels[i].substr(equals + 1);
    if (wanted != LabelOf(key, endpoint.labels, endpoint.locality)) return static_cast<uint32_t>(labels.size() - i);
  }
  return 0;
}

// The group's weight until now is its endpoints'. Where one pattern meets several groups they share what it gets; the most
// precise pattern comes first.
void Distribute(const LocalitySetting::Distribute& shares, std::vector<EndpointGroup>& groups) {
  std::vector<std::pair<std::string, uint32_t>> patterns(shares.to.begin(), shares.to.end());
  std::stable_sort(patterns.begin(), patterns.end(),
                   [](const auto& a, const auto& b) { return Precision(a.first) > Precision(b.first); });
  std::vector<EndpointGroup> used;
  for (const auto& [pattern, percent] : patterns) {
    const auto met = std::stable_partition(
        groups.begin(), groups.end(), [&pattern = pattern](const EndpointGroup& g) { return !Meets(g.locality, pattern); });
    uint64_t sum = 0;
    for (auto group = met; group != groups.end(); ++group) sum += group->weight;
    for (auto group = met; group != groups.end(); ++group) {
      group->weight = std::max<uint64_t>(1, (group->weight * percent + sum - 1) / sum);
      used.push_back(std::move(*group));
    }
    groups.erase(met, groups.end());
  }
  groups = std::move(used);
}

const LocalitySetting::Distribute* SharesFor(const LocalitySetting& setting, const Locality& client) {
  for (const LocalitySetting::Distribute& one : setting.distribute) {
    if (Meets(client, one.from)) return &one;
  }
  return nullptr;
}

class Placement {
 public:
  Placement(const manifest::AppliedPolicy& policy, const Client& client) : client_(client) {
    const auto* balancer = policy.load_balancer;
    if (balancer != nullptr && balancer->locality) setting_ = &*balancer->locality;
    const bool enabled = client.Can(Capability::kLocality) && (setting_ == nullptr || setting_->enabled);
    if (!enabled) return;
    if (HasShares(policy))
      shares_ = SharesFor(*setting_, client.locality);
    else
      has_priorities_ = policy.outlier_detection != nullptr;
  }

  std::vector<EndpointGroup> Groups(const std::vector<const Endpoint*>& endpoints) const {
    std::map<std::pair<uint32_t, Locality>, std::vector<const Endpoint*>> by_place;
    for (const Endpoint* endpoint : endpoints) by_place[{LevelOfEndpoint(*endpoint), endpoint->locality}].push_back(endpoint);
    std::vector<EndpointGroup> groups;
    for (auto& [place, members] : by_place) {
      const uint64_t weight = WeightOf(members);
      groups.push_back({place.first, place.second, std::move(members), weight});
    }
    if (shares_ != nullptr) Distribute(*shares_, groups);
    return groups;
  }

 private:
  uint32_t LevelOfEndpoint(const Endpoint& endpoint) const {
    static const std::vector<LocalitySetting::Failover>* const kNone = new std::vector<LocalitySetting::Failover>();
    if (!has_priorities_) return 0;
    if (setting_ == nullptr || setting_->failover_priority.empty()) {
      return LevelOf(client_.locality, endpoint.locality, setting_ == nullptr ? *kNone : setting_->failover);
    }
    const uint32_t labels = UnmatchedLabels(setting_->failover_priority, client_, endpoint);
    if (setting_->failover.empty()) return labels;
    return labels * kLocalityLevels + LevelOf(client_.locality, endpoint.locality, setting_->failover);
  }

  const Client& client_;
  const LocalitySetting* setting_ = nullptr;
  const LocalitySetting::Distribute* shares_ = nullptr;
  bool has_priorities_ = false;
};

// Clients refuse a priority that has none before it.
void CloseGaps(std::vector<EndpointGroup>& groups) {
  uint32_t next = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    const uint32_t level = groups[i].priority;
    groups[i].priority = next;
    if (i + 1 < groups.size() && groups[i + 1].priority != level) ++next;
  }
}

}  // namespace

bool HasShares(const manifest::AppliedPolicy& policy) {
  const auto* balancer = policy.load_balancer;
  return balancer != nullptr && balancer->locality && balancer->locality->enabled && !balancer->locality->distribute.empty();
}

std::vector<EndpointGroup> PlaceEndpoints(const std::vector<const Endpoint*>& endpoints, const manifest::AppliedPolicy& policy,
                                          const Client& client) {
  std::vector<EndpointGroup> groups = Placement(policy, client).Groups(endpoints);
  std::stable_sort(groups.begin(), groups.end(), [](const EndpointGroup& a, const EndpointGroup& b) {
    return std::tie(a.priority, a.locality) < std::tie(b.priority, b.locality);
  });
  CloseGaps(groups);
  return groups;
}

}  // namespace weft::translate
