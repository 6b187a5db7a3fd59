// SPDX-License-Identifier: Apache-2.0
// What a host and port that a program dials lead to: a service, a VirtualService, or both.
#pragma once

#include <string>
#include <vector>

#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

struct Target {
  std::string host;                               // full; empty: there is nothing, see `missing`
  const registry::Service* service = nullptr;     // nullptr: only a rule knows the host
  const registry::EffectiveRule* rule = nullptr;  // who routes; nullptr: everything goes to the service
  std::string missing;
  std::vector<std::string> looked_at;  // the full hosts on which the answer depends
  std::vector<std::string> left_out;   // rules that own the host and do not concern this port, for people
};

// The first of `hosts` that is a visible service with this port. The VirtualService that owns it routes, if the port may speak
// HTTP and some rule is about this client.
//
// Where none has the host, it may be the virtual IP of a service, or name a workload of a headless one (`pod-0.reviews`): the
// answer is that service, under its own host. A rule that names the host itself comes before.
//
// Where no service is meant, a VirtualService that owns it makes it callable: at port 80 always, at another port when a
// visible service that the same VirtualService routes has that port. So an alias works where the service that it stands for
// does.
Target FindTarget(const registry::World& world, const Client& client, const std::vector<std::string>& hosts, uint32_t port);

// Does what is called there speak HTTP, or may it?
bool CarriesHttp(const Target& target, uint32_t port);

// The service, if any, that a client reaches at `port` of the virtual IP `address`.
const registry::Service* FindByAddress(const registry::World& world, const Client& client, const std::string& address,
                                       uint32_t port);

}  // namespace weft::translate
