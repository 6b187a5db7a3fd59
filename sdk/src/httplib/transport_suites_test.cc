// SPDX-License-Identifier: Apache-2.0
// The tests that all transports share, over cpp-httplib.
#include "httplib/testing/client_test_base.h"
#include "transport/testing/robustness_suite.h"
#include "transport/testing/rules_suite.h"

namespace weft::transport {
namespace {

class HttplibTransport final : public TestTransport {
 public:
  explicit HttplibTransport(std::shared_ptr<Mesh> mesh)
      : mesh_(std::move(mesh)), client_(mesh_, kShop), following_(mesh_, kShop) {
    following_.set_follow_location(true);
  }

  TestResult Send(const TestRequest& request) override { return Call(request, Plain(request)); }

  TestResult Stream(const TestRequest& request, const OnHead& on_head, const OnBody& on_body) override {
    ::httplib::Request streamed = Plain(request);
    streamed.response_handler = [&](const ::httplib::Response& head) { return on_head(ResultOf(head)); };
    streamed.content_receiver = [&](const char* data, size_t length, uint64_t, uint64_t) { return on_body({data, length}); };
    return Call(request, std::move(streamed));
  }

 private:
  static ::httplib::Request Plain(const TestRequest& request) {
    ::httplib::Request plain;
    plain.method = request.method;
    plain.path = request.path;
    for (const auto& [name, value] : request.headers) plain.headers.emplace(name, value);
    plain.body = request.body;
    return plain;
  }
  static TestResult ResultOf(const ::httplib::Response& response) {
    TestResult result{{}, response.status, {}, response.body};
    for (const auto& [name, value] : response.headers) result.headers.Add(name, value);
    return result;
  }

  TestResult Call(const TestRequest& request, ::httplib::Request sent) {
    const Context::Scope scope(request.context);
    ::httplib::Response response;
    auto error = ::httplib::Error::Success;
    if (request.deadline.count() > 0) {
      httplib::Client hurried(mesh_, kShop);
      hurried.set_deadline(request.deadline);
      hurried.send(sent, response, error);
    } else {
      (request.follow_redirects ? following_ : client_).send(sent, response, error);
    }
    if (error == ::httplib::Error::Success) return ResultOf(response);
    return {.error = ::httplib::to_string(error)};
  }

  const std::shared_ptr<Mesh> mesh_;
  httplib::Client client_, following_;
};

const auto kHttplib = ::testing::Values(TransportUnderTest{
    "Httplib", [](std::shared_ptr<Mesh> mesh) { return std::make_unique<HttplibTransport>(std::move(mesh)); }});

INSTANTIATE_TEST_SUITE_P(Httplib, RulesTest, kHttplib);
INSTANTIATE_TEST_SUITE_P(Httplib, RobustnessTest, kHttplib);

}  // namespace
}  // namespace weft::transport
