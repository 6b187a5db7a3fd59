// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/client_status_call.h"

#include "ads/wire/client_status.h"
#include "ads/wire/grpc_bytes.h"
#include "base/status_macros.h"

namespace weft::ads {
namespace {

absl::StatusOr<::grpc::ByteBuffer> Answer(const Hub& hub, ::grpc::ByteBuffer& message) {
  ::envoy::service::status::v3::ClientStatusRequest request;
  WEFT_RETURN_IF_ERROR(ParseBytes(message, request));
  WEFT_ASSIGN_OR_RETURN(const auto response, MakeClientStatus(request, hub));
  const ::grpc::Slice bytes = SliceOf(response);
  return ::grpc::ByteBuffer(&bytes, 1);
}

}  // namespace

void ClientStatusCall::OnMessage(Hub& hub, ::grpc::ByteBuffer& message) {
  auto answer = Answer(hub, message);
  if (answer.ok())
    call_.Write(*std::move(answer));
  else
    call_.End(GrpcStatus(answer.status()));
}

void ClientStatusCall::OnWritten(Hub&) {
  if (once_)
    call_.End(::grpc::Status::OK);
  else
    call_.Read();
}

}  // namespace weft::ads
