// SPDX-License-Identifier: Apache-2.0
#include "interop/envoy/envoy_fixture.h"

#include <iostream>

#include "interop/support/installed.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

constexpr const char* kEchoService = R"(
apiVersion: v1
kind: Service
metadata: {name: echo}
spec: {selector: {app: echo}, ports: [{name: http, port: 9080}]}
)";

constexpr const char* kEchoSubsets = R"(
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: echo}
spec:
  host: echo
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
  - {name: v3, labels: {version: v3}}
)";

std::string EchoWorkload(const std::string& version, int port) {
  return "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: echo-" + version +
         "}\nspec: {address: 127.0.0.1, ports: {http: " + std::to_string(port) + "}, labels: {app: echo, version: " + version +
         "}}\n";
}

}  // namespace

std::unique_ptr<Envoy::World> Envoy::world_;

void Envoy::SetUpTestSuite() {
  const auto program = FindEnvoy();
  if (!program) return;  // reported in SetUp
  world_ = std::make_unique<World>();
  std::string workloads = kEchoService;
  for (const char* version : {"v1", "v2", "v3"}) {
    workloads += EchoWorkload(version, world_->backends.emplace_back(version, world_->arrivals).port());
  }
  Apply(workloads);
  ApplyShipped("bookinfo-gateway");
  for (const Place place : {Place::kPerPort, Place::kPerService, Place::kGateway}) {
    for (const bool delta : {true, false}) world_->stands.emplace_back(*program, place, delta, mesh().xds_port());
  }
}

void Envoy::TearDownTestSuite() { world_.reset(); }

void Envoy::SetUp() {
  WEFT_NEEDS_INSTALLED(FindEnvoy(), "Envoy");
  if (world_ == nullptr) FAIL() << "the mesh did not start";
  DeleteRules();
  ApplyShipped("bookinfo-gateway");
  Apply(kEchoSubsets);
}

void Envoy::TearDown() {
  if (world_ == nullptr) return;
  for (const Stand& stand : stands()) {
    for (const auto& [name, value] : stand.envoy().Stats("update_rejected"))
      EXPECT_EQ(value, 0) << stand.name() << ": " << name;
    if (HasFailure()) std::cout << "--- " << stand.name() << "\n" << stand.envoy().Log() << std::endl;
  }
  if (HasFailure()) std::cout << mesh().Log() << std::endl;
}

std::list<Stand*> Envoy::Sidecars() {
  std::list<Stand*> sidecars;
  for (Stand& stand : stands()) {
    if (stand.place() != Place::kGateway) sidecars.push_back(&stand);
  }
  return sidecars;
}

std::list<Stand*> Envoy::Gateways() { return {&Find(Place::kGateway, true), &Find(Place::kGateway, false)}; }

Stand& Envoy::Find(Place place, bool delta) {
  return *std::find_if(stands().begin(), stands().end(),
                       [&](const Stand& stand) { return stand.place() == place && stand.envoy().options().delta == delta; });
}

void Envoy::DeleteRules() { mesh().kubectl().Must({"delete", "virtualservices,destinationrules", "--all"}); }

void Envoy::ApplyEchoRoutes(const std::string& http) {
  Apply(
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: echo}\n"
      "spec: {hosts: [echo], gateways: [mesh, bookinfo-gateway], http: " +
      http + "}\n");
}

std::string Envoy::WeftctlProxyStatus(const std::vector<std::string>& arguments) {
  Command command{
      .argv = {BinDir() / "weftctl", "proxy-status", "--admin", "http://127.0.0.1:" + std::to_string(mesh().admin_port())}};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  return RunCommand(command).All();
}

std::string Envoy::NewKey() {
  static int last = 0;
  return "key-" + std::to_string(++last);
}

}  // namespace weft::test
