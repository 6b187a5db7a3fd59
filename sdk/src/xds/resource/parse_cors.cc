// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_cors.h"

#include "base/strings.h"
#include "envoy/extensions/filters/http/cors/v3/cors.pb.h"
#include "xds/resource/field_path.h"
#include "xds/resource/parse_headers.h"
#include "xds/resource/parse_match.h"

namespace weft::xds {
namespace {

using CorsProto = ::envoy::extensions::filters::http::cors::v3::CorsPolicy;

// Header values, ready to send.
absl::Status ReadCorsHeaders(const CorsProto& proto, const std::string& path, model::CorsPolicy& out) {
  const auto take = [&](const std::string& value, const char* field, std::string& to) {
    to = value;
    return CheckHeaderValue(value, StrCat(path, ".", field));
  };
  if (auto status = take(proto.allow_methods(), "allow_methods", out.allow_methods); !status.ok()) return status;
  if (auto status = take(proto.allow_headers(), "allow_headers", out.allow_headers); !status.ok()) return status;
  if (auto status = take(proto.expose_headers(), "expose_headers", out.expose_headers); !status.ok()) return status;
  return take(proto.max_age(), "max_age", out.max_age);
}

}  // namespace

absl::StatusOr<std::optional<model::CorsPolicy>> CorsFromAny(const google::protobuf::Any& any, const std::string& path,
                                                             std::vector<std::string>& ignored) {
  CorsProto proto;
  if (auto status = Unpack(any, path, proto); !status.ok()) return status;
  AppendUnknownFields(proto, path, ignored);
  model::CorsPolicy cors;
  for (int i = 0; i < proto.allow_origin_string_match_size(); ++i) {
    auto origin = StringFromProto(proto.allow_origin_string_match(i), StrCat(path, ".allow_origin_string_match[", i, "]"));
    if (!origin.ok()) return origin.status();
    cors.allow_origins.push_back(*std::move(origin));
  }
  if (auto status = ReadCorsHeaders(proto, path, cors); !status.ok()) return status;
  cors.allow_credentials = proto.allow_credentials().value();
  if (proto.has_forward_not_matching_preflights()) {
    cors.forward_unmatched_preflights = proto.forward_not_matching_preflights().value();
  }
  if (!proto.has_filter_enabled()) return std::optional(std::move(cors));
  auto enabled = FractionFromProto(proto.filter_enabled().default_value(), path + ".filter_enabled");
  if (!enabled.ok()) return enabled.status();
  if (enabled->per_million == 0) return std::optional<model::CorsPolicy>();
  if (enabled->per_million < 1'000'000) ignored.push_back(path + ".filter_enabled (less than all requests)");
  return std::optional(std::move(cors));
}

}  // namespace weft::xds
