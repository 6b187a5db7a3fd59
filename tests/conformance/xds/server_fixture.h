// SPDX-License-Identifier: Apache-2.0
// The real server in the test's process, over real sockets, and a world that the test changes.
#pragma once

#include <future>
#include <memory>
#include <string>

#include "ads/wire/ads_server.h"
#include "base/strings.h"
#include "control/control.h"
#include "gmock/gmock.h"
#include "support/eventually.h"
#include "translate/test_translate.h"
#include "xds/wire_client.h"

namespace weft::test {

inline std::string Listener(const std::string& service) { return service + ":9080"; }
// Routes, clusters and endpoints have names alike.
inline std::string Outbound(const std::string& service, const std::string& subset = "") {
  return StrCat("outbound|9080|", subset, "|", service, ".default.svc.cluster.local");
}
// Changes the routes of `service`, and nothing else.
inline std::string TimeoutRule(const std::string& service, int seconds) {
  return StrCat("---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ", service,
                "}\nspec:\n  hosts: [", service, "]\n  http:\n  - timeout: ", seconds,
                "s\n    route: [{destination: {host: ", service, "}}]\n");
}
// Changes the cluster of `service` as Weft's own clients see it, and nothing else.
inline std::string BalancerRule(const std::string& service, const std::string& balancer) {
  return StrCat("---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: ", service,
                "}\nspec:\n  host: ", service, "\n  trafficPolicy: {loadBalancer: {simple: ", balancer, "}}\n");
}
// Changes the endpoints of `service`, and nothing else.
inline std::string Workload(const std::string& service, const std::string& address) {
  return translate::WorkloadYaml(service + "-workload", StrCat("address: ", address, ", labels: {app: ", service, "}"));
}

// A client that is served everything and sent errors about what does not exist.
inline WireClient::Options AsWeft() {
  WireClient::Options options;
  options.agent = "weft";
  return options;
}

// A rule of a hundred routes with long paths for `service`, the first of which carries its `number`: some 50 KB.
class NumberedRule {
 public:
  explicit NumberedRule(const std::string& service, size_t path_length = 400) {
    std::string yaml = StrCat("---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ", service,
                              "}\nspec:\n  hosts: [", service, "]\n  http:\n");
    for (int i = 0; i < 100; ++i) {
      StrAppend(&yaml, "  - match: [{uri: {prefix: /", std::string(path_length, 'x'), i,
                "}}]\n    route: [{destination: {host: ", service, "}}]\n");
    }
    object_ = registry::ObjectsFromYaml(yaml).at(0);
  }
  const store::Key& key() const { return object_.key; }
  manifest::Json Body(int number) const {
    manifest::Json body = *object_.body;
    body["spec"]["http"][0]["match"][0]["uri"]["prefix"] = StrCat("/number-", number);
    return body;
  }
  // The number in a route table.
  static int NumberIn(const ::google::protobuf::Any& resource) {
    ::envoy::config::route::v3::RouteConfiguration table;
    if (!resource.UnpackTo(&table) || table.virtual_hosts_size() == 0) return 0;
    const std::string& prefix = table.virtual_hosts(0).routes(0).match().prefix();
    return prefix.starts_with("/number-") ? std::stoi(prefix.substr(8)) : 0;
  }

 private:
  store::Object object_;
};

class ServerFixture {
 public:
  // Services reviews and ratings, and one called probe, whose answer shows that nothing else was sent.
  ServerFixture() {
    Apply(translate::ServiceYaml("reviews") + translate::ServiceYaml("ratings") + translate::ServiceYaml("probe"));
    Start();
  }
  ~ServerFixture() { Stop(); }

  // The store stays over a restart.
  void Start() {
    auto control = control::Control::Start(*store_, {});
    ASSERT_TRUE(control.ok()) << control.status();
    control_ = *std::move(control);
    auto server = ads::AdsServer::Start("127.0.0.1:0", *control_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  void Stop() {
    server_.reset();
    control_.reset();
  }

  // All of it is in the world afterwards.
  void Apply(const std::string& yaml) {
    WriteAll(yaml);
    if (control_ != nullptr) control_->Inspect();
  }
  void WriteAll(const std::string& yaml) {
    for (const store::Object& object : registry::ObjectsFromYaml(yaml)) Write(object.key, *object.body);
  }
  void Write(const store::Key& key, manifest::Json body) {
    if (store_->Get(key).ok())
      ASSERT_TRUE(store_->Update(key, std::move(body), 0).ok());
    else
      ASSERT_TRUE(store_->Create(key, std::move(body)).ok());
  }
  // Comes into the world when its turn has come, like everything that is written.
  void RemoveService(const std::string& name) { ASSERT_TRUE(store_->Delete({"", "services", "default", name}).ok()); }

  // What is written and removed becomes one new world.
  void AtOnce(const std::string& yaml, const std::vector<std::string>& removed = {}) {
    std::promise<void> hold, held;
    control_->Post([&](ads::Hub&) {
      held.set_value();
      hold.get_future().wait();
    });
    held.get_future().wait();
    WriteAll(yaml);
    for (const std::string& service : removed) RemoveService(service);
    hold.set_value();
    control_->Inspect();
  }

  control::Control::Inspection Inspect() { return control_->Inspect(); }
  // All streams have ended, as the server sees it.
  bool Gone() {
    return Eventually([this] { return Inspect().streams.empty(); }, kPatience);
  }
  const std::string& address() const { return server_->address(); }

  std::unique_ptr<SotwWireClient> Sotw(WireClient::Options options = {}) { return Connect<SotwWireClient>(std::move(options)); }
  std::unique_ptr<DeltaWireClient> Delta(WireClient::Options options = {}) {
    return Connect<DeltaWireClient>(std::move(options));
  }

 private:
  template <typename Client>
  std::unique_ptr<Client> Connect(WireClient::Options options) {
    options.address = address();
    return std::make_unique<Client>(std::move(options));
  }

  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  std::unique_ptr<control::Control> control_;
  std::unique_ptr<ads::AdsServer> server_;
};

class XdsTest : public ::testing::Test, protected ServerFixture {};

// The same rule over both variants: GetParam() is whether it is the incremental one.
class BothVariants : public ::testing::TestWithParam<bool>, protected ServerFixture {
 protected:
  std::unique_ptr<WireClient> Client(WireClient::Options options = {}) {
    if (GetParam()) return Delta(std::move(options));
    return Sotw(std::move(options));
  }
};

inline std::string VariantName(const ::testing::TestParamInfo<bool>& info) { return info.param ? "Delta" : "StateOfTheWorld"; }

}  // namespace weft::test
