// SPDX-License-Identifier: Apache-2.0
#include "httplib/multipart.h"

#include <algorithm>

#include "base/strings.h"

namespace weft::httplib {
namespace {

std::string NewBoundary(const ::httplib::MultipartFormDataItems& items, Random& random) {
  for (;;) {
    std::string boundary = StrCat("weft-", absl::Hex(random.Next(), absl::kZeroPad16));
    const auto contains = [&](const auto& item) { return item.content.find(boundary) != std::string::npos; };
    if (std::none_of(items.begin(), items.end(), contains)) return boundary;
  }
}

// Names and file names stand in quotes: what would end the quotes or the line is percent-encoded, as browsers do.
std::string Quoted(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '"')
      out += "%22";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return out;
}

}  // namespace

void SetMultipartBody(const ::httplib::MultipartFormDataItems& items, Random& random, ::httplib::Request& request) {
  const std::string boundary = NewBoundary(items, random);
  for (const auto& item : items) {
    StrAppend(&request.body, "--", boundary, "\r\nContent-Disposition: form-data; name=\"", Quoted(item.name), "\"");
    if (!item.filename.empty()) StrAppend(&request.body, "; filename=\"", Quoted(item.filename), "\"");
    if (!item.content_type.empty()) StrAppend(&request.body, "\r\nContent-Type: ", item.content_type);
    StrAppend(&request.body, "\r\n\r\n", item.content, "\r\n");
  }
  StrAppend(&request.body, "--", boundary, "--\r\n");
  request.set_header("Content-Type", "multipart/form-data; boundary=" + boundary);
}

}  // namespace weft::httplib
