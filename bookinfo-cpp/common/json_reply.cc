// SPDX-License-Identifier: Apache-2.0
#include "common/json_reply.h"

#include <charconv>

namespace bookinfo {

void Reply(::httplib::Response& response, int status, const Json& body) {
  response.status = status;
  response.set_content(body.dump(-1, ' ', false, Json::error_handler_t::replace), "application/json");
}

void ReplyError(::httplib::Response& response, int status, std::string_view message) {
  Reply(response, status, Json{{"error", message}});
}

std::optional<int32_t> ParseProductId(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  int32_t id = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return id;
}

}  // namespace bookinfo
