// SPDX-License-Identifier: Apache-2.0
// One client's stream. Responses are put together from bytes that all streams share, so the stream carries bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "ads/hub/hub.h"
#include "ads/wire/byte_call.h"

namespace weft::ads {

// The next request is read when the one before was handled.
template <typename Request, Hub::Variant kVariant>
class AdsStream : public ByteCall::Handler, public Hub::Sink {
 public:
  // `only_type`: the type URL of a stream that is for one type alone, where requests need not name it; empty on an ADS stream.
  AdsStream(Hub& hub, uint64_t id, ByteCall& call, std::string_view only_type);

  void OnMessage(Hub& hub, ::grpc::ByteBuffer& message) override;
  void OnWritten(Hub& hub) override { hub.OnSent(id_); }
  void OnEnd(Hub& hub, bool graceful) override { hub.Close(id_, graceful); }

  void Send(const Push& push) override;

 private:
  absl::Status Handle(Hub& hub, ::grpc::ByteBuffer& message);
  absl::Status CheckType(Request& request) const;

  const uint64_t id_;
  ByteCall& call_;
  const std::string_view only_type_;
};

using SotwStream = AdsStream<Hub::SotwRequest, Hub::Variant::kSotw>;
using DeltaStream = AdsStream<Hub::DeltaRequest, Hub::Variant::kDelta>;

}  // namespace weft::ads
