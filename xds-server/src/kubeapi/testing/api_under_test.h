// SPDX-License-Identifier: Apache-2.0
// An Api in memory that is called without sockets.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kubeapi/rest/api.h"
#include "kubeapi/rest/namespace_content.h"

namespace weft::kubeapi {

// Keeps the one answer; a handler that streams has no business here.
class RecordedExchange : public http_server::HttpExchange {
 public:
  void Send(HttpResponse response) override { response_ = std::move(response); }
  std::shared_ptr<http_server::HttpStream> Stream(HttpResponse) override { return nullptr; }
  const HttpResponse& response() const { return response_; }

 private:
  HttpResponse response_{0, {}, "no answer"};
};

class ApiUnderTest {
 public:
  ApiUnderTest() {
    ApiOptions options;
    options.now = [this] { return now; };
    options.audit = [this](const std::string& line) { audit.push_back(line); };
    api_ = std::make_unique<Api>(*store, std::make_shared<http_server::EventLoop>(), std::move(options));
    EXPECT_TRUE(EnsureNamespace(*store, "default").ok());
  }

  HttpResponse Call(const std::string& method, const std::string& target, std::string body = "",
                    http_server::HttpHeaders headers = {}) {
    HttpRequest request{method, target, {{"host", "127.0.0.1:16443"}}, std::move(body)};
    for (auto& header : headers) request.headers.push_back(std::move(header));
    if (!request.body.empty() && !request.HasHeader("content-type"))
      request.headers.emplace_back("content-type", "application/json");
    auto exchange = std::make_shared<RecordedExchange>();
    api_->Handle(request, http_server::Responder(exchange));
    return exchange->response();
  }

  HttpResponse Get(const std::string& target, const std::string& accept = "application/json") {
    return Call("GET", target, "", {{"accept", accept}});
  }
  HttpResponse Post(const std::string& target, const Json& body) { return Call("POST", target, body.dump()); }
  HttpResponse Put(const std::string& target, const Json& body) { return Call("PUT", target, body.dump()); }
  HttpResponse Patch(const std::string& target, const std::string& type, const Json& body) {
    return Call("PATCH", target, body.dump(), {{"content-type", type}});
  }

  std::unique_ptr<store::ObjectStore> store = store::OpenMemoryStore();
  absl::Time now = absl::Now();
  std::vector<std::string> audit;

 private:
  std::unique_ptr<Api> api_;
};

inline constexpr char kServices[] = "/apis/networking.istio.io/v1/namespaces/default/virtualservices";
inline constexpr char kMergePatch[] = "application/merge-patch+json";

inline Json Route(const std::string& name, const std::string& subset = "") {
  Json destination = {{"host", "reviews"}};
  if (!subset.empty()) destination["subset"] = subset;
  Json route = {{"destination", destination}};
  return {{"apiVersion", "networking.istio.io/v1"},
          {"kind", "VirtualService"},
          {"metadata", {{"name", name}}},
          {"spec", {{"hosts", {"reviews"}}, {"http", Json::array({{{"route", Json::array({route})}}})}}}};
}

inline Json BodyOf(const HttpResponse& response) { return Json::parse(response.body, nullptr, false); }

}  // namespace weft::kubeapi
