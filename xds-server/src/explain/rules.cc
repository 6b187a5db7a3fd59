// SPDX-License-Identifier: Apache-2.0
#include "explain/rules.h"

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "registry/hostname.h"
#include "translate/match/route_match.h"

namespace weft::explain {

namespace {

constexpr std::string_view kOriginKind = "virtualservice/";

struct OriginPart {
  std::string ns, name, field;
};

OriginPart ParseOriginPart(std::string_view text) {
  ConsumePrefix(text, kOriginKind);
  OriginPart part;
  size_t slash = text.find('/'), blank = text.find(' ');
  if (slash == std::string_view::npos) return part;
  part.ns = std::string(text.substr(0, slash));
  part.name = std::string(text.substr(slash + 1, blank == std::string_view::npos ? blank : blank - slash - 1));
  if (blank != std::string_view::npos) part.field = std::string(text.substr(blank + 1));
  return part;
}

std::string LabelsInWords(const manifest::Labels& labels) {
  std::string text;
  for (const auto& [key, value] : labels) StrAppend(&text, text.empty() ? "" : ", ", key, "=", value);
  return text.empty() ? "none" : text;
}

// The conditions about the caller, in the order in which translation decides them.
std::string WhyNotForCaller(const manifest::HttpMatch& match, const translate::Client& client, uint32_t port) {
  if (match.port != 0 && match.port != port) return StrCat("is for calls to port ", match.port);
  if (!match.gateways.empty()) return "is for gateways alone";
  if (!match.source_namespace.empty() && match.source_namespace != client.ns) {
    return StrCat("is for callers in namespace \"", match.source_namespace, "\"");
  }
  return StrCat("is for callers with the labels ", LabelsInWords(match.source_labels), "; this one has ",
                LabelsInWords(client.labels));
}

std::set<std::string> OriginsIn(const model::RouteTable& table) {
  std::set<std::string> origins;
  for (const model::VirtualHost& host : table.virtual_hosts) {
    for (const model::Route& route : host.routes) origins.insert(route.origin);
  }
  return origins;
}

std::string WhyOtherIsUnused(const manifest::VirtualService& rule, const registry::EffectiveRule* owner,
                             const translate::Client& client) {
  if (!registry::AppliesToMesh(rule)) return "is for gateways alone; only rules for \"mesh\" reach clients";
  if (!registry::ExportedTo(rule.export_to, rule.meta.ns, client.ns)) {
    return StrCat("is not exported to namespace \"", client.ns, "\"");
  }
  if (owner == nullptr) return "";
  const manifest::VirtualService& first = *owner->source;
  const bool narrower = registry::ReachOf(first.export_to, first.meta.ns) < registry::ReachOf(rule.export_to, rule.meta.ns);
  return StrCat("is shadowed by VirtualService ", first.meta.ns, "/", first.meta.name, ", which ",
                narrower                                 ? "is exported more narrowly"
                : first.meta.created < rule.meta.created ? "is older"
                                                         : "comes first by name");
}

}  // namespace

bool IsRuleOrigin(std::string_view origin) { return origin.starts_with(kOriginKind); }

RuleReport RuleAt(const std::string& origin, std::string why, const Objects& objects) {
  const size_t joint = origin.find(registry::kOriginSeparator);
  OriginPart root = ParseOriginPart(std::string_view(origin).substr(0, joint));
  RuleReport report{root.ns, root.name, root.field, objects.PlaceOfRule(root.ns, root.name, "spec." + root.field),
                    std::move(why)};
  if (joint == std::string::npos) return report;
  OriginPart leaf = ParseOriginPart(std::string_view(origin).substr(joint + registry::kOriginSeparator.size()));
  StrAppend(&report.field, " -> ", leaf.ns, "/", leaf.name, " ", leaf.field);
  report.place = objects.PlaceOfRule(leaf.ns, leaf.name, "spec." + leaf.field);
  return report;
}

std::vector<RuleReport> LeftOutRules(const registry::EffectiveRule& owner, const translate::Client& client, uint32_t port,
                                     const model::RouteTable& table, const Objects& objects) {
  const std::set<std::string> sent = OriginsIn(table);
  const bool any_sent = std::any_of(sent.begin(), sent.end(), [](const std::string& origin) { return IsRuleOrigin(origin); });
  std::vector<RuleReport> rules;
  const auto add = [&](const std::string& origin, const manifest::HttpMatch* match) {
    if (sent.contains(origin)) return;
    const bool for_others = match != nullptr && !translate::AppliesTo(*match, client, port);
    if (!for_others && !any_sent) return;  // the whole VirtualService is not for this port: the translation says so itself
    std::string why =
        for_others ? WhyNotForCaller(*match, client, port) : "is never reached: a rule before it takes every call";
    rules.push_back(RuleAt(origin, std::move(why), objects));
  };
  for (const registry::EffectiveRoute& route : owner.http) {
    if (route.route.match.empty()) add(route.origin, nullptr);
    for (size_t i = 0; i < route.route.match.size() && i < route.match_origins.size(); ++i) {
      add(route.match_origins[i], &route.route.match[i]);
    }
  }
  for (const registry::DroppedRoute& dropped : owner.dropped) {
    std::string origin = StrCat(kOriginKind, dropped.root, " ", dropped.root_field);
    if (!dropped.delegate_field.empty()) {
      StrAppend(&origin, registry::kOriginSeparator, kOriginKind, dropped.delegate, " ", dropped.delegate_field);
    }
    rules.push_back(RuleAt(origin, StrCat("is left out: ", dropped.reason), objects));
  }
  return rules;
}

std::vector<RuleReport> OtherRules(const registry::World& world, const std::string& host, const translate::Client& client,
                                   const Objects& objects) {
  const registry::EffectiveRule* owner = world.virtual_services().OwnerOf(host, client.ns);
  std::vector<RuleReport> others;
  for (const auto& [key, rule] : world.virtual_services().all()) {
    const auto& [rule_ns, rule_name] = key;
    if (owner != nullptr && owner->source == rule) continue;
    const auto is_host = [&, &ns = rule->meta.ns](const std::string& written) {
      return registry::ExpandRuleHost(written, ns, world.domain()) == host;
    };
    const bool names_it = std::any_of(rule->hosts.begin(), rule->hosts.end(), is_host);
    if (!names_it) continue;
    others.push_back(
        {rule_ns, rule_name, "", objects.PlaceOfRule(rule_ns, rule_name, ""), WhyOtherIsUnused(*rule, owner, client)});
  }
  return others;
}

}  // namespace weft::explain
