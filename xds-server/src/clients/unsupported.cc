// SPDX-License-Identifier: Apache-2.0
#include "clients/unsupported.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "base/strings.h"
#include "clients/capability.h"
#include "manifest/object/field.h"

namespace weft::clients {
namespace {

using manifest::Field;

std::string TextAbout(Capability capability) {
  std::vector<std::string> names;
  for (const Product& product : Products()) {
    if (product.can.Has(capability)) names.emplace_back(product.name);
  }
  std::reverse(names.begin(), names.end());
  return StrCat("accepted; ", absl::StrJoin(names, " and "), " clients apply it, Weft's SDK does not yet");
}

// Is the field part of one that there is a warning about?
bool IsInsideOne(const std::string& path, const std::vector<std::string>& warnings) {
  return std::any_of(warnings.begin(), warnings.end(), [&](const std::string& warning) {
    return path.starts_with(StrCat(warning.substr(0, warning.find(": ")), "."));
  });
}

// Warns of each field at `path` below `block`; where there is a list on the way, in each of its items.
void WarnOfField(const Field& block, std::string_view path, Capability capability, std::vector<std::string>& warnings) {
  if (!block) return;
  if (path.empty()) {
    if (!IsInsideOne(block.path(), warnings)) warnings.push_back(StrCat(block.path(), ": ", TextAbout(capability)));
    return;
  }
  if (block.json().is_array()) {
    for (const Field& item : block.Items()) WarnOfField(item, path, capability, warnings);
    return;
  }
  const size_t dot = path.find('.');
  const std::string_view rest = dot == std::string_view::npos ? "" : path.substr(dot + 1);
  WarnOfField(block[path.substr(0, dot)], rest, capability, warnings);
}

// `root`: the first part of the paths that are about this block.
void WarnOfBlock(const Field& block, std::string_view root, std::vector<std::string>& warnings) {
  for (const CapabilityInfo& info : AllCapabilities()) {
    if (!info.is_policy() || OfSdk().Has(info.capability)) continue;
    for (std::string_view path : Split(info.fields, ' ')) {
      if (ConsumePrefix(path, root)) WarnOfField(block, path, info.capability, warnings);
    }
  }
}

}  // namespace

std::vector<std::string> UnsupportedBySdk(const manifest::Json& object) {
  std::vector<std::string> warnings;
  const Field spec = Field(object)["spec"];
  const std::string kind = Field(object)["kind"].Text();
  if (kind == "VirtualService") WarnOfBlock(spec["http"], "http.", warnings);
  if (kind == "DestinationRule") {
    WarnOfBlock(spec["trafficPolicy"], "trafficPolicy.", warnings);
    for (const Field& subset : spec["subsets"].Items()) WarnOfBlock(subset["trafficPolicy"], "trafficPolicy.", warnings);
  }
  return warnings;
}

}  // namespace weft::clients
