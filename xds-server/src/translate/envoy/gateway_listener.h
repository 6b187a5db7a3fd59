// SPDX-License-Identifier: Apache-2.0
// The sockets of an Envoy at the edge.
#pragma once

#include <set>
#include <string>

#include "registry/world.h"
#include "translate/client.h"
#include "translate/translate.h"

namespace weft::translate {

// `<bind>_<port>`, also of sockets on which no server can be served: translation says why.
std::set<std::string> GatewayListenerNames(const registry::World& world, const Client& client);

// The servers that share the socket in one listener: those in plain text have one filter chain and one table together, those
// with TLS one each, chosen by the name that the caller asks for when there are several. The address of a caller is believed,
// no header about it, and each call gets an id.
Translation TranslateGatewayListener(const registry::World& world, const Client& client, const std::string& name);

}  // namespace weft::translate
