// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/refusal.h"

#include "absl/strings/str_join.h"
#include "base/strings.h"
#include "kubeapi/request/json_text.h"

namespace weft::kubeapi {

namespace {

// `kind` of the details is the plural for what concerns the resource, and the Kind for what is wrong inside an object.
Json DetailsOf(const Kind& kind, std::string_view name, std::string_view kind_name) {
  Json details = {{"kind", kind_name}};
  if (!name.empty()) details["name"] = name;
  if (!kind.group.empty()) details["group"] = kind.group;
  return details;
}

std::string Named(const Kind& kind, std::string_view name) { return StrCat(kind.GroupResource(), " \"", name, "\""); }

}  // namespace

Refusal BadRequest(std::string message) { return {400, "BadRequest", std::move(message), nullptr}; }

Refusal UnknownPath(std::string_view path) {
  return {404, "NotFound", StrCat("the server could not find the requested resource: there is nothing at ", path),
          Json::object()};
}

Refusal ObjectNotFound(const Kind& kind, std::string_view name) {
  return {404, "NotFound", StrCat(Named(kind, name), " not found"), DetailsOf(kind, name, kind.plural)};
}

Refusal ObjectExists(const Kind& kind, std::string_view name) {
  return {409, "AlreadyExists", StrCat(Named(kind, name), " already exists"), DetailsOf(kind, name, kind.plural)};
}

Refusal WriteConflict(const Kind& kind, std::string_view name, std::string_view why) {
  return {409, "Conflict", StrCat("Operation cannot be fulfilled on ", Named(kind, name), ": ", why),
          DetailsOf(kind, name, kind.plural)};
}

Refusal StaleObject(const Kind& kind, std::string_view name) {
  return WriteConflict(kind, name,
                       "the object has been modified; please apply your changes to the latest version and try again");
}

Refusal InvalidObject(const Kind& kind, std::string_view name, const std::vector<manifest::Problem>& problems) {
  Json details = DetailsOf(kind, name, kind.kind);
  std::vector<std::string> lines;
  for (const auto& problem : problems) {
    lines.push_back(StrCat(problem.field, ": ", problem.message));
    details["causes"].push_back({{"reason", problem.reason}, {"message", problem.message}, {"field", problem.field}});
  }
  std::string text = lines.size() == 1 ? lines[0] : StrCat("[", absl::StrJoin(lines, ", "), "]");
  std::string what = kind.group.empty() ? kind.kind : StrCat(kind.kind, ".", kind.group);
  return {422, "Invalid", StrCat(what, " \"", name, "\" is invalid: ", text), std::move(details)};
}

Refusal InvalidOption(std::string_view option, std::string_view reason, std::string_view message) {
  Json cause = {{"reason", reason}, {"message", message}, {"field", option}};
  return {422,
          "Invalid",
          StrCat("the request's options are invalid: ", option, ": ", message),
          {{"causes", Json::array({std::move(cause)})}}};
}

Refusal UnsupportedBody(std::string_view content_type, std::string_view accepted) {
  return {415, "UnsupportedMediaType",
          StrCat("the body of the request was in an unknown format (Content-Type \"", content_type,
                 "\") - accepted media types include: ", accepted),
          nullptr};
}

Refusal NotAcceptable(std::string_view accepted) {
  return {406, "NotAcceptable", StrCat("only the following media types are accepted: ", accepted), nullptr};
}

Refusal MethodNotAllowed(std::string_view method) {
  return {405, "MethodNotAllowed", StrCat("the server does not allow the method ", method, " on the requested resource"),
          Json::object()};
}

Refusal BodyTooLarge(std::string message) { return {413, "RequestEntityTooLarge", std::move(message), nullptr}; }
Refusal TooOld(std::string message) { return {410, "Expired", std::move(message), nullptr}; }
Refusal Forbidden(std::string message) { return {403, "Forbidden", std::move(message), nullptr}; }
Refusal TooManyRequests(std::string message) {
  return {429, "TooManyRequests", std::move(message), {{"retryAfterSeconds", 1}}};
}

Refusal InternalError(std::string_view message) {
  return {500, "InternalError", StrCat("Internal error occurred: ", message), nullptr};
}

Refusal FromStore(const absl::Status& status, const Kind& kind, std::string_view name) {
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return ObjectNotFound(kind, name);
    case absl::StatusCode::kAlreadyExists:
      return ObjectExists(kind, name);
    case absl::StatusCode::kAborted:
      return StaleObject(kind, name);
    default:
      return InternalError(ToStd(status.message()));
  }
}

Json StatusObject(const Refusal& refusal) {
  Json status = {{"kind", "Status"},           {"apiVersion", "v1"},       {"metadata", Json::object()}, {"status", "Failure"},
                 {"message", refusal.message}, {"reason", refusal.reason}, {"code", refusal.code}};
  if (!refusal.details.is_null()) status["details"] = refusal.details;
  return status;
}

Json DeletedStatus(const Kind& kind, std::string_view name, std::string_view uid) {
  Json details = DetailsOf(kind, name, kind.plural);
  details["uid"] = uid;
  return {{"kind", "Status"},
          {"apiVersion", "v1"},
          {"metadata", Json::object()},
          {"status", "Success"},
          {"details", std::move(details)}};
}

HttpResponse JsonResponse(int status, const Json& body) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache, private"}}, ToText(body) + "\n"};
}

HttpResponse ToResponse(const Refusal& refusal) {
  HttpResponse response = JsonResponse(refusal.code, StatusObject(refusal));
  if (refusal.details.is_object() && refusal.details.contains("retryAfterSeconds")) {
    response.headers.emplace_back("Retry-After", ToText(refusal.details["retryAfterSeconds"]));
  }
  return response;
}

}  // namespace weft::kubeapi
