// SPDX-License-Identifier: Apache-2.0
#include "registry/index/match_merge.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/strings.h"

namespace weft::registry {
namespace {

using manifest::HttpMatch;
using manifest::StringMatch;
using Kind = manifest::StringMatch::Type;
using StringMatches = std::map<std::string, StringMatch>;

std::string Said(const StringMatch& match) {
  switch (match.type) {
    case Kind::kExact:
      return StrCat("exact \"", match.value, "\"");
    case Kind::kPrefix:
      return StrCat("prefix \"", match.value, "\"");
    case Kind::kRegex:
      return StrCat("regex \"", match.value, "\"");
    case Kind::kPresent:
      return "presence";
  }
  return "";
}

// Presence narrows nothing, and is narrowed by everything.
bool Conflicts(const StringMatch& root, const StringMatch& leaf) {
  if (root.type == Kind::kPresent || leaf.type == Kind::kPresent) return false;
  if (root.type == Kind::kRegex || leaf.type == Kind::kRegex) return true;
  if (root.type == Kind::kExact) return leaf.type != Kind::kExact || leaf.value != root.value;
  return !leaf.value.starts_with(root.value);
}

std::string WhyConditionConflicts(std::string_view field, const std::optional<StringMatch>& root,
                                  const std::optional<StringMatch>& leaf) {
  if (!root || !leaf || !Conflicts(*root, *leaf)) return "";
  return StrCat(field, " ", Said(*leaf), " does not fit into ", Said(*root));
}

std::string WhyNamedConflict(std::string_view field, const StringMatches& root, const StringMatches& leaf) {
  for (const auto& [name, match] : leaf) {
    auto other = root.find(name);
    if (other == root.end() || !Conflicts(other->second, match)) continue;
    return StrCat(field, ".", name, " ", Said(match), " does not fit into ", Said(other->second));
  }
  return "";
}

std::string WhySourceConflicts(const HttpMatch& root, const HttpMatch& leaf) {
  if (root.ignore_uri_case != leaf.ignore_uri_case) return "ignoreUriCase differs";
  if (root.port != 0 && leaf.port != 0 && root.port != leaf.port) return StrCat("port ", leaf.port, " is not ", root.port);
  if (!root.source_namespace.empty() && leaf.source_namespace != root.source_namespace) {
    return StrCat("sourceNamespace \"", leaf.source_namespace, "\" is not \"", root.source_namespace, "\"");
  }
  for (const auto& [key, value] : leaf.source_labels) {
    auto other = root.source_labels.find(key);
    if (other == root.source_labels.end() || other->second == value) continue;
    return StrCat("sourceLabels.", key, " \"", value, "\" is not \"", other->second, "\"");
  }
  for (const std::string& gateway : leaf.gateways) {
    if (root.gateways.empty() || std::count(root.gateways.begin(), root.gateways.end(), gateway) > 0) continue;
    return StrCat("gateway \"", gateway, "\" is none of the rule that delegates");
  }
  return "";
}

// The narrower of each pair. What a header must not be is narrower the more it covers.
void MergeNamed(const StringMatches& root, bool negated, StringMatches& leaf) {
  for (const auto& [name, match] : root) {
    auto [own, added] = leaf.emplace(name, match);
    if (added) continue;
    bool leaf_is_presence = own->second.type == Kind::kPresent;
    if (leaf_is_presence != negated) own->second = match;
  }
}

void InheritCondition(const std::optional<StringMatch>& root, std::optional<StringMatch>& leaf) {
  if (!leaf || (root && leaf->type == Kind::kPresent)) leaf = root;
}

HttpMatch Merged(const HttpMatch& root, const HttpMatch& leaf) {
  HttpMatch merged = leaf;
  merged.name = root.name.empty() || leaf.name.empty() ? root.name + leaf.name : StrCat(root.name, "-", leaf.name);
  InheritCondition(root.uri, merged.uri);
  InheritCondition(root.scheme, merged.scheme);
  InheritCondition(root.method, merged.method);
  InheritCondition(root.authority, merged.authority);
  MergeNamed(root.headers, false, merged.headers);
  MergeNamed(root.without_headers, true, merged.without_headers);
  MergeNamed(root.query_params, false, merged.query_params);
  if (merged.port == 0) merged.port = root.port;
  merged.source_labels.insert(root.source_labels.begin(), root.source_labels.end());
  if (merged.source_namespace.empty()) merged.source_namespace = root.source_namespace;
  if (merged.gateways.empty()) merged.gateways = root.gateways;
  return merged;
}

MergedMatches OneSided(const std::vector<HttpMatch>& matches, bool is_root) {
  MergedMatches out;
  for (size_t i = 0; i < matches.size(); ++i) {
    int index = static_cast<int>(i);
    out.matches.push_back({matches[i], is_root ? index : -1, is_root ? -1 : index});
  }
  return out;
}

}  // namespace

std::string WhyMatchesConflict(const HttpMatch& root, const HttpMatch& leaf) {
  for (std::string why :
       {WhyConditionConflicts("uri", root.uri, leaf.uri), WhyConditionConflicts("scheme", root.scheme, leaf.scheme),
        WhyConditionConflicts("method", root.method, leaf.method),
        WhyConditionConflicts("authority", root.authority, leaf.authority),
        WhyNamedConflict("headers", root.headers, leaf.headers),
        WhyNamedConflict("withoutHeaders", root.without_headers, leaf.without_headers),
        WhyNamedConflict("queryParams", root.query_params, leaf.query_params), WhySourceConflicts(root, leaf)}) {
    if (!why.empty()) return why;
  }
  return "";
}

MergedMatches MergeMatches(const std::vector<HttpMatch>& root, const std::vector<HttpMatch>& leaf) {
  if (root.empty()) return OneSided(leaf, false);
  if (leaf.empty()) return OneSided(root, true);
  MergedMatches out;
  for (size_t i = 0; i < leaf.size(); ++i) {
    std::string why;
    bool fits = false;
    for (size_t j = 0; j < root.size(); ++j) {
      std::string conflict = WhyMatchesConflict(root[j], leaf[i]);
      if (conflict.empty()) {
        out.matches.push_back({Merged(root[j], leaf[i]), static_cast<int>(j), static_cast<int>(i)});
        fits = true;
      } else if (why.empty()) {
        why = std::move(conflict);
      }
    }
    if (!fits) return {{}, StrCat("match[", i, "] fits into no match of the rule that delegates: ", why)};
  }
  return out;
}

}  // namespace weft::registry
