// SPDX-License-Identifier: Apache-2.0
// Beast's parser with what it is too lax about refused: repeated Content-Lengths, transfer codings other than chunked, statuses
// outside 100 to 599, too many headers, control characters in chunk extensions.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <string>
#include <string_view>

#include "absl/strings/string_view.h"
#include "weft/http_types.h"

namespace weft::http {

// Parses one response, interim or final. Not eager: one put() yields a head, one piece of the body, or the end. The head's
// bytes must be given in one piece.
class ResponseParser final : public boost::beast::http::basic_parser<false> {
 public:
  ResponseParser(const Limits& limits, Response* response, bool bodiless);

  // What the next put() is given.
  std::string_view input;
  // The piece of the body of the last put(); views what was put.
  std::string_view data;
  // Of a chunked body: the next bytes are the line before a chunk, or trailers.
  bool in_line = true;
  // Of refusals of this class.
  const char* problem = nullptr;
  bool too_large = false;

 private:
  using ErrorCode = boost::beast::error_code;
  using View = boost::beast::string_view;
  using Field = boost::beast::http::field;
  using Size = boost::optional<std::uint64_t>;

  void on_request_impl(boost::beast::http::verb, View, View, int, ErrorCode&) override {}
  void on_response_impl(int code, View reason, int version, ErrorCode& error) override;
  void on_field_impl(Field field, View name, View value, ErrorCode& error) override;
  void on_header_impl(ErrorCode&) override {}
  void on_body_init_impl(const Size&, ErrorCode&) override {}
  std::size_t on_body_impl(View body, ErrorCode&) override;
  void on_chunk_header_impl(std::uint64_t size, View extensions, ErrorCode& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t remaining, View body, ErrorCode& error) override;
  void on_finish_impl(ErrorCode&) override {}

  void Refuse(const char* why, ErrorCode& error);
  bool IsFolded(View name, View value) const;
  void CheckFraming(Field field, View value, ErrorCode& error);

  const Limits& limits_;
  Response* response_;
  int lengths_ = 0;
};

}  // namespace weft::http
