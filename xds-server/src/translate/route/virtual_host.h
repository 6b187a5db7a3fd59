// SPDX-License-Identifier: Apache-2.0
// The virtual host of a route table: all spellings by which a client may mean the host.
#pragma once

#include <string>

#include "envoy/config/route/v3/route_components.pb.h"
#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// Name and domains, no routes. `service` is nullptr for a host that only a rule knows.
//
// The domains are the full host with and without a dot at its end and, for a service of the platform, `name.ns.svc`, `name.ns`
// and, in its own namespace, `name`; for a headless service all of these after `*.` as well; then the service's virtual
// addresses, IPv6 in brackets. Each stands with and without the port, as clients compare the whole authority; for an Envoy,
// which is told to ignore the port, without.
::envoy::config::route::v3::VirtualHost MakeVirtualHost(const std::string& host, const registry::Service* service,
                                                        const Client& client, uint32_t port, std::string_view domain);

}  // namespace weft::translate
