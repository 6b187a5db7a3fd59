// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/admission.h"

#include "absl/strings/str_join.h"
#include "base/strings.h"
#include "kubeapi/request/json_text.h"

namespace weft::kubeapi {

namespace {

constexpr size_t kObjectBytes = 3u << 19;  // 1.5 MiB
constexpr std::string_view kUnknownField = "unknown field";

bool OnlyUnknownFields(const manifest::Report& report) {
  for (const auto& problem : report.problems) {
    if (!problem.message.starts_with(kUnknownField)) return false;
  }
  return true;
}

// VirtualService in version "v1" cannot be handled as a VirtualService: strict decoding error: unknown field "spec.hots"
Refusal StrictDecodingError(const ResourceRequest& request, const manifest::Report& report) {
  std::vector<std::string> errors;
  for (const auto& problem : report.problems) {
    errors.push_back(StrCat(kUnknownField, " \"", problem.field, "\"", problem.message.substr(kUnknownField.size())));
  }
  return BadRequest(StrCat(request.kind.kind, " in version \"", request.view.version, "\" cannot be handled as a ",
                           request.kind.kind, ": strict decoding error: ", absl::StrJoin(errors, ", ")));
}

Refusal Refused(const ResourceRequest& request, const WriteOptions& options, const Json& object,
                const manifest::Report& report) {
  bool whole = options.verb == WriteVerb::kCreate || options.verb == WriteVerb::kReplace;
  if (whole && OnlyUnknownFields(report)) return StrictDecodingError(request, report);
  return InvalidObject(request.kind, StringIn(object, {"metadata", "name"}), report.problems);
}

// Objects whose status alone is written are not parsed: nobody reads them anew.
manifest::Draft Parse(const ResourceRequest& request, const Json& object) {
  manifest::Draft draft;
  if (request.kind.form == nullptr || !request.path.subresource.empty()) return draft;
  if (auto parsed = request.kind.form->Parse(object); parsed.ok()) draft = {request.kind.form.get(), *std::move(parsed)};
  return draft;
}

}  // namespace

OrRefusal<Admitted> Admit(const ApiContext& context, const ResourceRequest& request, const WriteOptions& options,
                          Json& object) {
  manifest::Report report = manifest::Check(request.kind, object, options.unknown_fields);
  if (!report.ok()) return Refused(request, options, object, report);
  if (request.kind.apply_defaults) request.kind.apply_defaults(object);
  if (size_t size = ToText(object).size(); size > kObjectBytes) {
    return BodyTooLarge(StrCat(request.kind.kind, " \"", StringIn(object, {"metadata", "name"}), "\" is ", size,
                               " bytes of JSON, more than the limit of ", kObjectBytes));
  }
  Admitted admitted{std::move(report.warnings), Parse(request, object)};
  if (context.advise && request.path.subresource.empty()) {
    for (auto& warning : context.advise(object, admitted.draft)) admitted.warnings.push_back(std::move(warning));
  }
  return admitted;
}

}  // namespace weft::kubeapi
