// SPDX-License-Identifier: Apache-2.0
#include "status/advice.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/object/group.h"
#include "manifest/references.h"
#include "registry/hostname.h"
#include "registry/index/gateway_binding.h"
#include "status/rule_words.h"

namespace weft::status {
namespace {

using registry::VirtualServicePtr;

// Puts an object into the index of its kind, or takes it out.
template <typename T, typename Index>
void ApplyTo(const store::Event& event, Index& index) {
  const store::Key& key = event.object.key;
  if (auto former = index.Find(key.ns, key.name)) index.Remove(former);
  if (event.type == store::Event::Type::kDeleted) return;
  if (auto typed = store::TypedOf<T>(event.object); typed.ok()) index.Add(*typed);
}

// Who writes a status says nothing about the rules.
bool SaysSomethingNew(const store::Event& event) {
  if (event.type != store::Event::Type::kModified) return true;
  const auto before = event.old->find("spec"), after = event.object.body->find("spec");
  return before == event.old->end() || after == event.object.body->end() || *before != *after;
}

std::vector<VirtualServicePtr> RelatedByName(const registry::VirtualServiceIndex& index, const manifest::VirtualService& rule) {
  std::vector<VirtualServicePtr> related = index.RelatedTo(rule);
  std::sort(related.begin(), related.end(), [](const VirtualServicePtr& a, const VirtualServicePtr& b) {
    return std::tie(a->meta.ns, a->meta.name) < std::tie(b->meta.ns, b->meta.name);
  });
  return related;
}

}  // namespace

Advisor::Advisor(std::string domain)
    : domain_(std::move(domain)), rules_{registry::VirtualServiceIndex(domain_), registry::DestinationRuleIndex(domain_), {}} {}

absl::StatusOr<std::unique_ptr<Advisor>> Advisor::Start(store::ObjectSource& source, std::string domain) {
  std::unique_ptr<Advisor> advisor(new Advisor(std::move(domain)));
  for (const char* plural : {"virtualservices", "destinationrules", "gateways"}) {
    WEFT_RETURN_IF_ERROR(advisor->Follow(source, plural));
  }
  return advisor;
}

absl::Status Advisor::Follow(store::ObjectSource& source, const char* plural) {
  const store::Listing listing = source.List(manifest::kNetworkingGroup, plural, "");
  for (const store::Object& object : listing.objects) OnEvent({store::Event::Type::kAdded, object, nullptr});
  WEFT_ASSIGN_OR_RETURN(auto watch, source.WatchKind(manifest::kNetworkingGroup, plural, listing.version,
                                                     [this](const store::Event& event) { OnEvent(event); }));
  watches_.push_back(std::move(watch));
  return absl::OkStatus();
}

void Advisor::Apply(const store::Event& event, Rules& rules) {
  const std::string& plural = event.object.key.plural;
  if (plural == "virtualservices") ApplyTo<manifest::VirtualService>(event, rules.virtual_services);
  if (plural == "destinationrules") ApplyTo<manifest::DestinationRule>(event, rules.destination_rules);
  if (plural == "gateways") ApplyTo<manifest::Gateway>(event, rules.gateways);
}

void Advisor::OnEvent(const store::Event& event) {
  if (!SaysSomethingNew(event)) return;
  MutexLock lock(mutex_);
  Apply(event, rules_);
  pending_.push_back(event);
}

void Advisor::Observe(const registry::World& world) {
  MutexLock lock(mutex_);
  rules_ = {world.virtual_services(), world.destination_rules(), world.gateways()};
  std::erase_if(pending_, [&](const store::Event& event) { return event.object.resource_version <= world.version(); });
  for (const store::Event& event : pending_) Apply(event, rules_);
}

Advisor::Rules Advisor::RulesNow() const {
  MutexLock lock(mutex_);
  return rules_;
}

std::vector<std::string> Advisor::AdviceOn(const manifest::Draft& draft, absl::Time now) const {
  const auto rule = draft.As<manifest::VirtualService>();
  if (rule == nullptr) return {};
  if (rule->meta.created == 0) rule->meta.created = absl::ToUnixSeconds(now);
  Rules rules = RulesNow();
  const auto is_defined = [&](const std::string& host, const std::string& subset) {
    const auto covering = rules.destination_rules.Covering(registry::ExpandRuleHost(host, rule->meta.ns, domain_));
    return std::any_of(covering.begin(), covering.end(), [&](const registry::DestinationRulePtr& other) {
      return std::any_of(other->subsets.begin(), other->subsets.end(),
                         [&](const manifest::Subset& defined) { return defined.name == subset; });
    });
  };
  std::vector<std::string> advice = manifest::SubsetWarnings(*rule, is_defined);
  const auto add = [&](const std::string& clause) {
    advice.push_back(StrCat("VirtualService \"", rule->meta.name, "\": ", clause));
  };
  registry::VirtualServiceIndex& index = rules.virtual_services;
  index.Add(rule);
  for (const auto& unserved : registry::UnservedGateways(*rule, rules.gateways, domain_)) add(UnservedWords(*rule, unserved));
  for (const registry::Shadow& shadow : index.ShadowedBy(*rule)) add(ShadowedWords(*rule, shadow));
  for (const VirtualServicePtr& other : RelatedByName(index, *rule)) {
    for (const registry::Shadow& shadow : index.ShadowedBy(*other)) {
      if (shadow.owner == rule) add(ShadowingWords(*other, shadow));
    }
  }
  for (const registry::DroppedRoute& dropped : index.DroppedOf(*rule)) add(DroppedWords(*rule, dropped));
  return advice;
}

}  // namespace weft::status
