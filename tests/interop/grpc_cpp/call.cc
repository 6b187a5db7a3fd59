// SPDX-License-Identifier: Apache-2.0
#include "interop/grpc_cpp/call.h"

#include "interop/support/bytes.h"

namespace weft::test {
namespace {

using Clock = std::chrono::steady_clock;

void Prepare(const CallOptions& options, ::grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + options.deadline);
  context.set_wait_for_ready(options.wait_for_ready);
  for (const auto& [name, value] : options.headers) context.AddMetadata(name, value);
}

Reply ReplyOf(const ::grpc::Status& status, const std::string& text, Clock::time_point start) {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  return {status.error_code(), status.ok() ? text : status.error_message(), took};
}

}  // namespace

PendingCall::PendingCall(const Channel& channel, const CallOptions& options) : stub_(channel), request_(ToBytes("hello")) {
  Prepare(options, context_);
  auto promise = std::make_shared<std::promise<Reply>>();  // outlives the call when its owner is quick
  reply_ = promise->get_future();
  stub_.UnaryCall(&context_, options.method, ::grpc::StubOptions(), &request_, &response_,
                  [this, promise](::grpc::Status status) { promise->set_value(ReplyOf(status, ToText(response_), start_)); });
}

PendingCall::~PendingCall() {
  if (!reply_.valid()) return;
  Cancel();
  reply_.wait();
}

bool PendingCall::Done() { return reply_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }

void PendingCall::Cancel() { context_.TryCancel(); }

Reply PendingCall::Wait() { return reply_.get(); }

Reply Call(const Channel& channel, const CallOptions& options) { return PendingCall(channel, options).Wait(); }

Chat::Chat(const Channel& channel, const CallOptions& options) {
  Prepare(options, context_);
  stream_ = ::grpc::GenericStub(channel).PrepareCall(&context_, options.method, &queue_);
  stream_->StartCall(this);
  ended_ = !Next();
}

Chat::~Chat() {
  context_.TryCancel();
  queue_.Shutdown();
  void* tag = nullptr;
  for (bool ok = false; queue_.Next(&tag, &ok);) continue;
}

bool Chat::Next() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

std::optional<std::string> Chat::Send() {
  if (ended_) return std::nullopt;
  ::grpc::ByteBuffer answer;
  // Both at once, as applications do that read on their own.
  stream_->Write(ToBytes("hello"), this);
  stream_->Read(&answer, this);
  const bool one = Next();
  const bool other = Next();
  ended_ = !one || !other;
  if (ended_) return std::nullopt;
  return ToText(answer);
}

Reply Chat::AwaitEnd() {
  ::grpc::ByteBuffer rest;
  while (!ended_) {
    stream_->Read(&rest, this);
    ended_ = !Next();
  }
  ::grpc::Status status;
  stream_->Finish(&status, this);
  Next();
  return ReplyOf(status, "", start_);
}

Reply Chat::Finish() {
  if (!ended_) {
    stream_->WritesDone(this);
    Next();
  }
  return AwaitEnd();
}

}  // namespace weft::test
