// SPDX-License-Identifier: Apache-2.0
#include "registry/index/delegation.h"

#include "base/strings.h"
#include "registry/hostname.h"
#include "registry/index/gateway_index.h"
#include "registry/index/match_merge.h"

namespace weft::registry {
namespace {

using manifest::HttpRoute;
using manifest::VirtualService;

std::string NameOf(const VirtualService& rule) { return StrCat(rule.meta.ns, "/", rule.meta.name); }

std::string FieldOf(size_t index) { return StrCat("http[", index, "]"); }

std::string OriginOf(const VirtualService& rule, size_t index) {
  return StrCat("virtualservice/", NameOf(rule), " ", FieldOf(index));
}

std::string WithMatch(const std::string& origin, int match) {
  return match < 0 ? origin : StrCat(origin, ".match[", match, "]");
}

// Short names mean services and Gateways of the namespace in which they are written, which a delegate need not share with its
// root.
void ExpandNames(std::string_view ns, std::string_view domain, HttpRoute& route) {
  for (manifest::HttpMatch& match : route.match) {
    for (std::string& gateway : match.gateways) gateway = ExpandGatewayName(gateway, ns);
  }
  for (manifest::WeightedDestination& part : route.route) {
    part.destination.host = ExpandRuleHost(part.destination.host, ns, domain);
  }
  for (manifest::HttpMirror& mirror : route.mirrors) {
    mirror.destination.host = ExpandRuleHost(mirror.destination.host, ns, domain);
  }
}

std::string JoinNames(const std::string& root, const std::string& leaf) {
  if (root.empty() || leaf.empty()) return root + leaf;
  return StrCat(root, "-", leaf);
}

template <typename T>
void Inherit(const std::optional<T>& root, std::optional<T>& leaf) {
  if (!leaf) leaf = root;
}

// The share of a `mirror` is a setting of its own: either of the two may come from the other rule.
void InheritMirrors(const HttpRoute& root, HttpRoute& leaf) {
  Inherit(root.mirror_share, leaf.mirror_share);
  if (leaf.mirrors.empty()) leaf.mirrors = root.mirrors;
  for (manifest::HttpMirror& mirror : leaf.mirrors) {
    if (mirror.has_share_of_rule && leaf.mirror_share) mirror.percentage = *leaf.mirror_share;
  }
}

void DropMirrorsWithoutShare(HttpRoute& route) {
  std::erase_if(route.mirrors, [](const manifest::HttpMirror& mirror) { return mirror.percentage <= 0; });
}

void InheritSettings(const HttpRoute& root, HttpRoute& leaf) {
  leaf.name = JoinNames(root.name, leaf.name);
  Inherit(root.rewrite, leaf.rewrite);
  Inherit(root.direct_response, leaf.direct_response);
  Inherit(root.timeout, leaf.timeout);
  Inherit(root.retries, leaf.retries);
  Inherit(root.fault, leaf.fault);
  Inherit(root.cors, leaf.cors);
  Inherit(root.headers, leaf.headers);
  InheritMirrors(root, leaf);
}

// Puts the effective rules of one VirtualService together.
class Effective {
 public:
  Effective(const VirtualServicePtr& source, const VirtualServiceLookup& lookup, std::string_view domain)
      : lookup_(lookup), domain_(domain) {
    out_.source = source;
    for (const std::string& host : source->hosts) out_.hosts.push_back(ExpandRuleHost(host, source->meta.ns, domain));
  }

  EffectiveRule Build() {
    for (size_t i = 0; i < root().http.size(); ++i) {
      if (root().http[i].delegate) {
        AddDelegated(i);
      } else {
        AddOwn(i);
      }
    }
    return std::move(out_);
  }

 private:
  const VirtualService& root() const { return *out_.source; }

  void AddOwn(size_t index) {
    EffectiveRoute own{root().http[index], OriginOf(root(), index), {}};
    ExpandNames(root().meta.ns, domain_, own.route);
    DropMirrorsWithoutShare(own.route);
    for (size_t i = 0; i < own.route.match.size(); ++i) own.match_origins.push_back(WithMatch(own.origin, static_cast<int>(i)));
    out_.http.push_back(std::move(own));
  }

  void AddDelegated(size_t index) {
    const manifest::DelegateReference& reference = *root().http[index].delegate;
    const std::string& ns = reference.ns.empty() ? root().meta.ns : reference.ns;
    VirtualServicePtr delegate = lookup_(ns, reference.name);
    if (std::string why = WhyUnusable(delegate.get(), ns, reference.name); !why.empty()) {
      out_.dropped.push_back({NameOf(root()), FieldOf(index), StrCat(ns, "/", reference.name), "", std::move(why)});
      return;
    }
    for (size_t i = 0; i < delegate->http.size(); ++i) AddMerged(index, *delegate, i);
  }

  std::string WhyUnusable(const VirtualService* delegate, const std::string& ns, const std::string& name) const {
    if (delegate == nullptr) return StrCat("there is no VirtualService \"", ns, "/", name, "\"");
    if (!delegate->hosts.empty()) return StrCat("VirtualService \"", ns, "/", name, "\" has hosts of its own");
    if (ExportedTo(delegate->export_to, delegate->meta.ns, root().meta.ns)) return "";
    return StrCat("VirtualService \"", ns, "/", name, "\" is not exported to namespace \"", root().meta.ns, "\"");
  }

  void AddMerged(size_t root_index, const VirtualService& delegate, size_t index) {
    HttpRoute given = root().http[root_index];
    ExpandNames(root().meta.ns, domain_, given);
    EffectiveRoute merged{delegate.http[index], "", {}};
    ExpandNames(delegate.meta.ns, domain_, merged.route);
    MergedMatches matches = MergeMatches(given.match, merged.route.match);
    if (merged.route.delegate) matches.conflict = "a delegate must not delegate further";
    if (!matches.conflict.empty()) {
      out_.dropped.push_back(
          {NameOf(root()), FieldOf(root_index), NameOf(delegate), FieldOf(index), std::move(matches.conflict)});
      return;
    }
    InheritSettings(given, merged.route);
    DropMirrorsWithoutShare(merged.route);
    const std::string from_root = OriginOf(root(), root_index);
    const std::string from_leaf = OriginOf(delegate, index);
    merged.origin = StrCat(from_root, kOriginSeparator, from_leaf);
    merged.route.match.clear();
    for (MergedMatch& match : matches.matches) {
      merged.match_origins.push_back(
          StrCat(WithMatch(from_root, match.root), kOriginSeparator, WithMatch(from_leaf, match.leaf)));
      merged.route.match.push_back(std::move(match.match));
    }
    out_.http.push_back(std::move(merged));
  }

  const VirtualServiceLookup& lookup_;
  std::string_view domain_;
  EffectiveRule out_;
};

}  // namespace

EffectiveRule MakeEffective(const VirtualServicePtr& source, const VirtualServiceLookup& lookup, std::string_view domain) {
  return Effective(source, lookup, domain).Build();
}

std::vector<std::pair<std::string, std::string>> DelegatesOf(const VirtualService& rule) {
  std::vector<std::pair<std::string, std::string>> delegates;
  for (const HttpRoute& route : rule.http) {
    if (!route.delegate) continue;
    delegates.emplace_back(route.delegate->ns.empty() ? rule.meta.ns : route.delegate->ns, route.delegate->name);
  }
  return delegates;
}

}  // namespace weft::registry
