// SPDX-License-Identifier: Apache-2.0
#include "http/exchange/upload.h"

namespace weft::http {

void Upload::Push(std::string_view piece) {
  if (!piece.empty()) pieces_[first_ + count_++] = piece;
}

absl::Status Upload::Begin(const RequestView& request) {
  request_ = request;
  scratch_->clear();
  if (absl::Status status = WriteHead(request, scratch_, &framing_); !status.ok()) return status;
  Push(*scratch_);
  waiting_ = framing_.expects_continue;
  body_pending_ = request.source == nullptr && !request.body.empty();
  if (body_pending_ && !waiting_) {
    body_pending_ = false;
    Push(request.body);
  }
  done_ = request.source == nullptr && !body_pending_;
  return absl::OkStatus();
}

absl::Span<const std::string_view> Upload::Pieces() {
  if (count_ == 0 && !done_ && !waiting_ && !failed_) {
    first_ = 0;
    if (body_pending_) {
      body_pending_ = false;
      done_ = true;
      Push(request_.body);
    } else {
      FillFromSource();
    }
  }
  return {pieces_.data() + first_, count_};
}

void Upload::FillFromSource() {
  source_used_ = true;
  data_.clear();
  const BodyState state = request_.source->next(&data_);
  if (state == BodyState::kFailed) return Fail("the content provider gave up");
  const bool last = state == BodyState::kEnd;
  if (framing_.chunked)
    FrameChunk(last);
  else
    CountSized(last);
}

void Upload::FrameChunk(bool last) {
  scratch_->clear();
  if (!data_.empty()) WriteChunkHeader(data_.size(), scratch_);
  Push(*scratch_);
  Push(data_);
  if (last)
    Push(data_.empty() ? "0\r\n\r\n" : "\r\n0\r\n\r\n");
  else if (!data_.empty())
    Push("\r\n");
  done_ = last;
}

void Upload::CountSized(bool last) {
  given_ += data_.size();
  const uint64_t size = *request_.source->size;
  if (given_ > size) return Fail("the content provider gave more than the length it was announced with");
  if (last && given_ < size) return Fail("the content provider gave less than the length it was announced with");
  Push(data_);
  done_ = last || given_ == size;
}

void Upload::Wrote(size_t n) {
  written_ += n;
  while (count_ > 0 && n >= pieces_[first_].size()) {
    n -= pieces_[first_].size();
    ++first_;
    --count_;
  }
  if (count_ > 0) pieces_[first_].remove_prefix(n);
}

}  // namespace weft::http
