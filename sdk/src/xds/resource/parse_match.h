// SPDX-License-Identifier: Apache-2.0
// RouteMatch and the matchers in it -> model.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route/match.h"
#include "model/string_matcher.h"

namespace weft::xds {

absl::StatusOr<model::RouteMatch> MatchFromProto(const envoy::config::route::v3::RouteMatch& proto, const std::string& path);

absl::StatusOr<model::HeaderMatcher> HeaderFromProto(const envoy::config::route::v3::HeaderMatcher& proto,
                                                     const std::string& path);
absl::StatusOr<model::StringMatcher> StringFromProto(const envoy::type::matcher::v3::StringMatcher& proto,
                                                     const std::string& path);

// Whether RE2 can compile it. The empty pattern is one, too.
absl::Status CheckRegex(const std::string& regex, const std::string& path);

}  // namespace weft::xds
