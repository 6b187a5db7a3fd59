// SPDX-License-Identifier: Apache-2.0
#include "grpc/bootstrap_json.h"
#include "weft/grpc.h"

namespace weft::grpc {

// A bootstrap in the environment is no help: it may lack the name of servers' listeners, which gRPC has no default for.
void ServeUnder(const std::shared_ptr<Mesh>& mesh, ::grpc::XdsServerBuilder& builder) {
  builder.AddChannelArgument(kBootstrapArgument, BootstrapToJson(mesh->bootstrap()));
}

}  // namespace weft::grpc
