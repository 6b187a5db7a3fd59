// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_filters.h"

#include <map>

#include "base/status_macros.h"
#include "base/strings.h"
#include "xds/resource/parse_cors.h"
#include "xds/resource/parse_fault.h"

namespace weft::xds {
namespace {

constexpr std::string_view kFaultType = "/envoy.extensions.filters.http.fault.v3.HTTPFault";
constexpr std::string_view kCorsType = "/envoy.extensions.filters.http.cors.v3.CorsPolicy";

absl::Status ReadFilterConfig(const google::protobuf::Any& config, const std::string& path, std::vector<std::string>& ignored,
                              FilterConfigs& out) {
  if (config.type_url().ends_with(kFaultType) && !out.has_fault) {
    WEFT_ASSIGN_OR_RETURN(auto fault, FaultFromAny(config, path, ignored));
    out.has_fault = true;
    out.fault = fault;
  } else if (config.type_url().ends_with(kCorsType) && !out.has_cors) {
    WEFT_ASSIGN_OR_RETURN(auto cors, CorsFromAny(config, path, ignored));
    out.has_cors = true;
    out.cors = std::move(cors);
  } else {
    ignored.push_back(path);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FilterConfigs> FilterConfigsFromProto(const google::protobuf::Map<std::string, google::protobuf::Any>& configs,
                                                     const std::string& path, std::vector<std::string>& ignored) {
  std::map<std::string, const google::protobuf::Any*> sorted;  // a protobuf map has no order of its own
  for (const auto& [name, config] : configs) sorted[name] = &config;
  FilterConfigs out;
  for (const auto& [name, config] : sorted) {
    WEFT_RETURN_IF_ERROR(ReadFilterConfig(*config, StrCat(path, ".typed_per_filter_config[", name, "]"), ignored, out));
  }
  return out;
}

}  // namespace weft::xds
