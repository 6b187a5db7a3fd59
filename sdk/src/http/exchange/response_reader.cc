// SPDX-License-Identifier: Apache-2.0
#include "http/exchange/response_reader.h"

#include <cstring>

#include "base/strings.h"
#include "http/exchange/response_parser.h"

namespace weft::http {

namespace beast_http = boost::beast::http;

namespace {

// "0\r\n\r\n": no chunked body ends, and no chunk begins and ends, in less. The parser takes for granted that it is given as
// much.
constexpr size_t kShortestEnd = 5;

boost::asio::const_buffer AsBuffer(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

}  // namespace

ResponseReader::ResponseReader() : parser_(std::make_unique<std::optional<ResponseParser>>()) {}
ResponseReader::~ResponseReader() = default;

void ResponseReader::Begin(const Limits& limits, Response* response, bool bodiless) {
  limits_ = &limits;
  response_ = response;
  bodiless_ = bodiless;
  eof_ = keep_alive_ = false;
  got_bytes_ = !buffer_.pending().empty();
  interim_ = 0;
  error_ = {};
  StartMessage();
}

void ResponseReader::StartMessage() {
  state_ = State::kHead;
  scanner_ = {};
  checked_ = 0;
  data_ = {};
  response_->headers.Clear();
  parser_->emplace(*limits_, response_, bodiless_);
}

ReadEvent ResponseReader::Next() {
  data_ = {};
  switch (state_) {
    case State::kHead:
      return ReadHead();
    case State::kBody:
      return ReadBody();
    case State::kDone:
      return ReadEvent::kEnd;
    case State::kFailed:
      return ReadEvent::kError;
  }
  return ReadEvent::kError;
}

ReadEvent ResponseReader::Fail(ErrorKind kind, std::string_view text) {
  state_ = State::kFailed;
  error_ = {kind, DeadlineKind::kNone, true, std::string(text)};
  return ReadEvent::kError;
}

ReadEvent ResponseReader::FailParse(std::string_view where, const boost::system::error_code& error) {
  const ResponseParser& parser = **parser_;
  const bool too_large = parser.too_large || error == beast_http::error::body_limit;  // chunks of more than 2^64 together
  const ErrorKind kind = too_large ? ErrorKind::kTooLarge : ErrorKind::kMalformed;
  return Fail(kind, parser.problem != nullptr ? StrCat(where, ": ", parser.problem) : StrCat(where, ": ", error.message()));
}

ReadEvent ResponseReader::ReadHead() {
  const std::string_view pending = buffer_.pending();
  switch (scanner_.Scan(pending)) {
    case HeadScanner::Result::kComplete:
      if (scanner_.size() > limits_->head) break;
      return ParseHead(scanner_.size());
    case HeadScanner::Result::kMalformed:
      return Fail(ErrorKind::kMalformed, scanner_.problem());
    case HeadScanner::Result::kMore:
      if (pending.size() > limits_->head) break;
      if (!eof_) return ReadEvent::kNeedMore;
      return Fail(ErrorKind::kResetBeforeHead,
                  StrCat("the peer closed the connection after ", pending.size(), " bytes of an answer's head"));
  }
  return Fail(ErrorKind::kTooLarge, StrCat("the head of the answer is larger than ", limits_->head, " bytes"));
}

// "HTTP/1.1 200\r\n" without the space that RFC 9112 wants after the status is common, and harmless: a space is put in.
void ResponseReader::RepairStatusLine(size_t* size) {
  constexpr size_t kStatusEnd = 12;  // of "HTTP/1.1 200"
  const std::string_view pending = buffer_.pending();
  if (*size <= kStatusEnd + 2 || pending[8] != ' ' || pending[kStatusEnd] != '\r') return;
  const size_t bytes = pending.size();
  buffer_.Space();  // may move what is pending; room for more than one byte
  buffer_.Add(1);
  char* const begin = const_cast<char*>(buffer_.pending().data());  // our own buffer's bytes
  std::memmove(begin + kStatusEnd + 1, begin + kStatusEnd, bytes - kStatusEnd);
  begin[kStatusEnd] = ' ';
  ++*size;
}

ReadEvent ResponseReader::ParseHead(size_t size) {
  RepairStatusLine(&size);
  const std::string_view head = buffer_.pending().substr(0, size);
  response_->headers.Reserve(16, size);
  ResponseParser& parser = **parser_;
  boost::beast::error_code error;
  parser.input = head;
  const size_t used = parser.put(AsBuffer(head), error);
  if (error || !parser.is_header_done()) return FailParse("the head of the answer", error);
  buffer_.Consume(used);
  if (response_->status == 101) return Fail(ErrorKind::kMalformed, "the peer switched protocols unasked (101)");
  if (response_->status < 200) {
    if (++interim_ > limits_->informational) {
      return Fail(ErrorKind::kTooLarge, StrCat("more than ", limits_->informational, " answers with 1xx"));
    }
    const int status = response_->status;
    StartMessage();
    response_->status = status;
    return ReadEvent::kInterim;
  }
  keep_alive_ = parser.keep_alive();
  state_ = parser.is_done() ? State::kDone : State::kBody;
  return ReadEvent::kHead;
}

ReadEvent ResponseReader::ReadBody() {
  ResponseParser& parser = **parser_;
  while (!buffer_.pending().empty()) {
    if (parser.chunked() && parser.in_line && buffer_.pending().size() < kShortestEnd) break;
    parser.data = {};
    boost::beast::error_code error;
    parser.input = buffer_.pending();
    const size_t used = parser.put(AsBuffer(parser.input), error);
    buffer_.Consume(used);
    if (used > 0) checked_ = 0;
    if (error == beast_http::error::need_more) return NeedMoreOfBody();
    if (error) return FailParse("the body of the answer", error);
    if (!parser.data.empty()) {
      data_ = parser.data;
      if (parser.is_done()) state_ = State::kDone;
      return ReadEvent::kData;
    }
    if (parser.is_done()) {
      state_ = State::kDone;
      return ReadEvent::kEnd;
    }
  }
  return NeedMoreOfBody();
}

ReadEvent ResponseReader::NeedMoreOfBody() {
  ResponseParser& parser = **parser_;
  const std::string_view pending = buffer_.pending();
  const size_t from = checked_ > 2 ? checked_ - 2 : 0;
  const std::string_view unchecked = pending.substr(from);
  // A view that begins within a line must not take its first LF for a bare one: it begins two bytes before what is new.
  if (const char* problem = LineProblem(from > 0 && unchecked.starts_with('\n') ? unchecked.substr(1) : unchecked)) {
    return Fail(ErrorKind::kMalformed, StrCat("the body of the answer: ", problem));
  }
  checked_ = pending.size();
  if (pending.size() > limits_->head) {
    return Fail(ErrorKind::kTooLarge, StrCat("the trailers or a chunk's header are larger than ", limits_->head, " bytes"));
  }
  if (!eof_) return ReadEvent::kNeedMore;
  boost::beast::error_code error;
  if (parser.need_eof())
    parser.put_eof(error);
  else
    error = beast_http::error::partial_message;
  if (error) return Fail(ErrorKind::kResetAfterHead, "the peer closed the connection within the body of the answer");
  state_ = State::kDone;
  return ReadEvent::kEnd;
}

std::optional<uint64_t> ResponseReader::content_length() const {
  if (state_ != State::kBody) return std::nullopt;
  const auto length = (*parser_)->content_length();
  if (!length) return std::nullopt;
  return *length;
}

bool ResponseReader::reusable() const { return state_ == State::kDone && keep_alive_ && !eof_ && buffer_.pending().empty(); }

}  // namespace weft::http
