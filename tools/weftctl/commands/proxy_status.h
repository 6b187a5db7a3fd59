// SPDX-License-Identifier: Apache-2.0
// What the control plane knows of its clients (the admin port's /debug/syncz), as people read it.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "manifest/object/object.h"

namespace weft::ctl {

using manifest::Json;

struct ProxyClients {
  std::string server;         // who told
  absl::Time at;              // when; InfinitePast when it did not say
  std::vector<Json> clients;  // that have said who they are
};

// InvalidArgument when `page` is something else.
absl::StatusOr<ProxyClients> ReadSyncz(const Json& page);

// "reviews-1.default" of a node "sidecar~10.0.0.1~reviews-1.default~default.svc.cluster.local"; other ids as they are.
std::string ProxyName(const Json& client);

// Those of that name (with or without its namespace) or node id.
std::vector<Json> ClientsNamed(const std::vector<Json>& clients, const std::string& name);

// One line for each client. `by_type`: a column for each resource type with SYNCED, STALE (not answered yet), ERROR (something
// is refused), each with how long ago something was sent last, as in "SYNCED (3m)"; NOT SENT; or IGNORED for one that the
// client does not ask for.
void PrintProxyTable(const ProxyClients& proxies, bool by_type, std::ostream& out);

// What clients refuse, with their words, and what rules say that they are not told. Nothing when there is neither.
void PrintProxyRemarks(const ProxyClients& proxies, std::ostream& out);

}  // namespace weft::ctl
