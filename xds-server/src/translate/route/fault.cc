// SPDX-License-Identifier: Apache-2.0
#include "translate/route/fault.h"

#include "translate/naming/pack.h"

namespace weft::translate {
std::optional<::envoy::extensions::filters::http::fault::v3::HTTPFault> MakeFault(const manifest::HttpFault& fault) {
  ::envoy::extensions::filters::http::fault::v3::HTTPFault proto;
  if (fault.delay && fault.delay->percentage > 0) {
    SetDuration(fault.delay->fixed, proto.mutable_delay()->mutable_fixed_delay());
    SetPercent(fault.delay->percentage, proto.mutable_delay()->mutable_percentage());
  }
  if (fault.abort && fault.abort->percentage > 0 && (fault.abort->http_status || fault.abort->grpc_status)) {
    if (fault.abort->http_status) {
      proto.mutable_abort()->set_http_status(static_cast<uint32_t>(*fault.abort->http_status));
    } else {
      proto.mutable_abort()->set_grpc_status(static_cast<uint32_t>(*fault.abort->grpc_status));
    }
    SetPercent(fault.abort->percentage, proto.mutable_abort()->mutable_percentage());
  }
  if (!proto.has_delay() && !proto.has_abort()) return std::nullopt;
  return proto;
}

}  // namespace weft::translate
