// SPDX-License-Identifier: Apache-2.0
// The tests that all transports share, over the wire's own client.
#include "transport/testing/robustness_suite.h"
#include "transport/testing/rules_suite.h"
#include "weft/http.h"

namespace weft::transport {
namespace {

class HttpTransport final : public TestTransport {
 public:
  explicit HttpTransport(const std::shared_ptr<Mesh>& mesh)
      : client_(mesh, kShop), following_(mesh, kShop, {.max_redirects = 20}) {}

  TestResult Send(const TestRequest& request) override { return Call(request, {}); }

  TestResult Stream(const TestRequest& request, const OnHead& on_head, const OnBody& on_body) override {
    return Call(request, {[&](const http::Response& head) { return on_head(ResultOf(head)); }, on_body});
  }

 private:
  static TestResult ResultOf(const http::Response& response) {
    TestResult result{{}, response.status, {}, response.body};
    for (const HeaderRef& header : response.headers) result.headers.Add(header.name, header.value);
    return result;
  }

  TestResult Call(const TestRequest& request, http::ResponseSink sink) {
    http::Request sent{.method = request.method, .path = request.path, .body = request.body};
    for (const auto& [name, value] : request.headers) sent.headers.Add(name, value);
    http::CallOptions options{.context = request.context, .sink = std::move(sink)};
    if (request.deadline.count() > 0) options.deadline = Clock::now() + request.deadline;
    const http::Result result = (request.follow_redirects ? following_ : client_).Send(std::move(sent), options);
    TestResult seen = ResultOf(result.response);
    if (!result.ok()) seen.error = std::string(ToString(result.error.kind)) + ": " + result.error.text;
    return seen;
  }

  http::Client client_, following_;
};

const auto kHttp = ::testing::Values(
    TransportUnderTest{"Http", [](const std::shared_ptr<Mesh>& mesh) { return std::make_unique<HttpTransport>(mesh); }});

INSTANTIATE_TEST_SUITE_P(Http, RulesTest, kHttp);
INSTANTIATE_TEST_SUITE_P(Http, RobustnessTest, kHttp);

}  // namespace
}  // namespace weft::transport
