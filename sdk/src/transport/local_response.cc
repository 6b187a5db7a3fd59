// SPDX-License-Identifier: Apache-2.0
#include "weft/transport.h"

namespace weft::transport {

LocalResponse MakeLocalResponse(const Reply& reply, std::string_view method) {
  LocalResponse response{reply.status, reply.reason, HeaderList(reply.headers), method == "HEAD" ? std::string() : reply.body};
  if (!response.headers.Has("content-type")) response.headers.Add("Content-Type", "text/plain");
  return response;
}

BodyEnd BodyEndOf(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kResponse:
      return BodyEnd::kComplete;
    case Outcome::Kind::kTimeout:
      return BodyEnd::kTimeout;
    case Outcome::Kind::kCancelled:
      return BodyEnd::kCancelled;
    default:
      return BodyEnd::kBroken;
  }
}

}  // namespace weft::transport
