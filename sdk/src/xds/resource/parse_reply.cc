// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_reply.h"

#include "base/strings.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {

namespace core = ::envoy::config::core::v3;

absl::StatusOr<model::DirectResponse> DirectResponseFromProto(const envoy::config::route::v3::DirectResponseAction& proto,
                                                              const std::string& path) {
  if (proto.status() < 200 || proto.status() > 600) {  // Istio takes 600 for a status
    return FieldErrorAt(path + ".status", StrCat(proto.status(), " is not between 200 and 600"));
  }
  model::DirectResponse response{static_cast<int>(proto.status()), {}};
  switch (proto.body().specifier_case()) {
    case core::DataSource::kInlineString:
      response.body = proto.body().inline_string();
      break;
    case core::DataSource::kInlineBytes:
      response.body = proto.body().inline_bytes();
      break;
    case core::DataSource::kFilename:
      return FieldErrorAt(path + ".body.filename",
                          StrCat("\"", proto.body().filename(), "\": files are not read; use inline_string or inline_bytes"));
    case core::DataSource::SPECIFIER_NOT_SET:
      break;
  }
  return response;
}

model::DirectResponse NonForwardingResponse() {
  return {503, "the route that matches has the action non_forwarding_action: it is meant for servers and leads nowhere"};
}

}  // namespace weft::xds
