#include "ads/client_status_service.h"

#include <utility>

#include "ads/client_status.h"

namespace weft::ads {
namespace {

using CsdsRequest = ClientStatusService::Request;
using CsdsResponse = ClientStatusService::Response;

::grpc::Status FillClientStatus(const CsdsRequest& request, const Hub& hub, CsdsResponse& response) {
  auto made = MakeClientStatus(request, hub);
  if (!made.ok()) {
    return {static_cast<::grpc::StatusCode>(made.status().code()), std::string(made.status().message())};
  }
  response = *std::move(made);
  return ::grpc::Status::OK;
}

// One operation is under way at any time: a read, the control thread's turn, or a write. So no state is shared, and who is to
// end the stream always knows that nothing else is going on.
class ClientStatusStream : public ::grpc::ServerBidiReactor<CsdsRequest, CsdsResponse> {
 public:
  explicit ClientStatusStream(Control& control) : control_(control) { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(::grpc::Status::OK);
    control_.Post([this](Hub& hub) { Answer(hub); });
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(::grpc::Status::CANCELLED);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  void Answer(Hub& hub) {
    const ::grpc::Status status = FillClientStatus(request_, hub, response_);
    if (!status.ok()) return Finish(status);
    StartWrite(&response_);
  }

  Control& control_;
  CsdsRequest request_;
  CsdsResponse response_;
};

}  // namespace

::grpc::ServerUnaryReactor* ClientStatusService::FetchClientStatus(::grpc::CallbackServerContext* context,
                                                                   const Request* request, Response* response) {
  ::grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  control_.Post([reactor, request, response](Hub& hub) { reactor->Finish(FillClientStatus(*request, hub, *response)); });
  return reactor;
}

::grpc::ServerBidiReactor<CsdsRequest, CsdsResponse>* ClientStatusService::StreamClientStatus(::grpc::CallbackServerContext*) {
  return new ClientStatusStream(control_);
}

}  // namespace weft::ads
