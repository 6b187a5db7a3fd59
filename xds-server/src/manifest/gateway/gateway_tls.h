// SPDX-License-Identifier: Apache-2.0
// The tls block of a Gateway's server.
#pragma once

#include "manifest/gateway/gateway.h"
#include "manifest/object/field.h"

namespace weft::manifest {

GatewayTls ParseGatewayTls(const Field& field);

// For a server that ends TLS. Warns of what is accepted and not applied; `server` is named where all of it is not served.
void CheckServerTls(const Field& server, Report& report);

// For a server in plain text, which has nothing but a redirect to say.
void CheckPlainTextTls(const Field& tls, Report& report);

}  // namespace weft::manifest
