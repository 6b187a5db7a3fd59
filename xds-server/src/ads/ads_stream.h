// One client's stream. Responses are put together from bytes that all streams share, so the stream carries bytes. It deletes
// itself when gRPC and the control thread are both done with it.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "ads/control.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace weft::ads {

using ByteReactor = ::grpc::ServerBidiReactor<::grpc::ByteBuffer, ::grpc::ByteBuffer>;

// gRPC's threads call the On... methods, read what a request says and hand it over to the control thread; all other state
// belongs to that one. The next request is read when the one before was handled: who asks faster than he is answered is held up
// by flow control, and nothing piles up.
//
// End of a stream: the last read fails, after the client half-closed or the connection broke. The control thread then finishes
// the stream, once no write is under way, and OnDone, which is gRPC's last word, knows whether it was cancelled: only a stream
// that was half-closed and finished in order is a goodbye.
template <typename Request, Hub::Variant kVariant>
class AdsStream : public ByteReactor, public Hub::Sink {
 public:
  // `only_type`: the type URL of a stream that is for one type alone, where requests need not name it; empty on an ADS stream.
  AdsStream(Control& control, uint64_t id, std::string peer, std::string_view only_type = "");

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void Send(const Push& push) override;

 private:
  void HandleRequest(Hub& hub, Request& request);
  void End(const absl::Status& status);
  absl::Status CheckType(Request& request) const;
  void FinishWhenIdle();

  Control& control_;
  const uint64_t id_;
  const std::string_view only_type_;
  ::grpc::ByteBuffer request_;  // being read
  std::atomic<bool> cancelled_{false};

  // Of the control thread:
  ::grpc::ByteBuffer response_;  // being written
  ::grpc::Status status_;
  bool writing_ = false;
  bool ending_ = false;
  bool finished_ = false;
};

using SotwStream = AdsStream<Hub::SotwRequest, Hub::Variant::kSotw>;
using DeltaStream = AdsStream<Hub::DeltaRequest, Hub::Variant::kDelta>;

}  // namespace weft::ads
