// SPDX-License-Identifier: Apache-2.0
#include "translate/route/header_operations.h"

#include "envoy/config/route/v3/route_components.pb.h"
#include "gmock/gmock.h"

namespace weft::translate {
namespace {

using ::testing::ElementsAre;
using Option = ::envoy::config::core::v3::HeaderValueOption;

// "name=value" to overwrite, "name+value" to append.
std::vector<std::string> Edits(const ::google::protobuf::RepeatedPtrField<Option>& options) {
  std::vector<std::string> edits;
  for (const Option& option : options) {
    bool overwrites = option.append_action() == Option::OVERWRITE_IF_EXISTS_OR_ADD;
    edits.push_back(option.header().key() + (overwrites ? "=" : "+") + option.header().value());
  }
  return edits;
}

TEST(HeaderOperations, SetOverwritesAndAddAppends) {
  manifest::Headers headers;
  headers.request.set = {{"b", "1"}, {"a", "2"}};
  headers.request.add = {{"a", "3"}};
  headers.request.remove = {"c", "d"};
  headers.response.add = {{"e", "%PROTOCOL%"}};
  headers.response.remove = {"server"};
  ::envoy::config::route::v3::Route route;
  AppendHeaders(headers, route);
  EXPECT_THAT(Edits(route.request_headers_to_add()), ElementsAre("a=2", "b=1", "a+3"));
  EXPECT_THAT(route.request_headers_to_remove(), ElementsAre("c", "d"));
  EXPECT_THAT(Edits(route.response_headers_to_add()), ElementsAre("e+%PROTOCOL%"));
  EXPECT_THAT(route.response_headers_to_remove(), ElementsAre("server"));
}

TEST(HeaderOperations, ASecondListFollowsTheFirst) {
  manifest::Headers first, second;
  first.request.add = {{"x", "first"}};
  second.request.set = {{"x", "second"}};
  ::envoy::config::route::v3::WeightedCluster::ClusterWeight cluster;
  AppendHeaders(first, cluster);
  AppendHeaders(second, cluster);
  EXPECT_THAT(Edits(cluster.request_headers_to_add()), ElementsAre("x+first", "x=second"));
}

TEST(HeaderOperations, TheHostIsNoHeaderToEditOrRemove) {
  manifest::Headers headers;
  headers.request.set = {{"host", "a"}, {":authority", "b"}};
  headers.request.add = {{"host", "c"}};
  headers.request.remove = {"host", ":authority", ":path", "x"};
  ::envoy::config::route::v3::Route route;
  AppendHeaders(headers, route);
  EXPECT_THAT(Edits(route.request_headers_to_add()), ElementsAre());
  EXPECT_THAT(route.request_headers_to_remove(), ElementsAre("x"));
}

TEST(HeaderOperations, AnEntryForTheHostIsTheAuthorityAndSetBeatsAdd) {
  manifest::HeaderOperations operations;
  EXPECT_EQ(AuthorityOf(operations), "");
  operations.add = {{"host", "added"}};
  EXPECT_EQ(AuthorityOf(operations), "added");
  operations.set = {{":authority", "set"}};
  EXPECT_EQ(AuthorityOf(operations), "set");
}

}  // namespace
}  // namespace weft::translate
