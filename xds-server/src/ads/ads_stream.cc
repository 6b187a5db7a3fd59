#include "ads/ads_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace weft::ads {

template <typename Request, typename Response, Hub::Variant kVariant>
AdsStream<Request, Response, kVariant>::AdsStream(Control& control, uint64_t id, std::string peer, std::string_view only_type)
    : control_(control), id_(id), only_type_(only_type) {
  control_.Post([this, peer = std::move(peer)](Hub& hub) { hub.Open(id_, kVariant, *this, peer); });
  this->StartSendInitialMetadata();  // tells a client that is up to date already that its stream is taken
  this->StartRead(&request_);
}

template <typename Request, typename Response, Hub::Variant kVariant>
void AdsStream<Request, Response, kVariant>::OnReadDone(bool ok) {
  if (!ok) {
    control_.Post([this](Hub&) {
      ending_ = true;
      FinishWhenIdle();
    });
    return;
  }
  control_.Post([this](Hub& hub) {
    HandleRequest(hub, request_);
    request_.Clear();
    if (!ending_) this->StartRead(&request_);
  });
}

template <typename Request, typename Response, Hub::Variant kVariant>
absl::Status AdsStream<Request, Response, kVariant>::CheckType(Request& request) const {
  if (only_type_.empty()) return absl::OkStatus();
  if (request.type_url().empty()) request.set_type_url(std::string(only_type_));
  if (request.type_url() == only_type_) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("type_url: \"", request.type_url(), "\" on a stream that is for ",
                                                 absl::string_view(only_type_.data(), only_type_.size()), " alone"));
}

template <typename Request, typename Response, Hub::Variant kVariant>
void AdsStream<Request, Response, kVariant>::HandleRequest(Hub& hub, Request& request) {
  if (ending_) return;
  absl::Status status = CheckType(request);
  if (status.ok()) status = hub.OnRequest(id_, request);
  if (status.ok()) return;
  status_ = ::grpc::Status(static_cast<::grpc::StatusCode>(status.code()), std::string(status.message()));
  ending_ = true;
  FinishWhenIdle();
}

template <typename Request, typename Response, Hub::Variant kVariant>
void AdsStream<Request, Response, kVariant>::Send(const Push& push) {
  if (ending_) return;
  Encode(push, response_);
  writing_ = true;
  this->StartWrite(&response_);
}

template <typename Request, typename Response, Hub::Variant kVariant>
void AdsStream<Request, Response, kVariant>::OnWriteDone(bool) {
  control_.Post([this](Hub& hub) {
    writing_ = false;
    if (ending_) {
      FinishWhenIdle();
    } else {
      hub.OnSent(id_);
    }
  });
}

template <typename Request, typename Response, Hub::Variant kVariant>
void AdsStream<Request, Response, kVariant>::FinishWhenIdle() {
  if (writing_ || finished_) return;
  finished_ = true;
  this->Finish(status_);
}

template <typename Request, typename Response, Hub::Variant kVariant>
void AdsStream<Request, Response, kVariant>::OnCancel() { cancelled_ = true; }

template <typename Request, typename Response, Hub::Variant kVariant>
void AdsStream<Request, Response, kVariant>::OnDone() {
  control_.Post([this](Hub& hub) {
    hub.Close(id_, status_.ok() && !cancelled_);
    delete this;
  });
}

template class AdsStream<::envoy::service::discovery::v3::DiscoveryRequest,
                         ::envoy::service::discovery::v3::DiscoveryResponse, Hub::Variant::kSotw>;
template class AdsStream<::envoy::service::discovery::v3::DeltaDiscoveryRequest,
                         ::envoy::service::discovery::v3::DeltaDiscoveryResponse, Hub::Variant::kDelta>;

}  // namespace weft::ads
