// SPDX-License-Identifier: Apache-2.0
// A request as the exchange sends it: views of what the caller holds.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "weft/http_types.h"

namespace weft::http {

// All views must stay valid until the exchange is over.
struct RequestView {
  std::string_view method = "GET";
  std::string_view path = "/";
  std::string_view authority = {};  // the `Host`, unless `headers` has one
  const Headers* headers = nullptr;
  std::string_view body = {};
  BodySource* source = nullptr;

  static RequestView Of(Request& request, std::string_view authority) {
    RequestView view{request.method, request.path, authority, &request.headers, request.body, nullptr};
    if (request.source.next != nullptr) view.source = &request.source;
    return view;
  }
  bool has_body() const { return source != nullptr || !body.empty(); }
};

// What the head says about the message's end.
struct RequestFraming {
  bool chunked = false;
  bool expects_continue = false;
  bool close = false;  // the caller wants the connection closed after this exchange
};

// Appends request line, headers and the empty line. InvalidArgument, with nothing appended that could be sent, for what is not
// HTTP: a method or name that is no token, a path or value with control characters.
absl::Status WriteHead(const RequestView& request, std::string* out, RequestFraming* framing);

// The line before a chunk's data.
void WriteChunkHeader(size_t size, std::string* out);

}  // namespace weft::http
