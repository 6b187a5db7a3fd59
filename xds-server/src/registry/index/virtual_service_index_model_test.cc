// SPDX-License-Identifier: Apache-2.0
// The index, which changes in place, against one that is built anew from the rules that are left.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "gmock/gmock.h"
#include "registry/index/gateway_index.h"
#include "registry/index/virtual_service_index.h"

namespace weft::registry {
namespace {

const std::vector<std::string> kSomeNamespaces = {"a", "b", "c"};
const std::vector<std::string> kSomeGateways = {"front", "./front", "a/front", "front.b.svc.cluster.local", "b/back"};
const std::vector<std::string> kSomeHosts = {"x.com", "y.com", "*.com", "*"};

class RuleMaker {
 public:
  explicit RuleMaker(uint32_t seed) : random_(seed) {}

  size_t Below(size_t end) { return random_() % end; }
  const std::string& One(const std::vector<std::string>& list) { return list[Below(list.size())]; }

  // Names are few, so that rules replace each other; half of them have hosts, the others wait for a delegation.
  VirtualServicePtr Rule() {
    manifest::VirtualService rule;
    rule.meta.name = "r" + std::to_string(Below(6));
    rule.meta.ns = One(kSomeNamespaces);
    rule.meta.created = static_cast<int64_t>(Below(3));
    rule.gateways = Gateways();
    if (Below(2) == 0) rule.hosts = {One(kSomeHosts)};
    if (Below(3) == 0) rule.export_to = {"."};
    if (Below(4) == 0) rule.export_to.push_back(One(kSomeNamespaces));
    rule.http.emplace_back();
    rule.http[0].timeout = absl::Seconds(++serial_);
    if (Below(2) == 0) {
      rule.http[0].delegate = manifest::DelegateReference{"r" + std::to_string(Below(6)), One(kSomeNamespaces)};
    }
    return std::make_shared<const manifest::VirtualService>(rule);
  }

 private:
  // The mesh as a rule; a gateway of the rule's namespace or of one that is named; or both.
  std::vector<std::string> Gateways() {
    const std::string& gateway = One(kSomeGateways);
    const size_t choice = Below(5);
    if (choice == 0) return {gateway};
    if (choice == 1) return {gateway, "mesh", One(kSomeGateways)};
    return {"mesh"};
  }

  std::mt19937 random_;
  int serial_ = 0;
};

std::string Told(const EffectiveRule* rule) {
  if (rule == nullptr) return "nobody";
  std::string told = rule->source->meta.ns + "/" + rule->source->meta.name;
  for (const EffectiveRoute& route : rule->http) {
    told += " " + route.origin + "@" + std::to_string(absl::ToInt64Seconds(route.route.timeout.value_or(absl::ZeroDuration())));
  }
  for (const DroppedRoute& dropped : rule->dropped) told += " -" + dropped.root_field + dropped.delegate + dropped.reason;
  return told;
}

// All that an index answers, as text.
std::map<std::string, std::string> AnswersOf(const VirtualServiceIndex& index) {
  std::map<std::string, std::string> answers;
  for (const std::string ns : {"a", "b", "c", "elsewhere"}) {
    for (const std::string host : {"x.com", "y.com", "z.com", "com", "*.com"}) {
      answers[host + " from " + ns] = Told(index.OwnerOf(host, ns));
    }
  }
  for (const std::string gateway : {"a/front", "b/front", "c/front", "b/back", "mesh"}) {
    std::string& bound = answers["bound to " + gateway];
    for (const EffectiveRule* rule : index.BoundTo(gateway)) bound += Told(rule) + "; ";
  }
  for (const std::string& key : index.SourceLabelKeys()) answers["labels"] += key + " ";
  return answers;
}

TEST(VirtualServiceIndexModel, AddingAndRemovingLeavesWhatAFreshIndexWouldBe) {
  RuleMaker maker(7);
  VirtualServiceIndex index;
  std::map<std::pair<std::string, std::string>, VirtualServicePtr> rules;
  for (int step = 0; step < 2'000; ++step) {
    if (!rules.empty() && maker.Below(3) == 0) {
      auto gone = std::next(rules.begin(), static_cast<long>(maker.Below(rules.size())));
      index.Remove(gone->second);
      rules.erase(gone);
    } else {
      VirtualServicePtr rule = maker.Rule();
      index.Add(rule);
      rules[{rule->meta.ns, rule->meta.name}] = rule;
    }
    VirtualServiceIndex fresh;
    for (const auto& [key, rule] : rules) fresh.Add(rule);
    ASSERT_EQ(AnswersOf(index), AnswersOf(fresh)) << "after step " << step;
    ASSERT_EQ(index.size(), rules.size());
  }
}

// What BoundTo should say, found by looking at every rule.
std::vector<const manifest::VirtualService*> BoundByLooking(
    const std::map<std::pair<std::string, std::string>, VirtualServicePtr>& rules, const std::string& ns,
    const std::string& name) {
  std::vector<const manifest::VirtualService*> bound;
  for (const auto& [key, rule] : rules) {
    const auto means_it = [&, own = rule->meta.ns](const std::string& gateway) {
      if (gateway == name || gateway == "./" + name) return own == ns;
      return gateway == ns + "/" + name || gateway == name + "." + ns + ".svc.cluster.local";
    };
    const bool names_it = std::any_of(rule->gateways.begin(), rule->gateways.end(), means_it);
    if (names_it && !rule->hosts.empty()) bound.push_back(rule.get());
  }
  std::sort(bound.begin(), bound.end(), [](const auto* a, const auto* b) {
    const Reach reach_a = ReachOf(a->export_to, a->meta.ns), reach_b = ReachOf(b->export_to, b->meta.ns);
    return std::tie(reach_a, a->meta.created, a->meta.name, a->meta.ns) <
           std::tie(reach_b, b->meta.created, b->meta.name, b->meta.ns);
  });
  return bound;
}

TEST(VirtualServiceIndexModel, AGatewayHasTheRulesThatNameIt) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    RuleMaker maker(seed);
    VirtualServiceIndex index;
    std::map<std::pair<std::string, std::string>, VirtualServicePtr> rules;
    for (int i = 0; i < 25; ++i) {
      VirtualServicePtr rule = maker.Rule();
      index.Add(rule);
      rules[{rule->meta.ns, rule->meta.name}] = rule;
    }
    for (const std::string ns : {"a", "b", "c"}) {
      for (const std::string name : {"front", "back"}) {
        std::vector<const manifest::VirtualService*> bound;
        for (const EffectiveRule* rule : index.BoundTo(ns + "/" + name)) bound.push_back(rule->source.get());
        EXPECT_EQ(bound, BoundByLooking(rules, ns, name)) << "seed " << seed << ", " << ns << "/" << name;
      }
    }
  }
}

// Some roots see only hosts, some only gateways: what a rule concerns is what its roots, it among them, concern.
TEST(VirtualServiceIndexModel, ARuleConcernsTheHostsAndGatewaysOfThoseThatDelegateToIt) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    RuleMaker maker(seed);
    VirtualServiceIndex index;
    std::map<std::pair<std::string, std::string>, VirtualServicePtr> rules;
    for (int i = 0; i < 25; ++i) {
      VirtualServicePtr rule = maker.Rule();
      index.Add(rule);
      rules[{rule->meta.ns, rule->meta.name}] = rule;
    }
    for (const auto& [key, rule] : rules) {
      std::multiset<std::string> hosts;
      std::set<std::string> gateways;
      for (const auto& [root_key, root] : rules) {
        auto delegates = DelegatesOf(*root);
        const bool is_root = !root->hosts.empty() && std::find(delegates.begin(), delegates.end(), key) != delegates.end();
        for (int as = 0; as < (root == rule ? 1 : 0) + (is_root ? 1 : 0); ++as) {
          if (AppliesToMesh(*root)) hosts.insert(root->hosts.begin(), root->hosts.end());
          for (const std::string& gateway : root->gateways) gateways.insert(ExpandGatewayName(gateway, root->meta.ns));
        }
      }
      gateways.erase("mesh");
      EXPECT_THAT(index.HostsOf(*rule), ::testing::UnorderedElementsAreArray(hosts)) << "seed " << seed;
      EXPECT_EQ(index.GatewaysOf(*rule), gateways) << "seed " << seed;
    }
  }
}

// Does some rule for the same host name this namespace, as its own or in exportTo?
bool IsNamed(const std::string& ns, const std::string& host, const std::map<std::string, VirtualServicePtr>& rules) {
  for (const auto& [name, rule] : rules) {
    if (rule->hosts.empty() || rule->hosts[0] != host || !AppliesToMesh(*rule)) continue;
    const auto& exported = rule->export_to;
    if (rule->meta.ns == ns || std::find(exported.begin(), exported.end(), ns) != exported.end()) return true;
  }
  return false;
}

// Whom the shadows of `rule` name as the owner of its host for clients of `ns`.
const manifest::VirtualService* OwnerByShadows(const std::vector<Shadow>& shadows, const manifest::VirtualService& rule,
                                               const std::string& ns_or_star) {
  for (const Shadow& shadow : shadows) {
    bool concerned = std::find(shadow.clients.begin(), shadow.clients.end(), ns_or_star) != shadow.clients.end();
    if (shadow.clients.empty() || concerned) return shadow.owner.get();
  }
  return &rule;
}

TEST(VirtualServiceIndexModel, ARuleIsShadowedWhereAnotherOwnsItsHost) {
  for (uint32_t seed = 0; seed < 300; ++seed) {
    RuleMaker maker(seed);
    VirtualServiceIndex index;
    std::map<std::string, VirtualServicePtr> rules;
    for (int i = 0; i < 12; ++i) {
      VirtualServicePtr rule = maker.Rule();
      index.Add(rule);
      rules[rule->meta.ns + "/" + rule->meta.name] = rule;
    }
    for (const auto& [name, rule] : rules) {
      std::vector<Shadow> shadows = index.ShadowedBy(*rule);
      if (rule->hosts.empty() || !AppliesToMesh(*rule)) {
        EXPECT_THAT(shadows, ::testing::IsEmpty());
        continue;
      }
      for (const std::string ns : {"a", "b", "c", "elsewhere"}) {
        if (!ExportedTo(rule->export_to, rule->meta.ns, ns)) continue;
        EXPECT_EQ(OwnerByShadows(shadows, *rule, IsNamed(ns, rule->hosts[0], rules) ? ns : "*"),
                  index.OwnerOf(rule->hosts[0], ns)->source.get())
            << "seed " << seed << ", " << name << " in " << ns;
      }
    }
  }
}

}  // namespace
}  // namespace weft::registry
