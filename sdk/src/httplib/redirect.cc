#include "httplib/redirect.h"

#include <algorithm>
#include <string_view>

namespace weft::httplib {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr int kSeeOther = 303;

bool IsRedirectStatus(int status) {
  switch (status) {
    case 301:
    case 302:
    case kSeeOther:
    case 307:
    case 308:
      return true;
    default:
      return false;
  }
}

void MoveTo(const std::string& next, std::string& authority, ::httplib::Request& request) {
  if (next == authority) return;
  authority = next;
  request.headers.erase("Host");
  request.headers.erase("Authorization");  // meant for the host before
}

void BecomeGet(::httplib::Request& request) {
  request.method = "GET";
  request.body.clear();
  request.content_provider_ = nullptr;
  request.content_length_ = 0;
  request.is_chunked_content_provider_ = false;
  for (const char* name : {"Content-Type", "Content-Length", "Transfer-Encoding"}) request.headers.erase(name);
}

}  // namespace

bool IsFollowable(const ::httplib::Response& response, bool body_is_spent) {
  if (!IsRedirectStatus(response.status) || (body_is_spent && response.status != kSeeOther)) return false;
  const std::string location = response.get_header_value("Location");
  return location.starts_with(kHttp) || (location.starts_with('/') && !location.starts_with("//"));
}

void FollowRedirect(const ::httplib::Response& response, std::string& authority, ::httplib::Request& request) {
  std::string location = response.get_header_value("Location");
  if (location.starts_with(kHttp)) {
    const size_t end = std::min(location.find_first_of("/?#", kHttp.size()), location.size());
    MoveTo(location.substr(kHttp.size(), end - kHttp.size()), authority, request);
    location.erase(0, end);
    if (!location.starts_with('/')) location.insert(0, 1, '/');
  }
  request.path = location.substr(0, location.find('#'));
  if (response.status == kSeeOther && request.method != "HEAD") BecomeGet(request);
}

}  // namespace weft::httplib
