#include "httplib/redirect.h"

#include <string_view>

namespace weft::httplib {

bool IsRedirect(const ::httplib::Response& response) {
  switch (response.status) {
    case 301: case 302: case 303: case 307: case 308: return response.has_header("Location");
    default: return false;
  }
}

bool FollowRedirect(const ::httplib::Response& response, std::string& authority, ::httplib::Request& request) {
  constexpr std::string_view kHttp = "http://";
  const std::string location = response.get_header_value("Location");
  std::string path = location;
  if (location.starts_with(kHttp)) {
    const size_t slash = location.find('/', kHttp.size());
    authority = location.substr(kHttp.size(), slash == std::string::npos ? slash : slash - kHttp.size());
    path = slash == std::string::npos ? "/" : location.substr(slash);
    request.headers.erase("Host");
    request.headers.erase("Authorization");  // meant for the host before
  } else if (!location.starts_with('/') || location.starts_with("//")) {
    return false;
  }
  request.path = path;
  if (response.status == 303 && request.method != "HEAD") {
    request.method = "GET";
    request.body.clear();
    request.headers.erase("Content-Type");
    request.headers.erase("Content-Length");
  }
  return true;
}

}  // namespace weft::httplib
