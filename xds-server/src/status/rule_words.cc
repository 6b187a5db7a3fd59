// SPDX-License-Identifier: Apache-2.0
#include "status/rule_words.h"

#include <set>

#include "base/strings.h"

namespace weft::status {
namespace {

using registry::ReachOf;

// What made the owner come first.
std::string_view WhyFirst(const manifest::VirtualService& owner, const manifest::VirtualService& other) {
  if (ReachOf(owner.export_to, owner.meta.ns) < ReachOf(other.export_to, other.meta.ns)) return "exported more narrowly";
  return owner.meta.created < other.meta.created ? "older" : "as old, and first by name";
}

// Empty when all clients are meant.
std::string ForClients(const std::vector<std::string>& clients) {
  std::string text;
  for (const std::string& ns : clients) {
    StrAppend(&text, text.empty() ? " for clients of " : ", ");
    if (ns == "*") {
      text += "namespaces that no such rule names";
    } else {
      StrAppend(&text, "namespace \"", ns, "\"");
    }
  }
  return text;
}

// Of many hosts the first few tell enough.
constexpr size_t kMostHostsNamed = 5;

std::string HostsOfGateway(const manifest::Gateway& gateway) {
  std::set<std::string> hosts;
  for (const manifest::GatewayServer& server : gateway.servers) hosts.insert(server.hosts.begin(), server.hosts.end());
  std::string text;
  size_t named = 0;
  for (const std::string& host : hosts) {
    if (++named > kMostHostsNamed) return StrCat(text, " and ", hosts.size() - kMostHostsNamed, " more");
    StrAppend(&text, text.empty() ? "\"" : ", \"", host, "\"");
  }
  return text;
}

}  // namespace

std::string NameSeenFrom(const manifest::Meta& meta, const std::string& ns) {
  return meta.ns == ns ? meta.name : StrCat(meta.ns, "/", meta.name);
}

std::string ShadowedWords(const manifest::VirtualService& rule, const registry::Shadow& shadow) {
  const manifest::VirtualService& owner = *shadow.owner;
  return StrCat("host \"", shadow.host, "\" is owned by VirtualService \"", NameSeenFrom(owner.meta, rule.meta.ns), "\" (",
                WhyFirst(owner, rule), ")", ForClients(shadow.clients), ": none of this one's rules apply there");
}

std::string ShadowingWords(const manifest::VirtualService& loser, const registry::Shadow& shadow) {
  const manifest::VirtualService& owner = *shadow.owner;
  return StrCat("takes host \"", shadow.host, "\" from VirtualService \"", NameSeenFrom(loser.meta, owner.meta.ns), "\"",
                ForClients(shadow.clients), ": none of that one's rules apply there (this one is ", WhyFirst(owner, loser),
                ")");
}

std::string DroppedWords(const manifest::VirtualService& rule, const registry::DroppedRoute& dropped) {
  const bool to_root = dropped.root == StrCat(rule.meta.ns, "/", rule.meta.name);
  if (dropped.delegate_field.empty()) {
    if (to_root) return StrCat("spec.", dropped.root_field, ".delegate: ", dropped.reason, "; the rule is left out");
    return StrCat("spec.http: left out of ", dropped.root_field, " of VirtualService \"", dropped.root, "\": ", dropped.reason);
  }
  if (to_root) {
    return StrCat("spec.", dropped.root_field, ".delegate: ", dropped.delegate_field, " of VirtualService \"", dropped.delegate,
                  "\" is left out: ", dropped.reason);
  }
  return StrCat("spec.", dropped.delegate_field, ": left out of ", dropped.root_field, " of VirtualService \"", dropped.root,
                "\": ", dropped.reason);
}

std::string UnservedWords(const manifest::VirtualService& rule, const registry::UnservedGateway& unserved) {
  const std::string place = StrCat("spec.gateways[", unserved.position, "]: ");
  if (unserved.gateway == nullptr) {
    return StrCat(place, "there is no Gateway \"", unserved.name,
                  "\": until there is one, no calls come in there for these rules");
  }
  return StrCat(place, "Gateway \"", unserved.name, "\" serves ", HostsOfGateway(*unserved.gateway),
                " and none of spec.hosts for rules of namespace \"", rule.meta.ns, "\": none of these rules apply there");
}

}  // namespace weft::status
