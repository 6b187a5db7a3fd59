// SPDX-License-Identifier: Apache-2.0
// One call of a client, whatever its method: messages in bytes, both ways. All of it happens on the hub's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "ads/wire/completion_loop.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/support/byte_buffer.h"

namespace weft::ads {

// Deletes itself when gRPC is done with it.
//
// End of a call: the last read fails, after the client half-closed or the connection broke. The call is then finished, once
// no write is under way, and gRPC's last event tells whether it was cancelled: only a call that was half-closed and finished in
// order has ended gracefully.
class ByteCall {
 public:
  // What the call is about. Never called inside its own calls of the methods below.
  class Handler {
   public:
    virtual ~Handler() = default;
    // The next message is read when the handler calls Read: a client that sends faster than it is answered is held up by flow
    // control, and nothing piles up.
    virtual void OnMessage(Hub& hub, ::grpc::ByteBuffer& message) = 0;
    // The last message was taken.
    virtual void OnWritten(Hub& hub) = 0;
    // The call is over; the handler is destroyed next.
    virtual void OnEnd(Hub& hub, bool graceful) = 0;
  };
  // Makes the handler of a call, or nullptr for a method that there is not.
  using Opener = std::function<std::unique_ptr<Handler>(Hub& hub, const std::string& method, ByteCall& call)>;
  // What all calls share. Must outlive them.
  struct Source {
    ::grpc::AsyncGenericService& service;
    ::grpc::ServerCompletionQueue& queue;
    Opener open;
  };

  // Waits for a call, and when it comes for the next one, until the server shuts down. Each call holds `alive`.
  static void Await(const Source& source, std::shared_ptr<void> alive);

  // The client's address, as gRPC spells it.
  std::string peer() const { return context_.peer(); }

  // Does nothing when the call is ending.
  void Read();
  // Precondition: the last write was taken. Does nothing when the call is ending.
  void Write(::grpc::ByteBuffer message);
  // Ends the call. What is being written is still sent.
  void End(::grpc::Status status);

 private:
  class Operation final : public CompletionLoop::Event {
   public:
    using Done = void (ByteCall::*)(Hub& hub, bool ok);
    Operation(ByteCall& call, Done done) : call_(call), done_(done) {}
    void* Begin();
    void On(Hub& hub, bool ok) override;

   private:
    ByteCall& call_;
    const Done done_;
  };

  ByteCall(const Source& source, std::shared_ptr<void> alive) : source_(source), alive_(std::move(alive)) {}
  ~ByteCall() = default;
  void OnAccepted(Hub& hub, bool ok);
  void OnMetadataSent(Hub& hub, bool ok);
  void OnRead(Hub& hub, bool ok);
  void OnWritten(Hub& hub, bool ok);
  void OnFinished(Hub&, bool) {}
  void OnOver(Hub&, bool) {}
  void Finish();

  const Source& source_;
  const std::shared_ptr<void> alive_;
  ::grpc::GenericServerContext context_;
  ::grpc::GenericServerAsyncReaderWriter stream_{&context_};
  std::unique_ptr<Handler> handler_;
  ::grpc::ByteBuffer request_;   // being read
  ::grpc::ByteBuffer response_;  // being written
  ::grpc::Status status_;
  bool writing_ = false;
  bool ending_ = false;

  int under_way_ = 0;  // operations
  Operation accept_{*this, &ByteCall::OnAccepted};
  Operation send_metadata_{*this, &ByteCall::OnMetadataSent};
  Operation read_{*this, &ByteCall::OnRead};
  Operation write_{*this, &ByteCall::OnWritten};
  Operation finish_{*this, &ByteCall::OnFinished};
  Operation over_{*this, &ByteCall::OnOver};
};

}  // namespace weft::ads
