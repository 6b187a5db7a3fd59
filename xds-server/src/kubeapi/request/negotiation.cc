// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/negotiation.h"

#include "kubeapi/request/text.h"

namespace weft::kubeapi {

namespace {

MediaRange ParseRange(std::string_view text) {
  MediaRange range;
  std::vector<std::string_view> parts = Split(text, ';');
  range.type = ToLower(Strip(parts[0]));
  for (size_t i = 1; i < parts.size(); ++i) {
    auto [name, value] = CutText(parts[i], '=');
    range.parameters[ToLower(Strip(name))] = std::string(Strip(value));
  }
  return range;
}

std::optional<ObjectForm> FormOf(const MediaRange& range) {
  if (range.type == "*/*" || range.type == "application/*") return ObjectForm{};
  if (range.type != "application/json") return std::nullopt;
  std::string as = range.Parameter("as"), version = range.Parameter("v");
  if (as.empty()) return ObjectForm{};
  if (range.Parameter("g") != "meta.k8s.io" || (version != "v1" && version != "v1beta1")) return std::nullopt;
  if (as == "Table") return ObjectForm{ObjectForm::Type::kTable, version};
  if (as == "PartialObjectMetadata" || as == "PartialObjectMetadataList") {
    return ObjectForm{ObjectForm::Type::kMetadata, version};
  }
  return std::nullopt;
}

}  // namespace

std::string MediaRange::Parameter(const std::string& name) const {
  auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

std::vector<MediaRange> ParseAccept(std::string_view accept) {
  std::vector<MediaRange> ranges;
  for (std::string_view part : Split(accept, ',')) {
    if (!Strip(part).empty()) ranges.push_back(ParseRange(part));
  }
  return ranges;
}

std::string BareMediaType(std::string_view content_type) { return ParseRange(content_type).type; }

std::optional<ObjectForm> NegotiateForm(std::string_view accept) {
  auto ranges = ParseAccept(accept);
  if (ranges.empty()) return ObjectForm{};
  for (const auto& range : ranges) {
    if (auto form = FormOf(range)) return form;
  }
  return std::nullopt;
}

}  // namespace weft::kubeapi
