// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temp_dir.h"
#include "weftctl/testing/run.h"

namespace weft::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kRouteCheckTable[] = R"(
name: shop
request_headers_to_add: [{header: {key: x-table, value: "yes"}}]
virtual_hosts:
- name: reviews
  domains: ["reviews:9080"]
  routes:
  - name: jason
    match:
      prefix: /reviews
      headers: [{name: end-user, string_match: {exact: jason}}]
    route: {cluster: v2, prefix_rewrite: /api, host_rewrite_literal: "v2.local"}
    request_headers_to_add: [{header: {key: x-user, value: "%REQ(end-user)%"}, append_action: OVERWRITE_IF_EXISTS_OR_ADD}]
    request_headers_to_remove: [x-secret]
    response_headers_to_add: [{header: {key: x-route, value: "%ROUTE_NAME%"}}]
    response_headers_to_remove: [server]
  - match: {path: /old}
    redirect: {host_redirect: new.example, path_redirect: /new, response_code: FOUND, https_redirect: true}
  - match: {path: /tea}
    direct_response: {status: 418, body: {inline_string: short}}
    response_headers_to_add: [{header: {key: x-tea, value: "1"}}]
  - name: some
    match: {prefix: /some, runtime_fraction: {default_value: {numerator: 30}}}
    route: {cluster: canary}
  - name: split
    match: {prefix: /split}
    route:
      weighted_clusters:
        clusters: [{name: a, weight: 3}, {name: b, weight: 1, request_headers_to_add: [{header: {key: x-b, value: "1"}}]}]
  - name: ssl
    match: {prefix: /, headers: [{name: x-forwarded-proto, string_match: {exact: https}}, {name: x-envoy-internal, present_match: true}]}
    route: {cluster: inside}
  - name: rest
    match: {prefix: /reviews}
    route: {cluster: v1}
)";

class RouteCheck : public ::testing::Test {
 protected:
  Ran Run(const std::string& config, const std::string& tests, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"route-check", "--config-path", folder_.Write("routes.yaml", config), "--test-path",
                                          folder_.Write("tests.yaml", tests)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunCtl(std::move(arguments));
  }
  // One test of kRouteCheckTable. `input` is what stands beside the authority.
  Ran Check(const std::string& input, const std::string& validate) const {
    return Run(kRouteCheckTable,
               "tests: [{test_name: t, input: {authority: \"reviews:9080\", " + input + "}, validate: {" + validate + "}}]");
  }
  void Passes(const std::string& input, const std::string& validate) const {
    const Ran ran = Check(input, validate);
    EXPECT_EQ(ran.code, kDone) << input << "\n" << ran.out << ran.err;
  }
  std::string WhyFailed(const std::string& input, const std::string& validate) const {
    const Ran ran = Check(input, validate);
    EXPECT_EQ(ran.code, kRefused) << input;
    return ran.out + ran.err;
  }

  static constexpr char kJason[] =
      "path: \"/reviews/0?x=1\", additional_request_headers: [{key: end-user, value: jason}, "
      "{key: x-secret, value: s}], additional_response_headers: [{key: server, value: s}]";
  test::TempDir folder_;
};

TEST_F(RouteCheck, ChecksClusterHostPathAndVirtualHost) {
  Passes(kJason, "cluster_name: v2, virtual_host_name: reviews, host_rewrite: v2.local, path_rewrite: \"/api/0?x=1\"");
  Passes("path: /reviews/0", "cluster_name: v1, host_rewrite: \"reviews:9080\", path_rewrite: /reviews/0");
  Passes("path: /nowhere", "cluster_name: \"\", virtual_host_name: \"\", path_rewrite: \"\"");
}

TEST_F(RouteCheck, PrintsFieldExpectationAndResultOfAFailure) {
  const std::string why = WhyFailed("path: /reviews/0", "cluster_name: v2, path_rewrite: /reviews/0");
  EXPECT_THAT(why, HasSubstr("FAIL t\n     cluster_name: expected \"v2\", got \"v1\"\n"));
  EXPECT_THAT(why, HasSubstr("not by routes[0] \"jason\": header \"end-user\" is missing, must be exactly \"jason\"\n"));
  EXPECT_THAT(why, HasSubstr("taken by routes[6] \"rest\"\n"));
  EXPECT_THAT(why, HasSubstr("1 test, 1 failed\n"));
  EXPECT_THAT(why, Not(HasSubstr("path_rewrite")));
}

TEST_F(RouteCheck, ChecksHeadersAsTheyAreSentAndAnswered) {
  Passes(kJason,
         "request_header_fields: [{key: X-User, value: jason}, {key: x-secret, value: \"\"}, {key: x-table, value: \"yes\"}], "
         "response_header_fields: [{key: x-route, value: jason}, {key: server, value: \"\"}]");
  Passes(kJason,
         "request_header_matches: [{name: x-user, string_match: {prefix: ja}}, {name: x-secret, present_match: false}, "
         "{name: \":path\", exact_match: \"/api/0?x=1\"}], response_header_matches: [{name: server, present_match: true, "
         "invert_match: true}]");
  EXPECT_THAT(
      WhyFailed(kJason, "request_header_matches: [{name: x-user, exact_match: jane}]"),
      HasSubstr("request_header_matches[0]: expected header \"x-user\" must be exactly \"jane\", got x-user: \"jason\""));
  EXPECT_THAT(WhyFailed(kJason, "response_header_fields: [{key: x-route, value: rest}]"),
              HasSubstr("response_header_fields[x-route]: expected \"rest\", got \"jason\""));
}

TEST_F(RouteCheck, ChecksRedirectsAndDirectResponses) {
  Passes("path: /old", "path_redirect: \"https://new.example/new\", code_redirect: 302, cluster_name: \"\"");
  Passes("path: /tea", "code_redirect: 418, path_redirect: \"\", response_header_fields: [{key: x-tea, value: \"1\"}]");
  Passes("path: /tea", "response_header_matches: [{name: \":status\", exact_match: \"418\"}]");
  EXPECT_THAT(WhyFailed("path: /old", "code_redirect: 301"), HasSubstr("code_redirect: expected \"301\", got \"302\""));
}

TEST_F(RouteCheck, TheRandomValueChoosesAmongWeightedClusters) {
  Passes("path: /split", "cluster_name: a");
  Passes("path: /split, random_value: 2", "cluster_name: a");
  Passes("path: /split, random_value: 3", "cluster_name: b, request_header_fields: [{key: x-b, value: \"1\"}]");
  Passes("path: /split, random_value: 4", "cluster_name: a, request_header_fields: [{key: x-b, value: \"\"}]");
}

TEST_F(RouteCheck, TheRandomValueDecidesAboutFractions) {
  Passes("path: /some, random_value: 29", "cluster_name: canary");
  Passes("path: /some, random_value: 130", "cluster_name: \"\"");
}

TEST_F(RouteCheck, SslAndInternalShowInTheHeaders) {
  Passes("path: /, ssl: true, internal: true", "cluster_name: inside");
  Passes("path: /, ssl: true", "cluster_name: \"\"");
  Passes("path: /, internal: true, scheme: http", "cluster_name: \"\"");
}

TEST_F(RouteCheck, SaysThatVirtualClustersAreNotSupported) {
  EXPECT_THAT(WhyFailed("path: /reviews", "virtual_cluster_name: other"),
              HasSubstr("virtual_cluster_name: expected \"other\", got \"\" (not supported: Weft knows no virtual clusters)"));
  Passes("path: /reviews", "virtual_cluster_name: \"\"");
}

TEST_F(RouteCheck, DetailsPrintEverythingUnlessOnlyFailuresAreAskedFor) {
  const std::string tests =
      "tests:\n- {test_name: good, input: {authority: \"reviews:9080\", path: /split}, validate: {cluster_name: a}}\n"
      "- {test_name: bad, input: {authority: \"reviews:9080\", path: /split}, validate: {cluster_name: b, host_rewrite: "
      "\"reviews:9080\"}}\n";
  const std::string plain = Run(kRouteCheckTable, tests).out;
  EXPECT_THAT(plain, Not(HasSubstr("good")));
  EXPECT_THAT(plain, HasSubstr("2 tests, 1 failed"));
  const std::string details = Run(kRouteCheckTable, tests, {"--details"}).out;
  EXPECT_THAT(details, HasSubstr("ok   good\n     cluster_name: \"a\"\n"));
  EXPECT_THAT(details, HasSubstr("host_rewrite: \"reviews:9080\""));
  const std::string failures = Run(kRouteCheckTable, tests, {"--details", "--only-show-failures"}).out;
  EXPECT_THAT(failures, Not(HasSubstr("good")));
  EXPECT_THAT(failures, HasSubstr("host_rewrite: \"reviews:9080\""));
}

TEST_F(RouteCheck, NamesWhatItDoesNotKnowOrApply) {
  const Ran ran =
      Run(R"({"name": "r", "vhds": {}, "virtualHosts": [{"name": "h", "domains": ["*"], "require_tls": "ALL",
      "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "c", "hash_policy": [{}], "hedge_policy": {}},
      "typed_per_filter_config":
      {"lua": {"@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.LuaPerRoute", "disabled": true}}}]}]})",
          "[{\"test_name\": \"t\", \"input\": {\":authority\": \"h\", \":path\": \"/\"}, "
          "\"validate\": {\"cluster_name\": \"c\", \"header_fields\": [{\"field\": \":path\", \"value\": \"/\"}]}}]");
  EXPECT_EQ(ran.code, kDone) << ran.out << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("routes.yaml: vhds\n"));
  EXPECT_THAT(ran.err, HasSubstr("virtualHosts[0].routes[0].route.hedge_policy\n"));
  EXPECT_THAT(ran.err, HasSubstr("r: virtual_hosts[0].routes[0].route.hash_policy\n"));
  EXPECT_THAT(ran.err,
              HasSubstr("typed_per_filter_config.lua (type.googleapis.com/envoy.extensions.filters.http.lua.v3.LuaPerRoute)"));
  EXPECT_THAT(ran.err, HasSubstr("r: virtual_hosts[0].require_tls\n"));
}

TEST_F(RouteCheck, ReadsWhatTranslatePrints) {
  const Ran ran =
      Run("---\n# CDS c\n\"@type\": type.googleapis.com/envoy.config.cluster.v3.Cluster\nname: c\n"
          "---\n\"@type\": type.googleapis.com/envoy.config.route.v3.RouteConfiguration\nname: other\n"
          "virtual_hosts: [{domains: [other], routes: [{match: {prefix: /}, route: {cluster: o}}]}]\n"
          "---\n\"@type\": type.googleapis.com/envoy.config.route.v3.RouteConfiguration\nname: mine\n"
          "virtual_hosts: [{domains: [mine], routes: [{match: {prefix: /}, route: {cluster: m, retry_policy: {retry_on: reset, "
          "retry_host_predicate: [{name: x, typed_config: {\"@type\": type.googleapis.com/"
          "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate}}]}}}]}]\n",
          "tests: [{test_name: t, input: {authority: mine, path: /}, validate: {cluster_name: m}}]");
  EXPECT_EQ(ran.code, kDone) << ran.out << ran.err;
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(RouteCheck, RefusesAFileThatIsWrongWithItsPath) {
  const std::string good = "tests: [{test_name: t, input: {authority: a, path: /}, validate: {cluster_name: c}}]";
  EXPECT_THAT(Run("virtual_hosts: [{domains: [a], routes: [{match: {prefix: /}}]}]", good).err,
              HasSubstr("routes.yaml: virtual_hosts[0].routes[0]: action: exactly one of"));
  EXPECT_THAT(Run("virtual_hosts: 7", good).err, HasSubstr("routes.yaml: is not a RouteConfiguration"));
  EXPECT_THAT(Run("a: [", good).err, HasSubstr("routes.yaml: "));
  const auto why = [&](const std::string& test) { return Run(kRouteCheckTable, "tests: [" + test + "]").err; };
  EXPECT_THAT(why("{test_name: t, input: {authority: a, path: /}, validate: {cluster: c}}"),
              HasSubstr("tests.yaml: tests[0].validate.cluster: unknown field"));
  EXPECT_THAT(why("{test_name: t, input: {path: /}, validate: {cluster_name: c}}"),
              HasSubstr("tests[0].input: authority is required"));
  EXPECT_THAT(why("{test_name: t, input: {authority: a, path: /}}"), HasSubstr("tests[0].validate: required value"));
  EXPECT_THAT(why("{test_name: t, input: {authority: a, path: /}, validate: {}}"),
              HasSubstr("validate: must expect something"));
  EXPECT_THAT(why("{test_name: t, input: {authority: a, path: /, runtime: x}, validate: {cluster_name: c}}"),
              HasSubstr("tests[0].input.runtime: is not supported"));
  EXPECT_THAT(
      why("{test_name: t, input: {authority: a, path: /}, validate: {request_header_matches: [{name: x, exactly: y}]}}"),
      HasSubstr("tests[0].validate.request_header_matches[0].exactly: unknown field"));
  EXPECT_THAT(Run(kRouteCheckTable, "tests: []").err, HasSubstr("tests.yaml: holds no tests"));
}

TEST_F(RouteCheck, SaysHowItIsUsed) {
  std::istringstream in;
  std::ostringstream out, err;
  Terminal terminal{in, out, err};
  EXPECT_EQ(RunWeftctl({"route-check", "--help"}, terminal), kDone);
  EXPECT_THAT(out.str(), HasSubstr("Examples:"));
  EXPECT_EQ(RunWeftctl({"route-check"}, terminal), kUsage);
}

}  // namespace
}  // namespace weft::ctl
