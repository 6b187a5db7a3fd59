// SPDX-License-Identifier: Apache-2.0
// The sending half of an exchange: head, then the body from memory or from a source, as pieces to write. Without I/O.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "http/exchange/request_view.h"

namespace weft::http {

// Not thread-safe. `scratch` is memory that outlives the upload and is reused by the next one.
class Upload {
 public:
  explicit Upload(std::string* scratch) : scratch_(scratch) {}

  // The first piece is the head, with a body from memory right behind it.
  absl::Status Begin(const RequestView& request);

  // What to write now; empty when there is nothing: see waiting(), done() and failed(). May call the source.
  absl::Span<const std::string_view> Pieces();
  void Wrote(size_t n);

  // The head is out and the body waits for a 100: Continue().
  bool waiting() const { return waiting_; }
  void Continue() { waiting_ = false; }
  // Nothing more is to be written.
  bool done() const { return done_ && count_ == 0; }
  // The source failed; ever after.
  bool failed() const { return failed_; }
  const char* problem() const { return problem_; }
  // How much was written, head included.
  uint64_t written() const { return written_; }
  bool source_used() const { return source_used_; }
  bool closes() const { return framing_.close; }

 private:
  void Push(std::string_view piece);
  void FillFromSource();
  void FrameChunk(bool last);
  void CountSized(bool last);
  void Fail(const char* problem) { failed_ = true, problem_ = problem; }

  std::string* scratch_;
  RequestView request_;
  RequestFraming framing_;
  std::array<std::string_view, 3> pieces_;
  size_t first_ = 0, count_ = 0;
  std::string data_;  // of the source, as it gave it
  uint64_t given_ = 0, written_ = 0;
  bool waiting_ = false, done_ = false, failed_ = false, source_used_ = false, body_pending_ = false;
  const char* problem_ = "";
};

}  // namespace weft::http
