// SPDX-License-Identifier: Apache-2.0
// What Envoy holds is what the control plane printed, and both sides report it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <set>

#include "interop/envoy/envoy_fixture.h"
#include "interop/support/installed.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

// Resources by type and name.
using Resources = std::map<std::string, std::map<std::string, json>>;

// Envoy shows endpoints as it understands them, with defaults; what matters of them, in a comparable form.
json EndpointsOf(const json& assignment) {
  std::set<std::string> endpoints;
  for (const json& locality : assignment.value("endpoints", json::array())) {
    for (const json& one : locality.value("lb_endpoints", json::array())) {
      const json& address = one.at("endpoint").at("address").at("socket_address");
      endpoints.insert(address.at("address").get<std::string>() + ":" + std::to_string(address.at("port_value").get<int>()) +
                       " priority " + std::to_string(locality.value("priority", 0)) + " weight " +
                       std::to_string(one.value("load_balancing_weight", 1)) + " in " +
                       locality.value("locality", json::object()).dump());
    }
  }
  return endpoints;
}

void Put(Resources& resources, json resource) {
  const std::string url = resource.at("@type");
  const std::string type = url.substr(url.rfind('.') + 1);
  if (type == "ClusterLoadAssignment") {
    resources[type][resource.at("cluster_name")] = EndpointsOf(resource);
  } else {
    const std::string name = resource.at("name");
    resources[type][name] = std::move(resource);
  }
}

Resources HeldBy(const EnvoyProcess& envoy) {
  Resources held;
  for (const json& part : envoy.ConfigDump()) {
    for (const json& one : part.value("dynamic_listeners", json::array())) {
      // One that was closed a while ago still drains and has no other state.
      if (one.contains("active_state")) Put(held, one.at("active_state").at("listener"));
    }
    for (const json& one : part.value("dynamic_active_clusters", json::array())) Put(held, one.at("cluster"));
    for (const json& one : part.value("dynamic_route_configs", json::array())) Put(held, one.at("route_config"));
    for (const json& one : part.value("dynamic_endpoint_configs", json::array())) Put(held, one.at("endpoint_config"));
  }
  return held;
}

// `xds-server translate` of everything that is stored, for the node of this Envoy.
Resources Printed(const MeshUnderTest& mesh, const EnvoyOptions& options) {
  const std::string kinds = "namespaces,services,workloadentries,serviceentries,virtualservices,destinationrules,gateways";
  const json stored = json::parse(mesh.kubectl().Must({"get", kinds, "--all-namespaces", "-o", "json"}));
  std::string manifests;
  for (const json& item : stored.at("items")) manifests += "---\n" + item.dump() + "\n";
  TempDir folder;
  json node = EnvoyNode(options);
  node["user_agent_name"] = "envoy";
  const Command translate{.argv = {BinDir() / "xds-server", "translate", "-f", folder.Write("stored.yaml", manifests), "--node",
                                   folder.Write("node.json", node.dump()), "-o", "json"}};
  const Result result = RunCommand(translate);
  if (result.exit_code != 0) throw std::runtime_error("xds-server translate: " + result.All());
  Resources printed;
  for (const json& resource : json::parse(result.out)) Put(printed, resource);
  return printed;
}

std::string Difference(const Resources& held, const Resources& printed) {
  if (printed.size() != 4) return "not every type was printed\n";
  std::string text;
  for (const auto& [type, resources] : printed) {
    const auto of_type = held.find(type);
    for (const auto& [name, resource] : resources) {
      const bool has = of_type != held.end() && of_type->second.contains(name);
      const json mine = has ? of_type->second.at(name) : json();
      if (mine != resource) text += type + " " + name + ": " + json::diff(mine, resource).dump().substr(0, 1000) + "\n";
    }
  }
  for (const auto& [type, resources] : held) {
    for (const auto& [name, resource] : resources) {
      if (!printed.contains(type) || !printed.at(type).contains(name)) text += type + " " + name + " was not printed\n";
    }
  }
  return text;
}

TEST_F(Envoy, HoldsWhatTranslatePrints) {
  ApplyShipped("destination-rule-all");
  ApplyShipped("virtual-service-reviews-jason-v2-v3");
  ApplyEchoRoutes(
      "[{match: [{uri: {prefix: /a}}], rewrite: {uri: /b}, fault: {abort: {httpStatus: 500, percentage: {value: 0.1}}}, "
      "retries: {attempts: 2}, timeout: 2s, " +
      ToEcho("v1") + "}, {match: [{uri: {exact: /c}}], redirect: {uri: /d}}, {" + ToEcho("v2") + "}]");
  for (const Stand& stand : stands()) {
    std::string difference;
    EXPECT_TRUE(Eventually(
        [&] { return (difference = Difference(HeldBy(stand.envoy()), Printed(mesh(), stand.envoy().options()))).empty(); },
        seconds(10)))
        << stand.name() << "\n"
        << difference;
  }
}

TEST_F(Envoy, IsShownAsSynced) {
  ApplyShipped("destination-rule-all");
  ApplyShipped("virtual-service-all-v1");
  for (const Stand& stand : stands()) {
    const auto status = [&] { return WeftctlProxyStatus({stand.name(), "-o", "json"}); };
    const auto synced = [&] {
      const json clients = json::parse(status(), nullptr, false);
      if (!clients.is_array() || clients.size() != 1) return false;
      for (const char* type : {"CDS", "LDS", "EDS", "RDS"}) {
        if (clients[0].value(json::json_pointer(std::string("/types/") + type + "/state"), "") != "SYNCED") return false;
      }
      return true;
    };
    EXPECT_TRUE(Eventually(synced)) << status();
  }
  const std::string table = WeftctlProxyStatus({"-v", "1"});
  EXPECT_THAT(table, HasSubstr("edge-delta.default"));
  EXPECT_THAT(table, Not(HasSubstr("ERROR"))) << table;
  EXPECT_THAT(table, Not(HasSubstr("STALE"))) << table;
}

// A port on which somebody listens already.
class TakenPort {
 public:
  TakenPort() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    if (bind(fd_, Address(), size) != 0 || listen(fd_, 1) != 0 || getsockname(fd_, Address(), &size) != 0)
      throw std::runtime_error("no port");
  }
  ~TakenPort() { close(fd_); }
  int port() const { return ntohs(address_.sin_port); }

 private:
  sockaddr* Address() { return reinterpret_cast<sockaddr*>(&address_); }
  int fd_;
  sockaddr_in address_ = {};
};

// Envoy refuses a listener that it cannot bind; its message is shown to operators, and nobody else is harmed.
TEST_F(Envoy, ReportsToOperatorsWhatItRefuses) {
  ApplyEchoRoutes("[{" + ToEcho("v1") + "}]");
  const TakenPort taken;
  for (const bool delta : {true, false}) {
    EnvoyOptions options{
        .id = std::string("sidecar~127.0.0.1~refuses-") + (delta ? "delta" : "sotw") + ".default~default.svc.cluster.local",
        .xds_port = mesh().xds_port(),
        .delta = delta};
    options.weft_proxy = {{"bind", "127.0.0.1"}, {"ports", {{"9080", taken.port()}}}};
    const EnvoyProcess envoy(*FindEnvoy(), options);
    const auto refused = [&] { return WeftctlProxyStatus({options.id, "-v", "1"}); };
    EXPECT_TRUE(Eventually([&] { return refused().find("ERROR") != std::string::npos; })) << refused();
    EXPECT_THAT(refused(), HasSubstr("Refused by refuses-"));
    EXPECT_THAT(refused(), HasSubstr("127.0.0.1_9080"));
    EXPECT_THAT(refused(), HasSubstr("Address already in use"));
    EXPECT_GT(envoy.Stats("listener_manager.lds.update_rejected").at("listener_manager.lds.update_rejected"), 0);
  }
  for (const Stand& stand : stands()) EXPECT_TRUE(stand.Stays({}, ServedBy("v1"), 2));
}

// An invalid configuration of a node is reported to whoever starts it.
TEST_F(Envoy, IsNotServedWithAnUnsupportedSetting) {
  EnvoyOptions options{.id = "sidecar~127.0.0.1~wrong.default~default.svc.cluster.local", .xds_port = mesh().xds_port()};
  options.weft_proxy = {{"listeners", "per-moon"}};
  options.await_live = false;
  const EnvoyProcess envoy(*FindEnvoy(), options);
  EXPECT_TRUE(Eventually([&] { return envoy.Log().find("WEFT_PROXY.listeners") != std::string::npos; })) << envoy.Log();
}

}  // namespace
}  // namespace weft::test
