// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/ads_stream.h"

#include "ads/wire/grpc_bytes.h"
#include "base/status_macros.h"
#include "base/strings.h"

namespace weft::ads {

template <typename Request, Hub::Variant kVariant>
AdsStream<Request, kVariant>::AdsStream(Hub& hub, uint64_t id, ByteCall& call, std::string_view only_type)
    : id_(id), call_(call), only_type_(only_type) {
  hub.Open(id_, kVariant, *this, call.peer());
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::OnMessage(Hub& hub, ::grpc::ByteBuffer& message) {
  if (absl::Status status = Handle(hub, message); !status.ok()) call_.End(GrpcStatus(status));
  call_.Read();
}

template <typename Request, Hub::Variant kVariant>
absl::Status AdsStream<Request, kVariant>::Handle(Hub& hub, ::grpc::ByteBuffer& message) {
  Request request;
  WEFT_RETURN_IF_ERROR(ParseBytes(message, request));
  WEFT_RETURN_IF_ERROR(CheckType(request));
  return hub.OnRequest(id_, request);
}

template <typename Request, Hub::Variant kVariant>
absl::Status AdsStream<Request, kVariant>::CheckType(Request& request) const {
  if (only_type_.empty()) return absl::OkStatus();
  if (request.type_url().empty()) request.set_type_url(std::string(only_type_));
  if (request.type_url() == only_type_) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("type_url: \"", request.type_url(), "\" on a stream that is for ",
                                           absl::string_view(only_type_.data(), only_type_.size()), " alone"));
}

template <typename Request, Hub::Variant kVariant>
void AdsStream<Request, kVariant>::Send(const Push& push) {
  call_.Write(kVariant == Hub::Variant::kSotw ? SotwBytes(push) : DeltaBytes(push));
}

template class AdsStream<Hub::SotwRequest, Hub::Variant::kSotw>;
template class AdsStream<Hub::DeltaRequest, Hub::Variant::kDelta>;

}  // namespace weft::ads
