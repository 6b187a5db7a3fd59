// SPDX-License-Identifier: Apache-2.0
// Reads one answer out of bytes as they come: interim answers, head, body in pieces, trailers, end. RFC 9112, strictly.
//
// Why a class around the parser: a parser parses one message and trusts its caller about limits and ends. The reader skips 1xx,
// bounds what is kept (one head, or one line of a chunk, or a buffer's worth of body), and says what an end of the bytes means.
//
//   reader.Begin(limits, &response, bodiless);
//   for (;;) switch (reader.Next()) {
//     case kNeedMore: n = Read(reader.Space()); n > 0 ? reader.Add(n) : reader.AddEof();
//     case kInterim, kHead, kData, kEnd, kError: ...
//   }
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "http/exchange/head_scanner.h"
#include "http/exchange/read_buffer.h"
#include "weft/http_types.h"

namespace boost::system {
class error_code;
}  // namespace boost::system

namespace weft::http {

class ResponseParser;

enum class ReadEvent {
  kNeedMore,
  kInterim,  // an answer with 1xx: response->status; its headers are not kept
  kHead,     // of the final answer
  kData,     // data(): a piece of the body; valid until the next call of Next or Space
  kEnd,
  kError,  // error(); stays
};

// Lives as long as its connection and reads one answer after the other: Begin. Not thread-safe.
class ResponseReader {
 public:
  ResponseReader();
  ~ResponseReader();

  // `bodiless`: the answer of a HEAD. `limits` and `response` must outlive the answer. Bytes that came unasked stay pending.
  void Begin(const Limits& limits, Response* response, bool bodiless);
  ReadEvent Next();

  absl::Span<char> Space() { return buffer_.Space(); }
  void Add(size_t n) { got_bytes_ |= n > 0, buffer_.Add(n); }
  void AddEof() { eof_ = true; }

  std::string_view data() const { return data_; }
  const Error& error() const { return error_; }
  // Whether any byte of this answer came.
  bool got_bytes() const { return got_bytes_; }
  bool has_head() const { return state_ == State::kBody || state_ == State::kDone; }
  // After kHead: the length of the body that follows, where the head says it.
  std::optional<uint64_t> content_length() const;
  // After kEnd: the peer keeps the connection, and nothing came after the answer.
  bool reusable() const;
  void Shrink() { buffer_.Shrink(); }
  size_t capacity() const { return buffer_.capacity(); }

 private:
  enum class State { kHead, kBody, kDone, kFailed };

  ReadEvent ReadHead();
  ReadEvent ReadBody();
  ReadEvent NeedMoreOfBody();
  ReadEvent ParseHead(size_t size);
  ReadEvent Fail(ErrorKind kind, std::string_view text);
  ReadEvent FailParse(std::string_view where, const boost::system::error_code& error);
  void StartMessage();
  void RepairStatusLine(size_t* size);

  ReadBuffer buffer_;
  HeadScanner scanner_;
  std::unique_ptr<std::optional<ResponseParser>> parser_;  // one block of memory for all answers
  const Limits* limits_ = nullptr;
  Response* response_ = nullptr;
  State state_ = State::kDone;
  bool bodiless_ = false, eof_ = false, got_bytes_ = false, keep_alive_ = false;
  size_t interim_ = 0;
  size_t checked_ = 0;  // of the pending bytes of a chunk's header or trailers
  std::string_view data_;
  Error error_;
};

}  // namespace weft::http
