// SPDX-License-Identifier: Apache-2.0
// gRPC calls of programs without support for a mesh, through Envoy.
#include <future>

#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "interop/envoy/envoy_fixture.h"
#include "interop/support/echo_backend.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kGrpcService = R"(
apiVersion: v1
kind: Service
metadata: {name: say}
spec: {selector: {app: say}, ports: [{name: grpc, port: 9080}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: say}
spec: {host: say, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: say}
spec:
  hosts: [say]
  gateways: [mesh, bookinfo-gateway]
  http:
  - match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: say, subset: v2}}]
  - match: [{uri: {exact: /say.Say/Never}}]
    fault: {abort: {grpcStatus: RESOURCE_EXHAUSTED, percentage: {value: 100}}}
    route: [{destination: {host: say, subset: v1}}]
  - route: [{destination: {host: say, subset: v1}}]
)";

std::string EchoWorkload(const EchoBackend& backend) {
  return "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: say-" + backend.name() +
         "}\nspec: {address: 127.0.0.1, ports: {grpc: " + std::to_string(backend.port()) +
         "}, labels: {app: say, version: " + backend.name() + "}}\n";
}

// The name of the backend, or the number of the error.
std::string Call(::grpc::Channel& channel, const std::string& method, const std::string& user = "") {
  ::grpc::GenericStub stub(std::shared_ptr<::grpc::ChannelInterface>(&channel, [](auto*) {}));
  ::grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + seconds(5));
  if (!user.empty()) context.AddMetadata("end-user", user);
  const ::grpc::Slice empty;
  const ::grpc::ByteBuffer request(&empty, 1);
  ::grpc::ByteBuffer response;
  std::promise<::grpc::Status> done;
  stub.UnaryCall(&context, method, {}, &request, &response, [&](::grpc::Status status) { done.set_value(std::move(status)); });
  const ::grpc::Status status = done.get_future().get();
  ::grpc::Slice slice;
  if (!status.ok() || !response.TrySingleSlice(&slice).ok()) return "error " + std::to_string(status.error_code());
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

TEST_F(Envoy, CarriesGrpcCalls) {
  EchoBackend v1("v1"), v2("v2");
  Apply(kGrpcService + EchoWorkload(v1) + EchoWorkload(v2));
  for (const Stand& stand : stands()) {
    ::grpc::ChannelArguments arguments;
    arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, FullName("say"));
    const auto channel = ::grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(stand.PortFor("say")),
                                                     ::grpc::InsecureChannelCredentials(), arguments);
    std::string last;
    EXPECT_TRUE(
        Eventually([&] { return (last = Call(*channel, "/say.Say/Hello", "jason")) == "v2"; }, seconds(10), milliseconds(20)))
        << stand.name() << ": " << last;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(Call(*channel, "/say.Say/Hello"), "v1") << stand.name();
    EXPECT_EQ(Call(*channel, "/say.Say/Never"), "error 8") << stand.name();
  }
  mesh().kubectl().Must({"delete", "service/say", "workloadentry/say-v1", "workloadentry/say-v2"});
}

}  // namespace
}  // namespace weft::test
