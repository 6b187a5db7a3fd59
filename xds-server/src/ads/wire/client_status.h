// SPDX-License-Identifier: Apache-2.0
// What each client has, as messages of the client status discovery service (CSDS).
// Source: https://www.envoyproxy.io/docs/envoy/latest/api-v3/service/status/v3/csds.proto
#pragma once

#include "absl/status/statusor.h"
#include "ads/hub/hub.h"
#include "envoy/service/status/v3/csds.pb.h"

namespace weft::ads {

// One ClientConfig for each stream whose node fits one of the request's matchers, or for each stream when there are none; a
// client with several streams appears once for each. In it each resource that the client is subscribed to:
//
//   config_status  SYNCED accepted, STALE not answered yet, ERROR refused, NOT_SENT (it does not exist, or is about to be sent)
//   client_status  ACKED or NACKED by the last answer; REQUESTED before it; DOES_NOT_EXIST
//   version_info   of what was sent: the response's, in the incremental protocol the resource's
//   last_updated   when it was sent last, also as gone
//   xds_config     what was sent; absent while something newer is waiting to be sent
//   error_state    the client's message about what it refused; goes when it accepts another version
//
// InvalidArgument names a matcher that is not understood: by node id exact, prefix, suffix or contains is.
absl::StatusOr<::envoy::service::status::v3::ClientStatusResponse> MakeClientStatus(
    const ::envoy::service::status::v3::ClientStatusRequest& request, const Hub& hub);

}  // namespace weft::ads
