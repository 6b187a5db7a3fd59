// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_cors.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "envoy/extensions/filters/http/cors/v3/cors.pb.h"
#include "xds/resource/parse_headers.h"
#include "xds/resource/parse_match.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

using CorsProto = ::envoy::extensions::filters::http::cors::v3::CorsPolicy;

// Header values, ready to send.
absl::Status ReadCorsHeaders(const CorsProto& proto, const std::string& path, model::CorsPolicy& out) {
  const auto take = [&](const std::string& value, const char* field, std::string& to) {
    to = value;
    return CheckHeaderValue(value, StrCat(path, ".", field));
  };
  WEFT_RETURN_IF_ERROR(take(proto.allow_methods(), "allow_methods", out.allow_methods));
  WEFT_RETURN_IF_ERROR(take(proto.allow_headers(), "allow_headers", out.allow_headers));
  WEFT_RETURN_IF_ERROR(take(proto.expose_headers(), "expose_headers", out.expose_headers));
  return take(proto.max_age(), "max_age", out.max_age);
}

}  // namespace

absl::StatusOr<std::optional<model::CorsPolicy>> CorsFromAny(const google::protobuf::Any& any, const std::string& path,
                                                             std::vector<std::string>& ignored) {
  CorsProto proto;
  WEFT_RETURN_IF_ERROR(Unpack(any, path, proto));
  AppendUnknownFields(proto, path, ignored);
  model::CorsPolicy cors;
  for (int i = 0; i < proto.allow_origin_string_match_size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(
        auto origin, StringFromProto(proto.allow_origin_string_match(i), StrCat(path, ".allow_origin_string_match[", i, "]")));
    cors.allow_origins.push_back(std::move(origin));
  }
  WEFT_RETURN_IF_ERROR(ReadCorsHeaders(proto, path, cors));
  cors.allow_credentials = proto.allow_credentials().value();
  if (proto.has_forward_not_matching_preflights()) {
    cors.forward_unmatched_preflights = proto.forward_not_matching_preflights().value();
  }
  if (!proto.has_filter_enabled()) return std::optional(std::move(cors));
  WEFT_ASSIGN_OR_RETURN(auto enabled, FractionFromProto(proto.filter_enabled().default_value(), path + ".filter_enabled"));
  if (enabled.per_million == 0) return std::optional<model::CorsPolicy>();
  if (enabled.per_million < 1'000'000) ignored.push_back(path + ".filter_enabled (less than all requests)");
  return std::optional(std::move(cors));
}

}  // namespace weft::xds
