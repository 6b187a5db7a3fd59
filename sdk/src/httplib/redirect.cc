// SPDX-License-Identifier: Apache-2.0
#include "httplib/redirect.h"

#include "httplib/headers.h"

namespace weft::httplib {

std::optional<transport::Redirect> RedirectOf(const ::httplib::Response& response, std::string_view authority,
                                              const ::httplib::Request& request, bool body_is_spent) {
  return transport::FollowableRedirect(response.status, response.get_header_value("Location"), authority, request.method,
                                       body_is_spent);
}

void FollowRedirect(const transport::Redirect& redirect, ::httplib::Request& request) {
  request.path = redirect.path;
  HeadersAdapter headers(request.headers);
  transport::ApplyRedirect(redirect, headers);
  if (!redirect.becomes_get) return;
  request.method = "GET";
  request.body.clear();
  request.content_provider_ = nullptr;
  request.content_length_ = 0;
  request.is_chunked_content_provider_ = false;
}

}  // namespace weft::httplib
