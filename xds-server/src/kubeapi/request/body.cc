// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/body.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "kubeapi/request/negotiation.h"
#include "kubeapi/request/protobuf_body.h"
#include "manifest/yaml/yaml.h"
#include "patch/patch.h"

namespace weft::kubeapi {

namespace {

constexpr char kJsonType[] = "application/json";
constexpr char kYamlType[] = "application/yaml";
constexpr char kProtobufType[] = "application/vnd.kubernetes.protobuf";

Refusal Unrecognized(std::string_view expected, std::string_view why) {
  return BadRequest(StrCat("the object provided is unrecognized (must be of type ", expected, "): ", why));
}

absl::StatusOr<Json> Bounded(Json json) {
  if (patch::DeeperThan(json, patch::kMaxJsonDepth)) {
    return absl::InvalidArgumentError(StrCat("it nests deeper than ", patch::kMaxJsonDepth, " levels"));
  }
  return json;
}

absl::StatusOr<Json> ParseJsonBody(std::string_view text) {
  if (text.empty()) return absl::InvalidArgumentError("the body is empty");
  try {
    return Bounded(Json::parse(text));
  } catch (const Json::parse_error& error) {
    return absl::InvalidArgumentError(
        StrCat("the body is not JSON, or was cut short: error at byte ", error.byte, " of ", text.size()));
  } catch (const Json::exception& error) {  // a number out of range
    return absl::InvalidArgumentError(StrCat("the body is not usable JSON: ", error.what()));
  }
}

absl::StatusOr<Json> ParseYamlBody(std::string_view text) {
  WEFT_ASSIGN_OR_RETURN(auto documents, manifest::ParseYaml(text));
  if (documents.size() != 1) {
    return absl::InvalidArgumentError(StrCat("the body must hold one YAML document, it holds ", documents.size()));
  }
  return Bounded(std::move(documents.front().json));
}

}  // namespace

OrRefusal<Json> ReadObjectBody(const HttpRequest& request, std::string_view expected) {
  std::string type = BareMediaType(request.Header("content-type"));
  absl::StatusOr<Json> json;
  if (type == kJsonType) {
    json = ParseJsonBody(request.body);
  } else if (type == kYamlType) {
    json = ParseYamlBody(request.body);
  } else if (type == kProtobufType) {
    json = DecodeProtobufBody(request.body);
  }
  if (absl::IsUnknown(json.status()) || absl::IsUnimplemented(json.status())) {
    return UnsupportedBody(request.Header("content-type"), StrCat(kJsonType, ", ", kYamlType));
  }
  if (!json.ok()) return Unrecognized(expected, ToStd(json.status().message()));
  if (!json->is_object()) return Unrecognized(expected, StrCat("it is a ", json->type_name(), ", not an object"));
  return *std::move(json);
}

OrRefusal<Json> ReadPatchBody(const HttpRequest& request, bool may_be_yaml) {
  auto json = ParseJsonBody(request.body);
  if (!json.ok() && may_be_yaml) json = ParseYamlBody(request.body);
  if (!json.ok()) return BadRequest(StrCat("the patch cannot be read: ", json.status().message()));
  return *std::move(json);
}

OrRefusal<Json> ReadDeleteOptions(const HttpRequest& request) {
  if (request.body.empty()) return Json::object();
  return ReadObjectBody(request, "DeleteOptions");
}

}  // namespace weft::kubeapi
