// SPDX-License-Identifier: Apache-2.0
// How an Envoy at the edge ends TLS.
#pragma once

#include "envoy/config/core/v3/base.pb.h"
#include "manifest/gateway/gateway.h"

namespace weft::translate {

// Certificates are files on the Envoy's disk, read by it. HTTP/2 is offered, then HTTP/1.1. With mode MUTUAL callers must show
// a certificate that `caCertificates` vouches for.
::envoy::config::core::v3::TransportSocket MakeDownstreamTls(const manifest::GatewayTls& tls);

}  // namespace weft::translate
