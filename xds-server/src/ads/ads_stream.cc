#include "ads/ads_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace weft::ads {

template <typename Request, Hub::Variant kVariant>
AdsStream<Request, kVariant>::AdsStream(Control& control, uint64_t id, std::string peer, std::string_view only_type)
    : control_(control), id_(id), only_type_(only_type) {
  control_.Post([this, peer = std::move(peer)](Hub& hub) { hub.Open(id_, kVariant, *this, peer); });
  this->StartSendInitialMetadata();  // tells a client that is up to date already that its stream is taken
  this->StartRead(&request_);
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::OnReadDone(bool ok) {
  if (!ok) {
    control_.Post([this](Hub&) {
      ending_ = true;
      FinishWhenIdle();
    });
    return;
  }
  auto request = std::make_shared<Request>();
  const ::grpc::Status parsed = ::grpc::SerializationTraits<Request>::Deserialize(&request_, request.get());
  request_.Clear();
  control_.Post([this, request = std::move(request), is_readable = parsed.ok()](Hub& hub) {
    if (is_readable) HandleRequest(hub, *request);
    else End(absl::InvalidArgumentError(absl::StrCat("not a ", Request::descriptor()->full_name())));
    if (!ending_) this->StartRead(&request_);
  });
}

template <typename Request, Hub::Variant kVariant>
absl::Status AdsStream<Request, kVariant>::CheckType(Request& request) const {
  if (only_type_.empty()) return absl::OkStatus();
  if (request.type_url().empty()) request.set_type_url(std::string(only_type_));
  if (request.type_url() == only_type_) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("type_url: \"", request.type_url(), "\" on a stream that is for ",
                                                 absl::string_view(only_type_.data(), only_type_.size()), " alone"));
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::HandleRequest(Hub& hub, Request& request) {
  if (ending_) return;
  absl::Status status = CheckType(request);
  if (status.ok()) status = hub.OnRequest(id_, request);
  if (!status.ok()) End(status);
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::End(const absl::Status& status) {
  status_ = ::grpc::Status(static_cast<::grpc::StatusCode>(status.code()), std::string(status.message()));
  ending_ = true;
  FinishWhenIdle();
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::Send(const Push& push) {
  if (ending_) return;
  response_ = kVariant == Hub::Variant::kSotw ? SotwBytes(push) : DeltaBytes(push);
  writing_ = true;
  this->StartWrite(&response_);
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::OnWriteDone(bool) {
  control_.Post([this](Hub& hub) {
    writing_ = false;
    response_.Clear();
    if (ending_) {
      FinishWhenIdle();
    } else {
      hub.OnSent(id_);
    }
  });
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::FinishWhenIdle() {
  if (writing_ || finished_) return;
  finished_ = true;
  this->Finish(status_);
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::OnCancel() { cancelled_ = true; }

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::OnDone() {
  control_.Post([this](Hub& hub) {
    hub.Close(id_, status_.ok() && !cancelled_);
    delete this;
  });
}

template class AdsStream<Hub::SotwRequest, Hub::Variant::kSotw>;
template class AdsStream<Hub::DeltaRequest, Hub::Variant::kDelta>;

}  // namespace weft::ads
