// SPDX-License-Identifier: Apache-2.0
// Between gRPC's types and those of the rest.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/strings.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "grpcpp/support/status.h"

namespace weft::ads {

inline ::grpc::Status GrpcStatus(const absl::Status& status) {
  return {static_cast<::grpc::StatusCode>(status.code()), std::string(status.message())};
}

// Empties `bytes`.
template <typename Message>
absl::Status ParseBytes(::grpc::ByteBuffer& bytes, Message& message) {
  if (::grpc::SerializationTraits<Message>::Deserialize(&bytes, &message).ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("message: not a valid ", Message::descriptor()->full_name()));
}

template <typename Message>
::grpc::Slice SliceOf(const Message& message) {
  return ::grpc::Slice(message.SerializeAsString());
}

}  // namespace weft::ads
