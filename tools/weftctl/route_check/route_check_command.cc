// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "base/strings.h"
#include "weftctl/commands/commands.h"
#include "weftctl/route_check/route_check_compare.h"
#include "weftctl/route_check/route_check_config.h"

namespace weft::ctl {

namespace {

constexpr const char* kRouteCheckExamples =
    "Examples:\n"
    "  weftctl route-check --config-path routes.yaml --test-path tests.yaml\n"
    "  weftctl route-check -c routes.yaml -t tests.yaml --details       every test, with what was looked at\n"
    "  xds-server translate -f rules/ > routes.yaml                     a configuration to check\n"
    "\n"
    "A test file, in the format of Envoy's router_check_tool:\n"
    "  tests:\n"
    "  - test_name: jason gets v2\n"
    "    input:\n"
    "      authority: reviews:9080\n"
    "      path: /reviews/0\n"
    "      method: GET\n"
    "      additional_request_headers: [{key: end-user, value: jason}]\n"
    "    validate:\n"
    "      cluster_name: outbound|9080|v2|reviews.default.svc.cluster.local\n"
    "Of input: authority, path, method, scheme or ssl, internal, random_value (chooses among weighted clusters and decides "
    "about\n"
    "fractions), additional_request_headers, additional_response_headers. Of validate: cluster_name, virtual_host_name,\n"
    "host_rewrite, path_rewrite, path_redirect, code_redirect, request_header_matches, response_header_matches,\n"
    "request_header_fields, response_header_fields. Weft has no virtual clusters: a virtual_cluster_name other than \"\" "
    "fails.\n"
    "Exit code 0 when all tests pass, 1 when not.\n";

struct RouteCheckFlags {
  std::string config;
  std::string tests;
  bool details = false;
  bool only_failures = false;
};

// Prints the tests' results as they come.
class RouteCheckReport {
 public:
  RouteCheckReport(const RouteCheckFlags& flags, std::ostream& out) : flags_(flags), out_(out) {}

  void Add(const RouteCheckCase& test, const RoutedRequest& routed) {
    const std::vector<RouteCheckResult> results = CompareRouted(test.expected, routed, test.input);
    bool passed = true;
    for (const RouteCheckResult& result : results) passed = result.passed && passed;
    ++tests_;
    failed_ += passed ? 0 : 1;
    const bool in_full = flags_.details && !flags_.only_failures;
    if (passed && !in_full) return;
    out_ << (passed ? "ok   " : "FAIL ") << test.name << "\n";
    for (const RouteCheckResult& result : results) {
      if (!result.passed || flags_.details) Print(result);
    }
    for (const std::string& line : HowItWasRouted(routed.trace)) out_ << "       " << line << "\n";
  }

  int Finish() {
    out_ << tests_ << (tests_ == 1 ? " test, " : " tests, ") << failed_ << " failed\n";
    return failed_ == 0 ? kDone : kRefused;
  }

 private:
  void Print(const RouteCheckResult& result) {
    out_ << "     " << result.field << ": ";
    if (result.passed)
      out_ << result.got << "\n";
    else
      out_ << "expected " << result.expected << ", got " << result.got << "\n";
  }

  const RouteCheckFlags& flags_;
  std::ostream& out_;
  int tests_ = 0;
  int failed_ = 0;
};

int RefuseRouteCheck(const absl::Status& status, Terminal& terminal) {
  terminal.err << "error: " << status.message() << "\n";
  return kRefused;
}

int RunRouteCheck(const RouteCheckFlags& flags, Terminal& terminal) {
  auto config = ReadRouteConfig(flags.config, terminal);
  if (!config.ok()) return RefuseRouteCheck(config.status(), terminal);
  auto cases = ReadRouteCheckCases(flags.tests, terminal);
  if (!cases.ok()) return RefuseRouteCheck(cases.status(), terminal);
  auto router = RouteCheckRouter::Create(std::move(config->tables));
  if (!router.ok())
    return RefuseRouteCheck(absl::InvalidArgumentError(StrCat(flags.config, ": ", ToStd(router.status().message()))), terminal);
  for (const std::string& field : config->ignored) terminal.err << "ignored: " << field << "\n";
  for (const std::string& field : router->ignored()) terminal.err << "ignored: " << flags.config << ": " << field << "\n";
  RouteCheckReport report(flags, terminal.out);
  for (const RouteCheckCase& test : *cases) {
    auto routed = router->Route(test.input);
    if (!routed.ok()) return RefuseRouteCheck(routed.status(), terminal);
    report.Add(test, *routed);
  }
  return report.Finish();
}

}  // namespace

void AddRouteCheckCommand(CLI::App& app, Session& session) {
  auto flags = std::make_shared<RouteCheckFlags>();
  CLI::App* command = app.add_subcommand("route-check", "Test a route configuration, without a server");
  command->footer(kRouteCheckExamples);
  command->add_option("-c,--config-path", flags->config, "An Envoy RouteConfiguration, YAML or JSON")->required();
  command->add_option("-t,--test-path", flags->tests, "The tests, YAML or JSON")->required();
  command->add_flag("-d,--details", flags->details, "Print every test and everything that was compared");
  command->add_flag("--only-show-failures", flags->only_failures, "Print failing tests alone, also with --details");
  command->callback([flags, &session] { session.run = [flags, &session] { return RunRouteCheck(*flags, session.terminal); }; });
}

}  // namespace weft::ctl
