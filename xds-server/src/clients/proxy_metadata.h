// SPDX-License-Identifier: Apache-2.0
// How an Envoy wants to listen, as the metadata of its node says.
#pragma once

#include "absl/status/statusor.h"
#include "clients/client.h"
#include "google/protobuf/struct.pb.h"

namespace weft::clients {

// metadata.WEFT_PROXY, of which each field may be left out:
//
//   {"listeners": "per-port",      one for each port number; or "per-service"
//    "bind": "127.0.0.1",          the IP address to listen on
//    "ports": {"9080": 19080,      listens there for this port instead; 0 is any free one
//              "reviews.default.svc.cluster.local:9080": 0}}
//
// InvalidArgument names the path of what is wrong, also of a field that nobody knows. The role is left as it is.
absl::StatusOr<ProxyOptions> ParseProxyMetadata(const ::google::protobuf::Struct& metadata);

}  // namespace weft::clients
