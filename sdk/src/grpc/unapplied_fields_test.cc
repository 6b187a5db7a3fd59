// SPDX-License-Identifier: Apache-2.0
#include "grpc/unapplied_fields.h"

#include "gmock/gmock.h"

namespace weft::grpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kRule[] = "virtualservice/default/ratings http[0]";

model::Route RouteOf(const std::string& origin) {
  model::Route route;
  route.origin = origin;
  route.clusters = {{.cluster = "ratings"}};
  return route;
}

std::vector<std::string> FieldsOf(const model::Route& route) { return UnappliedFields(model::VirtualHost{.routes = {route}}); }

TEST(UnappliedFields, AreNoneForWhatGrpcDoes) {
  model::Route route = RouteOf(kRule);
  route.match.headers = {{.name = "end-user", .string = {.value = "jason"}}};
  route.match.path = {.type = model::PathMatcher::Type::kExact, .value = "/ratings.Ratings/Get"};
  route.clusters = {{.cluster = "v1", .weight = 2}, {.cluster = "v2", .weight = 1}};
  route.timeout = std::chrono::seconds(3);
  route.retry = {.retry_on = static_cast<uint32_t>(model::RetryOn::kUnavailable), .num_retries = 4};
  route.fault = model::Fault{.abort_grpc_status = 7};
  EXPECT_THAT(FieldsOf(route), IsEmpty());
}

TEST(UnappliedFields, NameWhatChangesTheRequest) {
  model::Route route = RouteOf(kRule);
  route.rewrite.authority = "other";
  route.headers.request = {{.name = "x-a", .value = "b"}};
  route.clusters[0].headers.response = {{.name = "x-c", .value = "d"}};
  route.mirrors = {{.cluster = "copy"}};
  route.cors = model::CorsPolicy();
  EXPECT_THAT(FieldsOf(route),
              ElementsAre(StartsWith("virtualservice/default/ratings http[0]: rewrite: "), HasSubstr(": headers: "),
                          HasSubstr(": route.headers: "), HasSubstr(": mirrors: "), HasSubstr(": corsPolicy: ")));
}

TEST(UnappliedFields, NameAnswersWithoutABackend) {
  model::Route redirect = RouteOf(kRule);
  redirect.redirect = model::Redirect();
  EXPECT_THAT(FieldsOf(redirect), ElementsAre(HasSubstr(": redirect: ")));
  model::Route closed = RouteOf(kRule);
  closed.direct_response = model::DirectResponse();
  EXPECT_THAT(FieldsOf(closed), ElementsAre(HasSubstr(": directResponse: ")));
}

TEST(UnappliedFields, NameRetriesOnOtherConditionsButNotTheDefaultOnes) {
  model::Route route = RouteOf(kRule);
  route.retry = {.retry_on = static_cast<uint32_t>(model::RetryOn::k5xx) | static_cast<uint32_t>(model::RetryOn::kCancelled),
                 .num_retries = 9,
                 .per_try_timeout = std::chrono::seconds(1)};
  EXPECT_THAT(FieldsOf(route), ElementsAre(HasSubstr(": retries.perTryTimeout: "), HasSubstr(": retries.attempts: "),
                                           "virtualservice/default/ratings http[0]: retries.retryOn: "
                                           "gRPC clients do not retry on 5xx"));
  using On = model::RetryOn;
  uint32_t by_default = 0;
  for (On word : {On::kConnectFailure, On::kRefusedStream, On::kUnavailable, On::kCancelled, On::kRetriableStatusCodes}) {
    by_default |= static_cast<uint32_t>(word);
  }
  route.retry = {.retry_on = by_default, .num_retries = 2};
  EXPECT_THAT(FieldsOf(route), IsEmpty());
}

TEST(UnappliedFields, NameTimeoutsThatGrpcMakesTooShort) {
  model::Route route = RouteOf(kRule);
  route.timeout = std::chrono::milliseconds(1500);
  EXPECT_THAT(FieldsOf(route), ElementsAre(HasSubstr(": timeout: ")));
}

TEST(UnappliedFields, ReportOnceWhatHoldsForAllMatchesOfARule) {
  model::VirtualHost host;
  for (const char* match : {".match[0]", ".match[1]"}) {
    host.routes.push_back(RouteOf(kRule + std::string(match)));
    host.routes.back().rewrite.authority = "other";
  }
  host.routes[1].match.query = {{.name = "user"}};
  EXPECT_THAT(UnappliedFields(host),
              ElementsAre(HasSubstr("http[0]: rewrite: "), HasSubstr("http[0].match[1]: queryParams: ")));
}

TEST(UnappliedFields, NameConditionsThatGrpcPassesOver) {
  model::Route route = RouteOf(kRule);
  route.match.headers = {{.name = ":authority", .string = {.value = "ratings"}}};
  for (const char* name : {"a", "b", "c", "d", "e"}) route.match.headers.push_back({.name = name, .invert = true});
  EXPECT_THAT(FieldsOf(route), ElementsAre(HasSubstr(": authority: "), HasSubstr(": withoutHeaders: ")));
}

}  // namespace
}  // namespace weft::grpc
