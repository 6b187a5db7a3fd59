// The client status discovery service over gRPC: carries requests to the control thread and its answers back.
#pragma once

#include "ads/control.h"
#include "envoy/service/status/v3/csds.grpc.pb.h"

namespace weft::ads {

// Thread-safe; `control` must outlive the server that it is registered with.
class ClientStatusService : public ::envoy::service::status::v3::ClientStatusDiscoveryService::CallbackService {
 public:
  using Request = ::envoy::service::status::v3::ClientStatusRequest;
  using Response = ::envoy::service::status::v3::ClientStatusResponse;

  explicit ClientStatusService(Control& control) : control_(control) {}

  ::grpc::ServerUnaryReactor* FetchClientStatus(::grpc::CallbackServerContext* context, const Request* request,
                                                Response* response) override;
  // Each request is answered, one after the other; nothing is sent unasked.
  ::grpc::ServerBidiReactor<Request, Response>* StreamClientStatus(::grpc::CallbackServerContext* context) override;

 private:
  Control& control_;
};

}  // namespace weft::ads
