#include "status/advice.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "manifest/object/field.h"
#include "registry/hostname.h"
#include "registry/index/gateway_binding.h"
#include "registry/index/virtual_service_index.h"
#include "status/rule_words.h"

namespace weft::status {
namespace {

using manifest::Field;
using registry::VirtualServicePtr;

// Finds the rules that have to do with one rule, without parsing those that have not.
class RelatedRules {
 public:
  RelatedRules(const manifest::VirtualService& rule, std::string_view domain) : rule_(rule), domain_(domain) {
    for (const std::string& host : rule.hosts) hosts_.insert(registry::ExpandRuleHost(host, rule.meta.ns, domain));
    for (const auto& delegate : registry::DelegatesOf(rule)) delegates_.insert(delegate);
  }

  bool Has(const store::Object& object) const {
    if (object.key.ns == rule_.meta.ns && object.key.name == rule_.meta.name) return false;
    if (delegates_.contains({object.key.ns, object.key.name})) return true;
    const Field spec = Field(*object.body)["spec"];
    return SharesHost(object.key.ns, spec) || (rule_.hosts.empty() && DelegatesHere(object.key.ns, spec));
  }

 private:
  bool SharesHost(const std::string& ns, const Field& spec) const {
    if (hosts_.empty()) return false;
    const std::vector<std::string> hosts = spec["hosts"].Texts();
    return std::any_of(hosts.begin(), hosts.end(),
                       [&](const std::string& host) { return hosts_.contains(registry::ExpandRuleHost(host, ns, domain_)); });
  }

  bool DelegatesHere(const std::string& ns, const Field& spec) const {
    for (const Field& http : spec["http"].Items()) {
      const Field delegate = http["delegate"];
      const std::string target = delegate["namespace"].Text();
      if (delegate["name"].Text() == rule_.meta.name && (target.empty() ? ns : target) == rule_.meta.ns) return true;
    }
    return false;
  }

  const manifest::VirtualService& rule_;
  const std::string domain_;
  std::set<std::string> hosts_;
  std::set<std::pair<std::string, std::string>> delegates_;
};

VirtualServicePtr ParseRule(const manifest::Json& object) {
  absl::StatusOr<manifest::VirtualService> parsed = manifest::ParseVirtualService(object);
  return parsed.ok() ? std::make_shared<const manifest::VirtualService>(*std::move(parsed)) : nullptr;
}

VirtualServicePtr ParseNewRule(const manifest::Json& object, absl::Time now) {
  absl::StatusOr<manifest::VirtualService> parsed = manifest::ParseVirtualService(object);
  if (!parsed.ok()) return nullptr;
  if (parsed->meta.created == 0) parsed->meta.created = absl::ToUnixSeconds(now);
  return std::make_shared<const manifest::VirtualService>(*std::move(parsed));
}

constexpr char kNetworkingGroup[] = "networking.istio.io";

// The Gateways that the rule names, as far as they are there.
registry::GatewayIndex GatewaysNamed(const store::Store& store, const manifest::VirtualService& rule) {
  registry::GatewayIndex index;
  for (const std::string& written : rule.gateways) {
    const std::string name = registry::ExpandGatewayName(written, rule.meta.ns);
    const size_t slash = name.find('/');
    if (slash == std::string::npos) continue;  // the mesh
    const store::Key key = {kNetworkingGroup, "gateways", name.substr(0, slash), name.substr(slash + 1)};
    absl::StatusOr<store::Object> stored = store.Get(key);
    if (!stored.ok()) continue;
    absl::StatusOr<manifest::Gateway> gateway = manifest::ParseGateway(*stored->body);
    if (gateway.ok()) index.Add(std::make_shared<const manifest::Gateway>(*std::move(gateway)));
  }
  return index;
}

}  // namespace

std::vector<std::string> AdviceOn(const store::Store& store, const manifest::Json& object, std::string_view domain,
                                  absl::Time now) {
  if (Field(object)["kind"].Text() != "VirtualService") return {};
  const VirtualServicePtr rule = ParseNewRule(object, now);
  if (rule == nullptr) return {};
  const RelatedRules related(*rule, domain);
  registry::VirtualServiceIndex index{std::string(domain)};
  std::vector<VirtualServicePtr> others;
  for (const store::Object& stored : store.List(kNetworkingGroup, "virtualservices", "").objects) {
    if (!related.Has(stored)) continue;
    if (VirtualServicePtr other = ParseRule(*stored.body)) {
      index.Add(other);
      others.push_back(std::move(other));
    }
  }
  index.Add(rule);
  std::vector<std::string> advice;
  const auto say = [&](const std::string& clause) {
    advice.push_back(StrCat("VirtualService \"", rule->meta.name, "\": ", clause));
  };
  for (const auto& unserved : registry::UnservedGateways(*rule, GatewaysNamed(store, *rule), domain)) {
    say(UnservedWords(*rule, unserved));
  }
  for (const registry::Shadow& shadow : index.ShadowedBy(*rule)) say(ShadowedWords(*rule, shadow));
  for (const VirtualServicePtr& other : others) {
    for (const registry::Shadow& shadow : index.ShadowedBy(*other)) {
      if (shadow.owner == rule) say(ShadowingWords(*other, shadow));
    }
  }
  for (const registry::DroppedRoute& dropped : index.DroppedOf(*rule)) say(DroppedWords(*rule, dropped));
  return advice;
}

}  // namespace weft::status
