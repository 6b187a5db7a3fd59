// SPDX-License-Identifier: Apache-2.0
#include "weftctl/route_check/route_check_compare.h"

#include "base/strings.h"
#include "engine/explain/text.h"
#include "engine/match/header_condition.h"

namespace weft::ctl {
namespace {

std::string InQuotes(std::string_view text) { return StrCat("\"", text, "\""); }

std::optional<std::string> FirstValue(const HeaderFields& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (EqualsIgnoreCase(key, name)) return value;
  }
  return std::nullopt;
}

class Comparison {
 public:
  Comparison(const RouteCheckExpectation& expected, const RoutedRequest& got, const RouteCheckInput& input)
      : expected_(expected), got_(got), input_(input) {}

  std::vector<RouteCheckResult> Run() {
    const bool forwarded = !got_.cluster.empty();
    Text("cluster_name", expected_.cluster_name, got_.cluster);
    VirtualCluster();
    Text("virtual_host_name", expected_.virtual_host_name, forwarded ? got_.trace.virtual_host.value_or("") : "");
    Text("host_rewrite", expected_.host_rewrite, got_.host);
    Text("path_rewrite", expected_.path_rewrite, got_.path);
    Text("path_redirect", expected_.path_redirect, got_.location);
    if (expected_.code_redirect) Text("code_redirect", std::to_string(*expected_.code_redirect), std::to_string(got_.status));
    Matchers("request_header_matches", expected_.request_matches, got_.request_headers, true);
    Matchers("response_header_matches", expected_.response_matches, got_.response_headers, false);
    Fields("request_header_fields", expected_.request_fields, got_.request_headers, true);
    Fields("response_header_fields", expected_.response_fields, got_.response_headers, false);
    return std::move(results_);
  }

 private:
  void Text(const std::string& field, const std::optional<std::string>& expected, const std::string& got) {
    if (expected) results_.push_back({field, InQuotes(*expected), InQuotes(got), *expected == got});
  }

  void VirtualCluster() {
    const auto& name = expected_.virtual_cluster_name;
    if (!name) return;
    results_.push_back(
        {"virtual_cluster_name", InQuotes(*name), "\"\" (not supported: Weft knows no virtual clusters)", name->empty()});
  }

  // The head as sent, or as it came where the request went nowhere.
  RequestHead HeadWith(absl::Span<const HeaderRef> headers, bool of_request) const {
    RequestHead head{{}, {}, {}, {}, headers};
    if (!of_request) return head;
    head.method = input_.method;
    head.scheme = input_.scheme;
    head.authority = got_.host.empty() ? input_.authority : got_.host;
    head.path = got_.path.empty() ? input_.path : got_.path;
    return head;
  }

  void Matchers(const char* field, const std::vector<model::HeaderMatcher>& matchers, const HeaderFields& headers,
                bool of_request) {
    std::vector<HeaderRef> refs;
    for (const auto& [name, value] : headers) refs.push_back({name, value});
    for (size_t i = 0; i < matchers.size(); ++i) {
      const auto failure = engine::HeaderFailure(matchers[i], HeadWith(refs, of_request));
      const auto value = ValueOf(matchers[i].name, headers, of_request);
      results_.push_back({StrCat(field, "[", i, "]"), failure ? Demand(*failure) : "to match",
                          value ? StrCat(matchers[i].name, ": ", InQuotes(*value)) : "no " + matchers[i].name, !failure});
    }
  }

  void Fields(const char* field, const HeaderFields& fields, const HeaderFields& headers, bool of_request) {
    for (const auto& [name, value] : fields) {
      Text(StrCat(field, "[", name, "]"), value, ValueOf(name, headers, of_request).value_or(""));
    }
  }

  std::optional<std::string> ValueOf(const std::string& name, const HeaderFields& headers, bool of_request) const {
    const RequestHead head = HeadWith({}, of_request);
    if (of_request && name == ":method") return std::string(head.method);
    if (of_request && name == ":scheme") return std::string(head.scheme);
    if (of_request && name == ":path") return std::string(head.path);
    if (of_request && (name == ":authority" || name == "host")) return std::string(head.authority);
    return FirstValue(headers, name);
  }

  // `header "x" is "1", must be exactly "2"` -> `x must be exactly "2"`.
  static std::string Demand(const std::string& failure) {
    const size_t must = failure.rfind(", must ");
    const size_t name_end = failure.find('"', failure.find('"') + 1);
    if (must == std::string::npos || name_end == std::string::npos || name_end > must) return failure;
    return failure.substr(0, name_end + 1) + failure.substr(must + 1);
  }

  const RouteCheckExpectation& expected_;
  const RoutedRequest& got_;
  const RouteCheckInput& input_;
  std::vector<RouteCheckResult> results_;
};

std::string RouteTitle(const engine::RouteTrace& route) {
  return StrCat("routes[", route.index, "]", route.name.empty() ? "" : " ", route.name.empty() ? "" : InQuotes(route.name),
                route.origin.empty() ? "" : " of ", route.origin);
}

}  // namespace

std::vector<RouteCheckResult> CompareRouted(const RouteCheckExpectation& expected, const RoutedRequest& got,
                                            const RouteCheckInput& input) {
  return Comparison(expected, got, input).Run();
}

std::vector<std::string> HowItWasRouted(const engine::MatchTrace& trace) {
  if (!trace.virtual_host) return {StrCat("no virtual host answers for the authority ", InQuotes(trace.authority))};
  std::vector<std::string> lines;
  for (const engine::RouteTrace& route : trace.routes) {
    lines.push_back(route.taken ? StrCat("taken by ", RouteTitle(route))
                                : StrCat("not by ", RouteTitle(route), ": ", route.failed));
  }
  if (!trace.route) lines.push_back(StrCat("no route of the virtual host ", InQuotes(*trace.virtual_host), " takes it"));
  return lines;
}

}  // namespace weft::ctl
