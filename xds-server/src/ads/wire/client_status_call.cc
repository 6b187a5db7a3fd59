// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/client_status_call.h"

#include "ads/wire/client_status.h"
#include "ads/wire/grpc_bytes.h"

namespace weft::ads {
namespace {

absl::StatusOr<::grpc::ByteBuffer> Answer(const Hub& hub, ::grpc::ByteBuffer& message) {
  ::envoy::service::status::v3::ClientStatusRequest request;
  if (absl::Status status = ParseBytes(message, request); !status.ok()) return status;
  const auto response = MakeClientStatus(request, hub);
  if (!response.ok()) return response.status();
  const ::grpc::Slice bytes = SliceOf(*response);
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
