// SPDX-License-Identifier: Apache-2.0
// What gRPC has done, handled on the hub's thread: a completion queue that nobody else polls. So gRPC's work for a stream,
// reading and writing its socket among it, is done there too, and nothing is handed from thread to thread.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "ads/wire/reactor.h"
#include "grpcpp/alarm.h"
#include "grpcpp/completion_queue.h"

namespace weft::ads {

class CompletionLoop : public Reactor {
 public:
  // The end of an operation that was begun with the event's address as its tag; must live until On.
  class Event {
   public:
    virtual void On(Hub& hub, bool ok) = 0;

   protected:
    ~Event() = default;
  };

  explicit CompletionLoop(std::unique_ptr<::grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}

  ::grpc::ServerCompletionQueue& queue() { return *queue_; }

  std::optional<Time> Wait(Time until, int most, Hub& hub) override;
  void Wake() override;
  // To be called on the hub's thread, or when it waits elsewhere, with no operation under way and no more Wake to come.
  void Close();

 private:
  std::unique_ptr<::grpc::ServerCompletionQueue> queue_;
  ::grpc::Alarm alarm_;
  std::atomic<bool> waking_{false};  // between Wake and its event
};

}  // namespace weft::ads
