// SPDX-License-Identifier: Apache-2.0
// For tests: routes from the text format of their messages, parsed.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "envoy/config/route/v3/route.pb.h"
#include "google/protobuf/text_format.h"
#include "xds/resource/parse.h"

namespace weft::xds {

template <typename Proto>
google::protobuf::Any Packed(const std::string& text) {
  Proto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &proto)) << text;
  google::protobuf::Any any;
  any.PackFrom(proto);
  return any;
}

// A table of one virtual host and one route. `host` and `table` are further fields of theirs.
inline google::protobuf::Any RouteText(const std::string& route, const std::string& host = "", const std::string& table = "") {
  return Packed<envoy::config::route::v3::RouteConfiguration>(
      "name: 'r' " + table + " virtual_hosts { name: 'h' domains: 'Shop:80' " + host + " routes { " + route + " } }");
}

inline Parsed<model::RouteTable> GoodTable(const google::protobuf::Any& any) {
  auto parsed = ParseRoutes(any);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() ? *std::move(parsed) : Parsed<model::RouteTable>{{"", {{"", {}, {{}}}}}, {}};
}

inline model::Route GoodRoute(const std::string& route, const std::string& host = "", const std::string& table = "") {
  return GoodTable(RouteText(route, host, table)).value.virtual_hosts.at(0).routes.at(0);
}

// What is listed as ignored.
inline std::vector<std::string> IgnoredIn(const std::string& route, const std::string& host = "",
                                          const std::string& table = "") {
  return GoodTable(RouteText(route, host, table)).ignored;
}

inline std::string WhyRefused(const std::string& route, const std::string& host = "", const std::string& table = "") {
  auto parsed = ParseRoutes(RouteText(route, host, table));
  EXPECT_FALSE(parsed.ok()) << route;
  return std::string(parsed.status().message());
}

inline constexpr char kAnyPathToC[] = " match { prefix: '/' } route { cluster: 'c' } ";

}  // namespace weft::xds
