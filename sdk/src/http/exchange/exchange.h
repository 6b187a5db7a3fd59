// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 exchange without I/O: what to write, what to do with what came, and how it ended. Blocking and asynchronous
// drivers move bytes and keep time; all that HTTP says is decided here.
//
// States: the request goes out while the answer may come in at any time. An answer whose head comes before the request is out
// stops the upload (the peer has decided) and costs the connection. With `expect: 100-continue` the body waits for a 100, for a
// final answer, which makes it moot, or for the driver's patience to end (ContinueAnyway).
// Source: RFC 9110 section 10.1.1, RFC 9112 sections 6, 9.3, 9.6.
#pragma once

#include <string>

#include "absl/types/span.h"
#include "http/exchange/response_reader.h"
#include "http/exchange/upload.h"
#include "weft/http_types.h"

namespace weft::http {

// What a connection lends to one exchange after the other: memory, and bytes that came too early.
struct WireState {
  ResponseReader reader;
  std::string scratch;
};

// Lives for one exchange; not thread-safe. `request`'s views, `limits`, `response` and `sink` must outlive it.
class Exchange {
 public:
  Exchange(const RequestView& request, const Limits& limits, Response* response, const ResponseSink* sink, WireState* wire);

  // To write now, in order; empty: nothing. May call the request's source.
  absl::Span<const std::string_view> Output();
  void Wrote(size_t n) { upload_.Wrote(n); }
  // Writing failed for good. The answer may be there all the same: reading goes on.
  void WriteFailed() { upload_stopped_ = true, write_failed_ = true; }

  // Where to put what comes, never empty; then Read. Of ReadEof and ReadFailed the exchange is done afterwards.
  absl::Span<char> Space() { return wire_->reader.Space(); }
  void Read(size_t n);
  void ReadEof();
  void ReadFailed(std::string_view why);

  // Ends it, if it has not ended; the first error stays.
  void Fail(ErrorKind kind, std::string_view text, DeadlineKind deadline = DeadlineKind::kNone);

  bool done() const { return done_; }
  // After done().
  const Error& error() const { return error_; }
  // After done(): the connection can take another exchange.
  bool reusable() const;

  bool awaiting_continue() const { return upload_.waiting() && !upload_stopped_; }
  void ContinueAnyway() { upload_.Continue(); }
  // The request is out, or will never be.
  bool upload_over() const { return upload_stopped_ || upload_.done(); }
  // Nothing of an answer came, not even a byte.
  bool untouched() const { return !wire_->reader.got_bytes(); }
  uint64_t bytes_written() const { return upload_.written(); }
  bool source_used() const { return upload_.source_used(); }
  bool got_head() const { return got_head_; }

 private:
  void Digest();
  void TakeHead();
  void TakeData();
  void Finish(Error error);

  const Limits& limits_;
  Response* response_;
  const ResponseSink* sink_;
  WireState* wire_;
  Upload upload_;
  Error error_;
  bool done_ = false, got_head_ = false, upload_stopped_ = false, write_failed_ = false;
};

}  // namespace weft::http
