// SPDX-License-Identifier: Apache-2.0
#include "http/exchange/exchange.h"

#include <algorithm>

#include "base/strings.h"

namespace weft::http {
namespace {

// Reserved for a body whose head announces more: a peer that announces a lot and sends little must not cost memory.
constexpr uint64_t kTrustedLength = 1024 * 1024;

}  // namespace

Exchange::Exchange(const RequestView& request, const Limits& limits, Response* response, const ResponseSink* sink,
                   WireState* wire)
    : limits_(limits), response_(response), sink_(sink), wire_(wire), upload_(&wire->scratch) {
  wire_->reader.Begin(limits, response, request.method == "HEAD");
  response_->body.clear();
  response_->trailers.Clear();
  if (absl::Status status = upload_.Begin(request); !status.ok()) {
    Finish({ErrorKind::kInvalidRequest, DeadlineKind::kNone, false, std::string(ToStd(status.message()))});
  }
}

absl::Span<const std::string_view> Exchange::Output() {
  if (done_ || upload_stopped_) return {};
  const auto pieces = upload_.Pieces();
  if (upload_.failed()) Fail(ErrorKind::kCancelled, upload_.problem());
  return done_ ? absl::Span<const std::string_view>() : pieces;
}

void Exchange::Read(size_t n) {
  wire_->reader.Add(n);
  Digest();
}

void Exchange::ReadEof() {
  wire_->reader.AddEof();
  Digest();
}

void Exchange::ReadFailed(std::string_view why) {
  if (!got_head_) return Fail(ErrorKind::kResetBeforeHead, StrCat("the connection broke before an answer: ", why));
  Fail(ErrorKind::kResetAfterHead, StrCat("the connection broke within the body of the answer: ", why));
}

void Exchange::Digest() {
  while (!done_) {
    switch (wire_->reader.Next()) {
      case ReadEvent::kNeedMore:
        return;
      case ReadEvent::kInterim:
        if (response_->status == 100) upload_.Continue();
        break;
      case ReadEvent::kHead:
        TakeHead();
        break;
      case ReadEvent::kData:
        TakeData();
        break;
      case ReadEvent::kEnd:
        Finish({});
        break;
      case ReadEvent::kError:
        Finish(wire_->reader.error());
        break;
    }
  }
}

void Exchange::TakeHead() {
  got_head_ = true;
  if (!upload_.done()) upload_stopped_ = true;
  if (sink_ != nullptr && sink_->head != nullptr && !sink_->head(*response_)) {
    return Fail(ErrorKind::kCancelled, "the response handler ended the exchange");
  }
  if (sink_ != nullptr && sink_->data != nullptr) return;
  const uint64_t length = wire_->reader.content_length().value_or(0);
  if (length > limits_.body) {
    return Fail(ErrorKind::kTooLarge, StrCat("a body of ", length, " bytes is announced; the limit is ", limits_.body));
  }
  if (length > 0) response_->body.reserve(std::min(length, kTrustedLength));
}

void Exchange::TakeData() {
  const std::string_view data = wire_->reader.data();
  if (sink_ != nullptr && sink_->data != nullptr) {
    if (!sink_->data(data)) Fail(ErrorKind::kCancelled, "the content receiver ended the exchange");
    return;
  }
  if (data.size() > limits_.body || response_->body.size() > limits_.body - data.size()) {
    return Fail(ErrorKind::kTooLarge, StrCat("the body of the answer is larger than ", limits_.body, " bytes"));
  }
  response_->body.append(data);
}

void Exchange::Fail(ErrorKind kind, std::string_view text, DeadlineKind deadline) {
  Finish({kind, deadline, upload_.written() > 0, std::string(text)});
}

void Exchange::Finish(Error error) {
  if (done_) return;
  done_ = true;
  error_ = std::move(error);
}

bool Exchange::reusable() const {
  return done_ && error_.ok() && upload_.done() && !upload_stopped_ && !write_failed_ && !upload_.closes() &&
         wire_->reader.reusable();
}

}  // namespace weft::http
