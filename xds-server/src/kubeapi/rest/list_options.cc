// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/list_options.h"

#include "absl/strings/numbers.h"
#include "base/strings.h"
#include "kubeapi/request/catalog.h"

namespace weft::kubeapi {

namespace {

MaybeRefusal ReadVersionMatch(const ResourceRequest& request, bool watch, ListOptions& options) {
  options.match = request.query.Get("resourceVersionMatch");
  if (request.query.Has("sendInitialEvents")) {
    if (!watch) return InvalidOption("sendInitialEvents", "FieldValueForbidden", "Forbidden: may only be set for a watch");
    options.send_initial_events = request.query.Flag("sendInitialEvents");
    if (options.match != "NotOlderThan") {
      return InvalidOption("resourceVersionMatch", "FieldValueForbidden",
                           "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    return std::nullopt;
  }
  if (options.match.empty()) return std::nullopt;
  if (watch) {
    return InvalidOption("resourceVersionMatch", "FieldValueForbidden",
                         "Forbidden: may not be set for a watch unless sendInitialEvents is set");
  }
  if (!options.resource_version) {
    return InvalidOption("resourceVersionMatch", "FieldValueForbidden",
                         "Forbidden: may not be set unless resourceVersion is provided");
  }
  if (options.match != "Exact" && options.match != "NotOlderThan") {
    return InvalidOption("resourceVersionMatch", "FieldValueNotSupported",
                         StrCat("Unsupported value: \"", options.match, "\": supported values: \"Exact\", \"NotOlderThan\""));
  }
  if (options.match == "Exact" && *options.resource_version == 0) {
    return InvalidOption("resourceVersionMatch", "FieldValueForbidden",
                         "Forbidden: \"Exact\" is forbidden for resourceVersion 0");
  }
  return std::nullopt;
}

MaybeRefusal ReadTimeout(const ResourceRequest& request, ListOptions& options) {
  std::string text = request.query.Get("timeoutSeconds");
  if (text.empty()) return std::nullopt;
  constexpr int64_t kLongest = 24 * 3600;
  int64_t seconds = 0;
  if (!absl::SimpleAtoi(text, &seconds) || seconds < 0) {
    return BadRequest(StrCat("timeoutSeconds: Invalid value: \"", text, "\": must be a whole number of seconds"));
  }
  if (seconds > 0) options.timeout = absl::Seconds(std::min(seconds, kLongest));
  return std::nullopt;
}

}  // namespace

bool Selection::InScope(const store::Key& key) const {
  if (key.group != group || key.plural != plural) return false;
  if (!ns.empty() && key.ns != ns) return false;
  if (!name.empty() && key.name != name) return false;
  return fields.Matches(key.ns, key.name);
}

store::Listing Selection::Pick(const store::ObjectStore& store) const {
  store::Listing listing = store.List(group, plural, ns);
  std::erase_if(listing.objects,
                [this](const store::Object& object) { return !InScope(object.key) || !Matches(*object.body); });
  return listing;
}

OrRefusal<Selection> ReadSelection(const ResourceRequest& request) {
  Selection selection{request.kind.group, request.kind.plural, request.path.ns, request.path.name, {}, {}};
  auto labels = LabelSelector::Parse(request.query.Get("labelSelector"));
  if (!labels.ok()) return BadRequest(std::string(labels.status().message()));
  selection.labels = *std::move(labels);
  // Events are selected by the object they are about; there are none, so any selector does.
  if (IsReadOnly(request.kind)) return selection;
  auto fields = FieldSelector::Parse(request.query.Get("fieldSelector"));
  if (!fields.ok()) return BadRequest(std::string(fields.status().message()));
  selection.fields = *std::move(fields);
  return selection;
}

OrRefusal<ListOptions> ReadListOptions(const ResourceRequest& request, bool watch) {
  ListOptions options;
  auto selection = ReadSelection(request);
  if (!selection.ok()) return selection.refusal();
  options.selection = *std::move(selection);
  if (std::string version = request.query.Get("resourceVersion"); !version.empty()) {
    uint64_t number = 0;
    if (!absl::SimpleAtoi(version, &number)) {
      return BadRequest(StrCat("resourceVersion: Invalid value: \"", version, "\": must be a decimal number"));
    }
    options.resource_version = number;
  }
  // All of a list is in one page, so no token of ours exists.
  if (!request.query.Get("continue").empty()) {
    return BadRequest("continue key is not valid: this server sends whole lists and has given out none");
  }
  if (auto refusal = ReadVersionMatch(request, watch, options)) return *refusal;
  if (auto refusal = ReadTimeout(request, options)) return *refusal;
  options.bookmarks = request.query.Flag("allowWatchBookmarks");
  return options;
}

MaybeRefusal CheckResourceVersion(const ListOptions& options, uint64_t current) {
  uint64_t wanted = options.resource_version.value_or(0);
  if (options.match == "Exact" && wanted < current) {
    return TooOld(StrCat("The resourceVersion for the provided list is too old: ", wanted, " (", current, ")"));
  }
  if (wanted <= current) return std::nullopt;
  Json cause = {{"reason", "ResourceVersionTooLarge"}, {"message", "Too large resource version"}};
  return Refusal{504,
                 "Timeout",
                 StrCat("Timeout: Too large resource version: ", wanted, ", current: ", current),
                 {{"causes", Json::array({std::move(cause)})}, {"retryAfterSeconds", 1}}};
}

}  // namespace weft::kubeapi
