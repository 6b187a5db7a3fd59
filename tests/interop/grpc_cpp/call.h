// SPDX-License-Identifier: Apache-2.0
// Calls as an application makes them, over a channel of gRPC's own.
#pragma once

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace weft::test {

using Channel = std::shared_ptr<::grpc::Channel>;

inline constexpr char kMethod[] = "/echo.Echo/Say";

struct CallOptions {
  std::string method = kMethod;
  std::map<std::string, std::string> headers = {};
  std::chrono::milliseconds deadline = std::chrono::seconds(20);
  bool wait_for_ready = true;
};

struct Reply {
  ::grpc::StatusCode code = ::grpc::StatusCode::UNKNOWN;
  std::string text;  // of the backend when the code is OK, else the error's
  std::chrono::milliseconds took{0};
};

// A unary call under way; given up, and waited for, with its owner.
class PendingCall {
 public:
  explicit PendingCall(const Channel& channel, const CallOptions& options = {});
  ~PendingCall();
  PendingCall(const PendingCall&) = delete;
  PendingCall& operator=(const PendingCall&) = delete;

  bool Done();
  void Cancel();
  // Once.
  Reply Wait();

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  ::grpc::ClientContext context_;
  ::grpc::GenericStub stub_;
  ::grpc::ByteBuffer request_;
  ::grpc::ByteBuffer response_;
  std::future<Reply> reply_;
};

// One unary call to its end.
Reply Call(const Channel& channel, const CallOptions& options = {});

// One bidirectional stream. Use from one thread.
class Chat {
 public:
  explicit Chat(const Channel& channel, const CallOptions& options = {});
  ~Chat();
  Chat(const Chat&) = delete;
  Chat& operator=(const Chat&) = delete;

  // Sends a message and returns the answer to it; nullopt when the stream has ended.
  std::optional<std::string> Send();
  // Waits for the end that the other side, or something on the way, puts to the stream.
  Reply AwaitEnd();
  // Announces that nothing more will come, and waits for the end.
  Reply Finish();

 private:
  bool Next();

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  ::grpc::ClientContext context_;
  ::grpc::CompletionQueue queue_;
  std::unique_ptr<::grpc::GenericClientAsyncReaderWriter> stream_;
  bool ended_ = false;
};

}  // namespace weft::test
