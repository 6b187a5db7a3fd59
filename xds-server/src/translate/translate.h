// SPDX-License-Identifier: Apache-2.0
// (what is known, who asks, what for) -> one xDS resource. Pure: the same question to the same world has the same answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/any.pb.h"
#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// The resource types that are served.
enum class Type { kListener, kRoute, kCluster, kEndpoint };
inline constexpr int kTypes = 4;

std::string_view TypeUrl(Type type);
std::string_view ShortName(Type type);  // "LDS", "RDS", "CDS", "EDS"
std::optional<Type> TypeFromUrl(std::string_view type_url);

struct Translation {
  // Absent when there is no such resource; then `missing` says, for people, what is not there and where it was looked for. A
  // client that waits for routes and endpoints that it has asked for gets empty ones, and `missing` says that as well.
  std::optional<::google::protobuf::Any> resource;
  std::string missing;
  // The full hosts that were looked at: the answer can only change when one of them does, or something with a wildcard.
  std::vector<std::string> hosts;
  // The answer may change with any of them, and with the Gateways: it speaks of all services at once.
  bool of_everything = false;
  // What rules and Gateways ask for and the resource does not say, because this client cannot do it or the port's
  // protocol is another: where it was written and why, for people. Also where there is no resource.
  std::vector<std::string> left_out;
};

// Names: listeners `host:port` as dialled, routes `outbound|9080||host`, clusters and endpoints `outbound|9080|subset|host`.
// Who listens on sockets has listeners `127.0.0.1_9080` or `host_9080`, and the routes "9080" or, at the edge, "http.80" and
// "https.443.<port name>.<gateway>.<namespace>" besides.
// The same input gives the same bytes.
Translation Translate(const registry::World& world, const Client& client, Type type, const std::string& name);

}  // namespace weft::translate
