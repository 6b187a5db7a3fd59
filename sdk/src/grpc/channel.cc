// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "base/authority.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "grpc/bootstrap_json.h"
#include "grpc/context_interceptor.h"
#include "grpcpp/create_channel.h"
#include "mesh/mesh_access.h"
#include "weft/grpc.h"

namespace weft::grpc {
namespace {

absl::Status CheckAuthority(std::string_view authority) {
  const bool readable = authority.find_first_of(" %?#@") == std::string_view::npos;
  if (readable && !authority.starts_with(':') && !authority.ends_with(':')) return absl::OkStatus();
  return absl::InvalidArgumentError(
      StrCat("weft: \"", authority, "\" is no authority; give a host with or without a port, for instance \"ratings:9080\""));
}

}  // namespace

absl::StatusOr<std::shared_ptr<::grpc::Channel>> CreateChannel(const std::shared_ptr<Mesh>& mesh, std::string_view authority,
                                                               std::shared_ptr<::grpc::ChannelCredentials> credentials,
                                                               ::grpc::ChannelArguments arguments) {
  const std::string host = NormalizeAuthority(authority);
  WEFT_RETURN_IF_ERROR(CheckAuthority(host));
  const MeshCore& core = MeshAccess::Core(*mesh);
  if (std::string why = core.Unusable(); !why.empty()) return absl::FailedPreconditionError(why);
  mesh->Prefetch(host);
  if (credentials == nullptr) credentials = ::grpc::InsecureChannelCredentials();
  if (!EnvironmentHolds(mesh->bootstrap())) arguments.SetString(kBootstrapArgument, BootstrapToJson(mesh->bootstrap()));
  std::vector<std::unique_ptr<::grpc::experimental::ClientInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MakeContextInterceptorFactory(core.shared_env()));
  return ::grpc::experimental::CreateCustomChannelWithInterceptors("xds:///" + host, credentials, arguments,
                                                                   std::move(interceptors));
}

}  // namespace weft::grpc
