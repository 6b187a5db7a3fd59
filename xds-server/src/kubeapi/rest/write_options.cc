// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/write_options.h"

#include "base/dates.h"
#include "base/strings.h"

namespace weft::kubeapi {

namespace {

constexpr size_t kManagerNameBytes = 128;

MaybeRefusal ReadFieldValidation(const std::string& value, manifest::UnknownFields& unknown_fields) {
  if (value.empty() || value == "Warn") {
    unknown_fields = manifest::UnknownFields::kWarn;
  } else if (value == "Strict") {
    unknown_fields = manifest::UnknownFields::kRefuse;
  } else if (value == "Ignore") {
    unknown_fields = manifest::UnknownFields::kIgnore;
  } else {
    return InvalidOption("fieldValidation", "FieldValueNotSupported",
                         StrCat("Unsupported value: \"", value, "\": supported values: \"Ignore\", \"Strict\", \"Warn\""));
  }
  return std::nullopt;
}

// What a client calls itself when it names no field manager: "kubectl" of "kubectl/v1.32.5 (linux/amd64) ...".
std::string ManagerFromUserAgent(std::string_view user_agent) {
  std::string name(user_agent.substr(0, user_agent.find('/')).substr(0, kManagerNameBytes));
  return name.empty() ? "unknown" : name;
}

MaybeRefusal CheckApplyOptions(const Query& query, const WriteOptions& options) {
  if (options.verb == WriteVerb::kApply && options.manager.name.empty()) {
    return InvalidOption("fieldManager", "FieldValueRequired", "Required value: is required for apply patch");
  }
  if (options.verb != WriteVerb::kApply && query.Has("force")) {
    return InvalidOption("force", "FieldValueForbidden", "Forbidden: may not be specified for non-apply patch");
  }
  return std::nullopt;
}

}  // namespace

OrRefusal<WriteOptions> ReadWriteOptions(const ApiContext& context, const ResourceRequest& request, WriteVerb verb) {
  WriteOptions options;
  options.verb = verb;
  for (const auto& value : request.query.All("dryRun")) {
    if (value.empty()) continue;
    if (value != "All") {
      return InvalidOption("dryRun", "FieldValueNotSupported",
                           StrCat("Unsupported value: \"", value, "\": supported values: \"All\""));
    }
    options.dry_run = true;
  }
  if (auto refusal = ReadFieldValidation(request.query.Get("fieldValidation"), options.unknown_fields)) return *refusal;
  options.force = request.query.Flag("force");
  options.manager.name = request.query.Get("fieldManager");
  if (options.manager.name.size() > kManagerNameBytes) {
    return InvalidOption("fieldManager", "FieldValueTooLong", StrCat("Too long: may not be longer than ", kManagerNameBytes));
  }
  if (auto refusal = CheckApplyOptions(request.query, options)) return *refusal;
  if (options.manager.name.empty()) options.manager.name = ManagerFromUserAgent(request.http.Header("user-agent"));
  options.manager.api_version = request.kind.ApiVersion(request.view.version);
  options.manager.subresource = request.path.subresource;
  options.manager.time = FormatRfc3339(context.now());
  return options;
}

}  // namespace weft::kubeapi
