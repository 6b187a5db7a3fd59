// SPDX-License-Identifier: Apache-2.0
#include "http_server/http_message.h"

namespace weft::http_server {

const std::string* FindHeader(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string_view HttpRequest::Header(std::string_view name) const {
  const std::string* value = FindHeader(headers, name);
  return value ? std::string_view(*value) : std::string_view();
}

bool HttpRequest::HasHeader(std::string_view name) const { return FindHeader(headers, name) != nullptr; }

std::string_view HttpResponse::Header(std::string_view name) const {
  const std::string* value = FindHeader(headers, name);
  return value ? std::string_view(*value) : std::string_view();
}

}  // namespace weft::http_server
