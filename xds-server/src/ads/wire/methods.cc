// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/methods.h"

#include <optional>

#include "ads/stream/ads_stream.h"
#include "ads/wire/client_status_call.h"

namespace weft::ads {
namespace {

constexpr std::string_view kAggregatedService = "envoy.service.discovery.v3.AggregatedDiscoveryService";
constexpr std::string_view kClientStatusService = "envoy.service.status.v3.ClientStatusDiscoveryService";

// The methods of a discovery service; `only_type` is the URL of its type, or empty: all types.
struct DiscoveryMethods {
  std::string_view sotw;
  std::string_view delta;
  std::string_view only_type;
};

std::optional<DiscoveryMethods> FindMethods(const ResourceTypes& types, std::string_view service) {
  if (service == kAggregatedService) return DiscoveryMethods{"StreamAggregatedResources", "DeltaAggregatedResources", ""};
  for (TypeId id = 0; id < types.size() && !service.empty(); ++id) {
    const ResourceType& type = types.at(id);
    if (service == type.service) return DiscoveryMethods{type.sotw_method, type.delta_method, type.url};
  }
  return std::nullopt;
}

std::unique_ptr<ByteCall::Handler> OpenClientStatus(std::string_view name, ByteCall& call) {
  if (name == "StreamClientStatus") return std::make_unique<ClientStatusCall>(call, false);
  if (name == "FetchClientStatus") return std::make_unique<ClientStatusCall>(call, true);
  return nullptr;
}

}  // namespace

std::unique_ptr<ByteCall::Handler> OpenMethod(Hub& hub, std::string_view method, uint64_t id, ByteCall& call) {
  const size_t slash = method.rfind('/');
  if (!method.starts_with('/') || slash == 0) return nullptr;
  const std::string_view service = method.substr(1, slash - 1), name = method.substr(slash + 1);
  if (service == kClientStatusService) return OpenClientStatus(name, call);
  const auto methods = FindMethods(hub.types(), service);
  if (!methods || name.empty()) return nullptr;
  if (name == methods->sotw) return std::make_unique<SotwStream>(hub, id, call, methods->only_type);
  if (name == methods->delta) return std::make_unique<DeltaStream>(hub, id, call, methods->only_type);
  return nullptr;
}

}  // namespace weft::ads
