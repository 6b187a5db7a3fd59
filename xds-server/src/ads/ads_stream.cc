#include "ads/ads_stream.h"

#include <utility>

namespace weft::ads {

AdsStream::AdsStream(Control& control, uint64_t id, std::string peer) : control_(control), id_(id) {
  control_.Post([this, peer = std::move(peer)](Hub& hub) { hub.Open(id_, *this, peer); });
  StartRead(&request_);
}

void AdsStream::OnReadDone(bool ok) {
  if (!ok) {
    control_.Post([this](Hub&) {
      ending_ = true;
      FinishWhenIdle();
    });
    return;
  }
  auto request = std::make_shared<Hub::Request>(std::move(request_));
  request_.Clear();
  control_.Post([this, request](Hub& hub) { HandleRequest(hub, *request); });
  StartRead(&request_);
}

void AdsStream::HandleRequest(Hub& hub, const Hub::Request& request) {
  if (ending_) return;
  absl::Status status = hub.OnRequest(id_, request);
  if (status.ok()) return;
  status_ = ::grpc::Status(static_cast<::grpc::StatusCode>(status.code()), std::string(status.message()));
  ending_ = true;
  FinishWhenIdle();
}

void AdsStream::Send(Hub::Response response) {
  if (ending_) return;
  response_ = std::move(response);
  writing_ = true;
  StartWrite(&response_);
}

void AdsStream::OnWriteDone(bool) {
  control_.Post([this](Hub& hub) {
    writing_ = false;
    if (ending_) {
      FinishWhenIdle();
    } else {
      hub.OnSent(id_);
    }
  });
}

void AdsStream::FinishWhenIdle() {
  if (writing_ || finished_) return;
  finished_ = true;
  Finish(status_);
}

void AdsStream::OnCancel() { cancelled_ = true; }

void AdsStream::OnDone() {
  control_.Post([this](Hub& hub) {
    hub.Close(id_, status_.ok() && !cancelled_);
    delete this;
  });
}

}  // namespace weft::ads
