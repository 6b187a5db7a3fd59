// SPDX-License-Identifier: Apache-2.0
#include "http/exchange/response_parser.h"

#include <algorithm>

#include "base/strings.h"

namespace weft::http {

namespace beast_http = boost::beast::http;

namespace {

std::string_view Std(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

ResponseParser::ResponseParser(const Limits& limits, Response* response, bool bodiless) : limits_(limits), response_(response) {
  eager(false);
  header_limit(std::numeric_limits<std::uint32_t>::max());  // the reader has counted the bytes
  body_limit(std::numeric_limits<std::uint64_t>::max());    // none: the exchange counts what it keeps
  if (bodiless) skip(true);
}

void ResponseParser::Refuse(const char* why, ErrorCode& error) {
  problem = why;
  error = beast_http::error::bad_value;
}

void ResponseParser::on_response_impl(int code, View reason, int version, ErrorCode& error) {
  if (code < 100 || code > 599) return Refuse("the status is not within 100 to 599", error);
  response_->status = code;
  response_->minor_version = version % 10;
  response_->reason.assign(reason.data(), reason.size());
}

void ResponseParser::CheckFraming(Field field, View value, ErrorCode& error) {
  if (field == Field::content_length) {
    if (++lengths_ > 1) return Refuse("content-length occurs twice", error);
    if (value.find(',') != View::npos) return Refuse("content-length has several values", error);
  } else if (field == Field::transfer_encoding) {
    if (!EqualsIgnoreCase(Std(value), "chunked")) return Refuse("a transfer-encoding other than chunked", error);
    if (response_->minor_version == 0) return Refuse("transfer-encoding in an answer of HTTP/1.0", error);
  }
}

// The parser joins the lines of a folded value in memory of its own, or skips a first line that is empty.
bool ResponseParser::IsFolded(View name, View value) const {
  const char* const end = input.data() + input.size();
  if (value.data() < name.end() || value.data() > end) return true;
  return std::find(name.end(), value.data(), '\n') != value.data();
}

void ResponseParser::on_field_impl(Field field, View name, View value, ErrorCode& error) {
  Headers& headers = is_header_done() ? response_->trailers : response_->headers;
  if (headers.size() >= limits_.headers) {
    too_large = true;
    return Refuse("too many headers", error);
  }
  if (IsFolded(name, value)) return Refuse("a header line is folded", error);
  CheckFraming(field, value, error);
  if (!error) headers.Add(Std(name), Std(value));
}

std::size_t ResponseParser::on_body_impl(View body, ErrorCode&) {
  data = Std(body);
  return body.size();
}

void ResponseParser::on_chunk_header_impl(std::uint64_t size, View extensions, ErrorCode& error) {
  const bool control = std::any_of(extensions.begin(), extensions.end(),
                                   [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
  if (control) Refuse("a control character in a chunk extension", error);
  in_line = size == 0;
}

std::size_t ResponseParser::on_chunk_body_impl(std::uint64_t remaining, View body, ErrorCode&) {
  in_line = remaining == body.size();
  data = Std(body);
  return body.size();
}

}  // namespace weft::http
