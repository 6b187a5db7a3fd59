// SPDX-License-Identifier: Apache-2.0
#include "weftctl/route_check/route_check_case.h"

#include <algorithm>

#include "base/status_macros.h"
#include "base/strings.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "manifest/object/field.h"
#include "manifest/yaml/yaml.h"
#include "weftctl/client/manifest_files.h"
#include "weftctl/route_check/route_check_json.h"
#include "xds/resource/parse_match.h"

namespace weft::ctl {
namespace {

using manifest::Field;
using manifest::Json;

absl::Status BadCase(const Field& field, std::string_view problem) {
  return absl::InvalidArgumentError(StrCat(field.path(), field.path().empty() ? "" : ": ", problem));
}

// The members of one map, each looked at once; what is left over at the end is an unknown field.
class CaseFields {
 public:
  explicit CaseFields(Field map) : map_(std::move(map)) {}

  Field Take(const char* name) {
    known_.push_back(name);
    return map_[name];
  }
  void TakeText(const char* name, std::optional<std::string>& out) {
    const Field field = Take(name);
    if (!field) return;
    if (field.json().is_string())
      out = field.Text();
    else
      Fail(field, "must be text");
  }
  void TakeText(const char* name, std::string& out) {
    std::optional<std::string> text;
    TakeText(name, text);
    if (text) out = *std::move(text);
  }
  bool TakeBool(const char* name) {
    const Field field = Take(name);
    if (field && !field.json().is_boolean()) Fail(field, "must be true or false");
    return field.Bool();
  }
  template <typename T>
  void TakeNumber(const char* name, std::optional<T>& out) {
    const Field field = Take(name);
    if (!field) return;
    if (field.json().is_number_integer() && (field.json().is_number_unsigned() || field.Int() >= 0))
      out = field.json().get<T>();
    else
      Fail(field, "must be a number that is not negative");
  }
  // A list of {key, value}; {field, value} in older files.
  void TakeFields(const char* name, HeaderFields& out) {
    for (const Field& item : Take(name).Items()) {
      const Field key = item["key"] ? item["key"] : item["field"];
      if (key.Text().empty() || !item["value"].json().is_string()) Fail(item, "must have a key and a value, both text");
      out.emplace_back(ToLower(key.Text()), item["value"].Text());
    }
  }
  void TakeMatchers(const char* name, std::vector<model::HeaderMatcher>& out) {
    for (const Field& item : Take(name).Items()) {
      auto matcher = ReadMatcher(item);
      if (matcher.ok())
        out.push_back(*std::move(matcher));
      else if (status_.ok())
        status_ = matcher.status();
    }
  }

  void Fail(const Field& field, std::string_view problem) {
    if (status_.ok()) status_ = BadCase(field, problem);
  }
  bool Has(const char* name) const { return static_cast<bool>(map_[name]); }
  const Field& map() const { return map_; }

  absl::Status Finish() {
    if (!map_) return BadCase(map_, "required value");
    for (const auto& [name, field] : map_.Members()) {
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) Fail(field, "unknown field");
    }
    return status_;
  }

 private:
  static absl::StatusOr<model::HeaderMatcher> ReadMatcher(const Field& field) {
    envoy::config::route::v3::HeaderMatcher proto;
    std::vector<std::string> unknown;
    WEFT_RETURN_IF_ERROR(ReadMessage(field.json(), field.path(), proto, unknown));
    if (!unknown.empty()) return absl::InvalidArgumentError(unknown.front() + ": unknown field");
    return xds::HeaderFromProto(proto, field.path());
  }

  Field map_;
  std::vector<std::string> known_;
  absl::Status status_;
};

absl::Status ReadCheckInput(Field map, RouteCheckInput& out) {
  CaseFields fields(std::move(map));
  fields.TakeText(fields.Has(":authority") ? ":authority" : "authority", out.authority);
  fields.TakeText(fields.Has(":path") ? ":path" : "path", out.path);
  fields.TakeText(fields.Has(":method") ? ":method" : "method", out.method);
  if (fields.TakeBool("ssl")) out.scheme = "https";
  fields.TakeText("scheme", out.scheme);
  std::optional<uint64_t> random;
  fields.TakeNumber("random_value", random);
  out.random_value = random.value_or(0);
  out.request_headers.emplace_back("x-forwarded-proto", out.scheme);
  if (fields.TakeBool("internal")) out.request_headers.emplace_back("x-envoy-internal", "true");
  fields.TakeFields(fields.Has("additional_headers") ? "additional_headers" : "additional_request_headers",
                    out.request_headers);
  fields.TakeFields("additional_response_headers", out.response_headers);
  if (fields.Has("runtime")) fields.Fail(fields.Take("runtime"), "is not supported: Weft has no runtime, default_value counts");
  if (fields.map() && out.authority.empty()) fields.Fail(fields.map(), "authority is required");
  if (fields.map() && out.path.empty()) fields.Fail(fields.map(), "path is required");
  return fields.Finish();
}

absl::Status ReadExpectation(Field map, RouteCheckExpectation& out) {
  CaseFields fields(std::move(map));
  fields.TakeText("cluster_name", out.cluster_name);
  fields.TakeText("virtual_cluster_name", out.virtual_cluster_name);
  fields.TakeText("virtual_host_name", out.virtual_host_name);
  fields.TakeText("host_rewrite", out.host_rewrite);
  fields.TakeText("path_rewrite", out.path_rewrite);
  fields.TakeText("path_redirect", out.path_redirect);
  fields.TakeNumber("code_redirect", out.code_redirect);
  fields.TakeMatchers("request_header_matches", out.request_matches);
  fields.TakeMatchers("response_header_matches", out.response_matches);
  for (const char* name : {"request_header_fields", "header_fields", "custom_header_fields"}) {
    fields.TakeFields(name, out.request_fields);
  }
  fields.TakeFields("response_header_fields", out.response_fields);
  if (fields.map() && fields.map().size() == 0) fields.Fail(fields.map(), "must expect something");
  return fields.Finish();
}

absl::StatusOr<RouteCheckCase> ReadCase(const Field& item) {
  RouteCheckCase out;
  CaseFields fields(item);
  fields.TakeText("test_name", out.name);
  if (item && out.name.empty()) fields.Fail(item, "test_name is required");
  const Field input = fields.Take("input");
  const Field validate = fields.Take("validate");
  WEFT_RETURN_IF_ERROR(fields.Finish());
  WEFT_RETURN_IF_ERROR(ReadCheckInput(input, out.input));
  WEFT_RETURN_IF_ERROR(ReadExpectation(validate, out.expected));
  return out;
}

}  // namespace

absl::StatusOr<std::vector<RouteCheckCase>> ReadRouteCheckCases(const std::string& path, Terminal& terminal) {
  WEFT_ASSIGN_OR_RETURN(auto files, ReadManifestFiles({path}, terminal));
  std::vector<RouteCheckCase> cases;
  for (const ManifestFile& file : files) {
    auto documents = manifest::ParseYaml(file.text);
    if (!documents.ok()) return absl::InvalidArgumentError(StrCat(file.name, ": ", ToStd(documents.status().message())));
    for (const manifest::Document& document : *documents) {
      const Field whole(document.json);
      for (const Field& item : (document.json.is_array() ? whole : whole["tests"]).Items()) {
        auto one = ReadCase(item);
        if (!one.ok()) return absl::InvalidArgumentError(StrCat(file.name, ": ", ToStd(one.status().message())));
        cases.push_back(*std::move(one));
      }
    }
  }
  if (cases.empty()) return absl::InvalidArgumentError(StrCat(path, ": holds no tests"));
  return cases;
}

}  // namespace weft::ctl
