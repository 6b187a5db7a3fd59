#include "httplib/local_reply.h"

namespace weft::httplib {

::httplib::Response LocalResponse(const Reply& reply) {
  ::httplib::Response response;
  response.version = "HTTP/1.1";
  response.status = reply.status;
  response.reason = std::string(reply.reason);
  response.body = reply.body;
  for (const auto& [name, value] : reply.headers) response.headers.emplace(name, value);
  if (!response.has_header("Content-Type")) response.set_header("Content-Type", "text/plain");
  return response;
}

}  // namespace weft::httplib
