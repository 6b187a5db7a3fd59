// One client's stream. Deletes itself when gRPC and the control thread are both done with it.
#pragma once

#include <atomic>
#include <memory>

#include "ads/control.h"
#include "envoy/service/discovery/v3/ads.grpc.pb.h"

namespace weft::ads {

// gRPC's threads call the On... methods and only hand over to the control thread; all other state belongs to the control
// thread.
//
// End of a stream: the last read fails, after the client half-closed or the connection broke. The control thread then finishes
// the stream, once no write is under way, and OnDone, which is gRPC's last word, knows whether it was cancelled: only a stream
// that was half-closed and finished in order is a goodbye.
class AdsStream : public ::grpc::ServerBidiReactor<Hub::Request, Hub::Response>, public Hub::Sink {
 public:
  AdsStream(Control& control, uint64_t id, std::string peer);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void Send(Hub::Response response) override;

 private:
  void HandleRequest(Hub& hub, const Hub::Request& request);
  void FinishWhenIdle();

  Control& control_;
  const uint64_t id_;
  Hub::Request request_;  // being read
  std::atomic<bool> cancelled_{false};

  // Of the control thread:
  Hub::Response response_;  // being written
  ::grpc::Status status_;
  bool writing_ = false;
  bool ending_ = false;
  bool finished_ = false;
};

}  // namespace weft::ads
