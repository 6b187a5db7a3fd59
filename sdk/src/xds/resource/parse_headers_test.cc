// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_headers.h"

#include <gmock/gmock.h>

#include "xds/testing/parsed_route.h"

namespace weft::xds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using EditKind = model::HeaderEdit::Kind;

std::string AddHeader(const std::string& header, const std::string& rest = "") {
  return "request_headers_to_add { header { " + header + " } " + rest + " } ";
}

model::HeaderEdit Edit(EditKind kind, const std::string& name, const std::string& value = "") { return {kind, name, value}; }

TEST(ParseHeaders, WithinALevelRemovalsComeFirstAndNamesAreLowered) {
  const model::Route route = GoodRoute(std::string(kAnyPathToC) + AddHeader("key: 'X-One' value: '1'") +
                                       "request_headers_to_remove: 'X-Two' "
                                       "response_headers_to_add { header { key: 'Via' value: 'weft' } } "
                                       "response_headers_to_remove: 'Server'");
  EXPECT_THAT(route.headers.request, ElementsAre(Edit(EditKind::kRemove, "x-two"), Edit(EditKind::kAppend, "x-one", "1")));
  EXPECT_THAT(route.headers.response, ElementsAre(Edit(EditKind::kRemove, "server"), Edit(EditKind::kAppend, "via", "weft")));
}

TEST(ParseHeaders, EveryAppendActionHasItsKind) {
  const model::Route route =
      GoodRoute(kAnyPathToC + AddHeader("key: 'a' value: '1'", "append_action: APPEND_IF_EXISTS_OR_ADD") +
                AddHeader("key: 'b' value: '1'", "append_action: ADD_IF_ABSENT") +
                AddHeader("key: 'c' value: '1'", "append_action: OVERWRITE_IF_EXISTS_OR_ADD") +
                AddHeader("key: 'd' value: '1'", "append_action: OVERWRITE_IF_EXISTS") +
                AddHeader("key: 'e' value: '1'", "append { value: true }") + AddHeader("key: 'f' value: '1'", "append {}"));
  EXPECT_THAT(route.headers.request, ElementsAre(Edit(EditKind::kAppend, "a", "1"), Edit(EditKind::kAppendIfAbsent, "b", "1"),
                                                 Edit(EditKind::kSet, "c", "1"), Edit(EditKind::kSetIfPresent, "d", "1"),
                                                 Edit(EditKind::kAppend, "e", "1"), Edit(EditKind::kSet, "f", "1")));
}

// An append on each level, which do not disturb each other.
model::Route EditedOnEveryLevel(const std::string& table) {
  return GoodRoute(kAnyPathToC + AddHeader("key: 'h' value: 'route'"), AddHeader("key: 'h' value: 'host'"),
                   AddHeader("key: 'h' value: 'table'") + table);
}

TEST(ParseHeaders, TheOutermostLevelIsAppliedLast) {
  EXPECT_THAT(EditedOnEveryLevel("").headers.request,
              ElementsAre(Edit(EditKind::kAppend, "h", "route"), Edit(EditKind::kAppend, "h", "host"),
                          Edit(EditKind::kAppend, "h", "table")));
}

TEST(ParseHeaders, MostSpecificWinsTurnsTheOrderRound) {
  EXPECT_THAT(EditedOnEveryLevel("most_specific_header_mutations_wins: true").headers.request,
              ElementsAre(Edit(EditKind::kAppend, "h", "table"), Edit(EditKind::kAppend, "h", "host"),
                          Edit(EditKind::kAppend, "h", "route")));
}

// What the route and then its virtual host make of the header h.
std::vector<model::HeaderEdit> RouteThenHost(const std::string& route, const std::string& host) {
  return GoodRoute(kAnyPathToC + route, host).headers.request;
}

TEST(ParseHeaders, ALaterLevelUndoesWhatAnEarlierOneDid) {
  const auto add = [](const char* value, const char* action) {
    return AddHeader(std::string("key: 'h' value: '") + value + "'", std::string("append_action: ") + action);
  };
  const std::string append = add("1", "APPEND_IF_EXISTS_OR_ADD");
  EXPECT_THAT(RouteThenHost(append, "request_headers_to_remove: 'h'"), ElementsAre(Edit(EditKind::kRemove, "h")));
  EXPECT_THAT(RouteThenHost(append, add("2", "OVERWRITE_IF_EXISTS_OR_ADD")), ElementsAre(Edit(EditKind::kSet, "h", "2")));
  EXPECT_THAT(RouteThenHost(append, add("2", "OVERWRITE_IF_EXISTS")), ElementsAre(Edit(EditKind::kSet, "h", "2")));
  EXPECT_THAT(RouteThenHost(append, add("2", "ADD_IF_ABSENT")), ElementsAre(Edit(EditKind::kAppend, "h", "1")));
  EXPECT_THAT(RouteThenHost("request_headers_to_remove: 'h'", append),
              ElementsAre(Edit(EditKind::kRemove, "h"), Edit(EditKind::kAppend, "h", "1")));
  EXPECT_THAT(RouteThenHost("request_headers_to_remove: 'h' " + append, "request_headers_to_remove: 'other'"),
              ElementsAre(Edit(EditKind::kRemove, "h"), Edit(EditKind::kAppend, "h", "1"), Edit(EditKind::kRemove, "other")));
}

TEST(ParseHeaders, AWeightedClusterKeepsItsOwn) {
  const model::Route route = GoodRoute(
      "match { prefix: '/' } route { weighted_clusters { clusters { name: 'c1' weight { value: 1 } " +
      AddHeader("key: 'h' value: 'cluster'") + "host_rewrite_literal: 'other' } } } " + AddHeader("key: 'h' value: 'route'"));
  ASSERT_EQ(route.clusters.size(), 1u);
  EXPECT_THAT(route.clusters[0].headers.request, ElementsAre(Edit(EditKind::kAppend, "h", "cluster")));
  EXPECT_EQ(route.clusters[0].authority, "other");
  EXPECT_THAT(route.headers.request, ElementsAre(Edit(EditKind::kAppend, "h", "route")));
}

TEST(ParseHeaders, AnEmptyValueChangesNothingAndIsListed) {
  const std::string route = kAnyPathToC + AddHeader("key: 'a'") + AddHeader("key: 'b'", "keep_empty_value: true") +
                            AddHeader("key: 'c' value: '%REQ(x)%'", "keep_empty_value: true") +
                            AddHeader("key: 'd' value: 'd'", "keep_empty_value: true");
  EXPECT_THAT(GoodRoute(route).headers.request,
              ElementsAre(Edit(EditKind::kAppend, "c", "%REQ(x)%"), Edit(EditKind::kAppend, "d", "d")));
  EXPECT_THAT(IgnoredIn(route), ElementsAre(HasSubstr("request_headers_to_add[1].keep_empty_value"),
                                            HasSubstr("request_headers_to_add[2].keep_empty_value")));
}

TEST(ParseHeaders, RawValuesAreValues) {
  EXPECT_THAT(GoodRoute(kAnyPathToC + AddHeader("key: 'h' raw_value: 'raw'")).headers.request,
              ElementsAre(Edit(EditKind::kAppend, "h", "raw")));
}

TEST(ParseHeaders, ExpressionsThatNeverHaveAValueAreListed) {
  EXPECT_THAT(IgnoredIn(kAnyPathToC + AddHeader("key: 'h' value: '%PROTOCOL% %DOWNSTREAM_TLS_CIPHER%'")),
              ElementsAre("virtual_hosts[0].routes[0].request_headers_to_add[0].header.value %DOWNSTREAM_TLS_CIPHER%"));
  EXPECT_THAT(IgnoredIn(kAnyPathToC + AddHeader("key: 'h' value: '100%%'")), IsEmpty());
}

TEST(ParseHeaders, WhatCannotBeAHeaderIsRefusedWithItsPath) {
  const auto why = [](const std::string& lists) { return WhyRefused(kAnyPathToC + lists); };
  EXPECT_THAT(why(AddHeader("value: '1'")), HasSubstr("routes[0].request_headers_to_add[0].header.key: required value"));
  EXPECT_THAT(why(AddHeader("key: ':path' value: '/'")), HasSubstr("header.key: \":path\" cannot be edited as a header"));
  EXPECT_THAT(why("request_headers_to_remove: 'Host'"), HasSubstr("request_headers_to_remove[0]: \"Host\" cannot be edited"));
  EXPECT_THAT(why("response_headers_to_remove: 'a b'"), HasSubstr("response_headers_to_remove[0]: \"a b\" is not the name"));
  EXPECT_THAT(why(AddHeader("key: 'h' value: 'a\\r\\nb: c'")), HasSubstr("header.value: must not contain CR, LF or NUL"));
  EXPECT_THAT(why(AddHeader("key: 'h' value: '1' raw_value: '2'")), HasSubstr("value and raw_value exclude each other"));
  EXPECT_THAT(why(AddHeader("key: 'h' value: '50%'")), HasSubstr("request_headers_to_add[0].header.value: \"50%\": "));
  EXPECT_THAT(why(AddHeader("key: 'h' value: '1'", "append {} append_action: ADD_IF_ABSENT")),
              HasSubstr("append and append_action exclude each other"));
  EXPECT_THAT(WhyRefused(kAnyPathToC, "request_headers_to_remove: ''"),
              HasSubstr("virtual_hosts[0].request_headers_to_remove[0]"));
  EXPECT_THAT(WhyRefused(kAnyPathToC, "", "response_headers_to_remove: ':status'"),
              HasSubstr("response_headers_to_remove[0]: \":status\""));
}

}  // namespace
}  // namespace weft::xds
