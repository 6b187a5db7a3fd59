// The gRPC services of the protocol: the aggregated one and one for each type, each in both variants.
#pragma once

#include <atomic>

#include "ads/ads_stream.h"
#include "envoy/service/cluster/v3/cds.grpc.pb.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"
#include "envoy/service/endpoint/v3/eds.grpc.pb.h"
#include "envoy/service/listener/v3/lds.grpc.pb.h"
#include "envoy/service/route/v3/rds.grpc.pb.h"

namespace weft::ads {

// Makes the streams, each with a number of its own. Thread-safe; must outlive them.
class StreamFactory {
 public:
  explicit StreamFactory(Control& control) : control_(control) {}

  template <typename Stream>
  Stream* New(const ::grpc::CallbackServerContext& context, std::string_view only_type = "") {
    return new Stream(control_, ++last_id_, context.peer(), only_type);
  }

 private:
  Control& control_;
  std::atomic<uint64_t> last_id_{0};
};

// One class for each service: their methods differ in nothing but their names. "Raw" is what carries bytes.
#define WEFT_DISCOVERY_SERVICE(Class, Base, StreamMethod, DeltaMethod, kType)                              \
  class Class : public Base::WithRawCallbackMethod_##StreamMethod<                                         \
                    Base::WithRawCallbackMethod_##DeltaMethod<Base::Service>> {                            \
   public:                                                                                                 \
    explicit Class(StreamFactory& streams) : streams_(streams) {}                                          \
    ByteReactor* StreamMethod(::grpc::CallbackServerContext* context) override {                           \
      return streams_.New<SotwStream>(*context, kType);                                                    \
    }                                                                                                      \
    ByteReactor* DeltaMethod(::grpc::CallbackServerContext* context) override {                           \
      return streams_.New<DeltaStream>(*context, kType);                                                   \
    }                                                                                                      \
                                                                                                           \
   private:                                                                                                \
    StreamFactory& streams_;                                                                               \
  }

WEFT_DISCOVERY_SERVICE(AggregatedService, ::envoy::service::discovery::v3::AggregatedDiscoveryService, StreamAggregatedResources,
                       DeltaAggregatedResources, "");
WEFT_DISCOVERY_SERVICE(ListenerService, ::envoy::service::listener::v3::ListenerDiscoveryService, StreamListeners, DeltaListeners,
                       translate::TypeUrl(translate::Type::kListener));
WEFT_DISCOVERY_SERVICE(RouteService, ::envoy::service::route::v3::RouteDiscoveryService, StreamRoutes, DeltaRoutes,
                       translate::TypeUrl(translate::Type::kRoute));
WEFT_DISCOVERY_SERVICE(ClusterService, ::envoy::service::cluster::v3::ClusterDiscoveryService, StreamClusters, DeltaClusters,
                       translate::TypeUrl(translate::Type::kCluster));
WEFT_DISCOVERY_SERVICE(EndpointService, ::envoy::service::endpoint::v3::EndpointDiscoveryService, StreamEndpoints, DeltaEndpoints,
                       translate::TypeUrl(translate::Type::kEndpoint));
#undef WEFT_DISCOVERY_SERVICE

}  // namespace weft::ads
