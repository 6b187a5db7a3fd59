// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/byte_call.h"

#include <utility>

namespace weft::ads {

void* ByteCall::Operation::Begin() {
  ++call_.under_way_;
  return static_cast<CompletionLoop::Event*>(this);
}

void ByteCall::Operation::On(Hub& hub, bool ok) {
  (call_.*done_)(hub, ok);
  if (--call_.under_way_ > 0) return;
  if (call_.handler_ != nullptr) call_.handler_->OnEnd(hub, call_.status_.ok() && !call_.context_.IsCancelled());
  delete &call_;
}

// The last event of a call that never came is that of accepting it; so the other one counts from then on.
void ByteCall::Await(const Source& source, std::shared_ptr<void> alive) {
  auto* call = new ByteCall(source, std::move(alive));
  call->context_.AsyncNotifyWhenDone(static_cast<CompletionLoop::Event*>(&call->over_));
  source.service.RequestCall(&call->context_, &call->stream_, &source.queue, &source.queue, call->accept_.Begin());
}

void ByteCall::OnAccepted(Hub& hub, bool ok) {
  if (!ok) return;
  over_.Begin();
  Await(source_, alive_);
  handler_ = source_.open(hub, context_.method(), *this);
  if (handler_ == nullptr) return End({::grpc::StatusCode::UNIMPLEMENTED, "there is no method " + context_.method()});
  stream_.SendInitialMetadata(
      send_metadata_.Begin());  // so that a client that is up to date already knows that its stream is taken
}

void ByteCall::OnMetadataSent(Hub&, bool) { Read(); }

void ByteCall::Read() {
  if (!ending_) stream_.Read(&request_, read_.Begin());
}

void ByteCall::OnRead(Hub& hub, bool ok) {
  if (!ok) return End(::grpc::Status::OK);
  ::grpc::ByteBuffer message;
  message.Swap(&request_);
  handler_->OnMessage(hub, message);
}

void ByteCall::Write(::grpc::ByteBuffer message) {
  if (ending_) return;
  response_ = std::move(message);
  writing_ = true;
  stream_.Write(response_, write_.Begin());
}

void ByteCall::OnWritten(Hub& hub, bool) {
  writing_ = false;
  response_.Clear();
  if (ending_)
    Finish();
  else
    handler_->OnWritten(hub);
}

void ByteCall::End(::grpc::Status status) {
  if (ending_) return;
  status_ = std::move(status);
  ending_ = true;
  if (!writing_) Finish();
}

void ByteCall::Finish() { stream_.Finish(status_, finish_.Begin()); }

}  // namespace weft::ads
