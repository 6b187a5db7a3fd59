// SPDX-License-Identifier: Apache-2.0
// Policies of DestinationRules, which Envoy applies where a call goes.
#include <future>
#include <set>

#include "interop/envoy/envoy_fixture.h"

namespace weft::test {
namespace {

std::string PolicyOfEcho(const std::string& policy) {
  return "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: echo}\n"
         "spec: {host: echo, trafficPolicy: " +
         policy + ", subsets: [{name: v1, labels: {version: v1}}]}\n";
}

TEST_F(Envoy, SendsAUserToTheSameWorkloadAgain) {
  Apply(PolicyOfEcho("{loadBalancer: {consistentHash: {httpHeaderName: x-user}}}"));
  const auto served = [](const Stand& stand, int user) {
    return stand.Call({.headers = {{"x-user", "user-" + std::to_string(user)}}}).Header("x-from");
  };
  ApplyEchoRoutes("[{route: [{destination: {host: echo}}], headers: {response: {set: {x-rule: hash}}}}]");
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({}, [](const Answer& answer) { return answer.Header("x-rule") == "hash"; }));
    std::set<std::string> names;
    for (int user = 0; user < 20; ++user) {
      const std::string name = served(stand, user);
      names.insert(name);
      for (int again = 0; again < 3; ++again) EXPECT_EQ(served(stand, user), name) << stand.name() << ", user " << user;
    }
    EXPECT_GT(names.size(), 1u) << stand.name();
  }
}

// One call may be on its way and one may wait; the others are turned away at once.
TEST_F(Envoy, TurnsAwayWhatIsTooMuchForACircuit) {
  Apply(PolicyOfEcho("{connectionPool: {tcp: {maxConnections: 1}, http: {http1MaxPendingRequests: 1}}}"));
  ApplyEchoRoutes("[{" + ToEcho("v1") + ", headers: {response: {set: {x-rule: circuit}}}}]");
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({}, [](const Answer& answer) { return answer.Header("x-rule") == "circuit"; }));
    const int port = stand.PortFor("echo");
    std::vector<std::future<Answer>> calls;
    for (int i = 0; i < 6; ++i) {
      calls.push_back(std::async(std::launch::async, [port] {
        return Get(port, "/", {{"Host", FullName("echo")}, {"x-slow-ms", "250"}});
      }));
    }
    int served = 0, overflows = 0;
    for (auto& call : calls) {
      const Answer answer = call.get();
      served += answer.status == 200;
      overflows += answer.status == 503 && answer.body.find("overflow") != std::string::npos;
    }
    EXPECT_THAT(served, ::testing::AnyOf(1, 2)) << stand.name();  // 1: the connection of the call before was still being closed
    EXPECT_EQ(served + overflows, 6) << stand.name();
  }
}

// Two workloads, of which one always fails: it is found out and left alone.
TEST_F(Envoy, LeavesAWorkloadAloneThatFails) {
  HttpEcho good("good", std::make_shared<Arrivals>()), bad("bad", std::make_shared<Arrivals>(), 500);
  std::string manifests =
      "apiVersion: v1\nkind: Service\nmetadata: {name: shaky}\n"
      "spec: {selector: {app: shaky}, ports: [{name: http, port: 9080}]}\n---\n"
      "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: shaky}\n"
      "spec: {host: shaky, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 2, interval: 0.1s, baseEjectionTime: 60s,"
      " maxEjectionPercent: 100}}}\n---\n"
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: shaky}\n"
      "spec: {hosts: [shaky], gateways: [mesh, bookinfo-gateway], http: [{retries: {attempts: 0}, route: [{destination: "
      "{host: shaky}}]}]}\n";
  for (const HttpEcho* one : {&good, &bad}) {
    const std::string name = one == &good ? "good" : "bad";
    manifests += "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: shaky-" + name +
                 "}\nspec: {address: 127.0.0.1, ports: {http: " + std::to_string(one->port()) + "}, labels: {app: shaky}}\n";
  }
  Apply(manifests);
  for (const Stand& stand : stands()) {
    const CallSpec call{.service = "shaky"};
    EXPECT_TRUE(stand.Comes(call, ServedBy("good")));
    EXPECT_TRUE(stand.Comes(call, [&](const Answer&) { return bool(stand.Stays(call, ServedBy("good"), 20)); }));
    int64_t ejections = 0;
    for (const auto& [name, value] : stand.envoy().Stats("shaky.*outlier_detection.ejections_enforced_consecutive_5xx")) {
      ejections += value;
    }
    EXPECT_GT(ejections, 0) << stand.name();
  }
  mesh().kubectl().Must({"delete", "service/shaky", "workloadentry/shaky-good", "workloadentry/shaky-bad"});
}

}  // namespace
}  // namespace weft::test
