// SPDX-License-Identifier: Apache-2.0
// Where an Envoy beside a process takes its calls: one socket for each port of services that may speak HTTP, or one for each
// such port of each service.
#pragma once

#include <set>
#include <string>

#include "registry/world.h"
#include "translate/client.h"
#include "translate/translate.h"

namespace weft::translate {

// `<bind>_<port>`, or `<host>_<port>`.
std::set<std::string> ProxyListenerNames(const registry::World& world, const Client& client);

// Says by its name which table answers: "9080", in which the authority tells services apart, or `outbound|9080||<host>`.
Translation TranslateProxyListener(const registry::World& world, const Client& client, const std::string& name);

// The port to bind for `key` in ProxyOptions::ports, or `otherwise`.
uint32_t BoundPort(const Client& client, const std::string& key, uint32_t otherwise);

}  // namespace weft::translate
