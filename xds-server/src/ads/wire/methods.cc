#include "ads/wire/methods.h"

#include "ads/stream/ads_stream.h"
#include "ads/wire/client_status_call.h"

namespace weft::ads {
namespace {

using translate::Type;

struct DiscoveryService {
  std::string_view name;
  std::string_view sotw;
  std::string_view delta;
  std::string_view only_type;  // empty: all of them
};

const DiscoveryService kDiscoveryServices[] = {
    {"/envoy.service.discovery.v3.AggregatedDiscoveryService", "/StreamAggregatedResources", "/DeltaAggregatedResources", ""},
    {"/envoy.service.listener.v3.ListenerDiscoveryService", "/StreamListeners", "/DeltaListeners",
     translate::TypeUrl(Type::kListener)},
    {"/envoy.service.route.v3.RouteDiscoveryService", "/StreamRoutes", "/DeltaRoutes", translate::TypeUrl(Type::kRoute)},
    {"/envoy.service.cluster.v3.ClusterDiscoveryService", "/StreamClusters", "/DeltaClusters",
     translate::TypeUrl(Type::kCluster)},
    {"/envoy.service.endpoint.v3.EndpointDiscoveryService", "/StreamEndpoints", "/DeltaEndpoints",
     translate::TypeUrl(Type::kEndpoint)},
};
constexpr std::string_view kClientStatusService = "/envoy.service.status.v3.ClientStatusDiscoveryService";

std::unique_ptr<ByteCall::Handler> OpenClientStatus(std::string_view name, ByteCall& call) {
  if (name == "/StreamClientStatus") return std::make_unique<ClientStatusCall>(call, false);
  if (name == "/FetchClientStatus") return std::make_unique<ClientStatusCall>(call, true);
  return nullptr;
}

}  // namespace

std::unique_ptr<ByteCall::Handler> OpenMethod(Hub& hub, std::string_view method, uint64_t id, ByteCall& call) {
  const size_t slash = method.rfind('/');
  if (slash == std::string_view::npos) return nullptr;
  const std::string_view service = method.substr(0, slash), name = method.substr(slash);
  if (service == kClientStatusService) return OpenClientStatus(name, call);
  for (const DiscoveryService& one : kDiscoveryServices) {
    if (service != one.name) continue;
    if (name == one.sotw) return std::make_unique<SotwStream>(hub, id, call, one.only_type);
    if (name == one.delta) return std::make_unique<DeltaStream>(hub, id, call, one.only_type);
  }
  return nullptr;
}

}  // namespace weft::ads
