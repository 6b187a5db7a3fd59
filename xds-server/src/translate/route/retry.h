// SPDX-License-Identifier: Apache-2.0
// VirtualService retries -> a route's retry policy.
// Semantics: https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
#pragma once

#include <optional>

#include "envoy/config/route/v3/route_components.pb.h"
#include "manifest/virtual_service/virtual_service.h"
#include "translate/client.h"

namespace weft::translate {

// Without a block: two retries on failures before the request reached the server. A block with no attempts, such as `retries:
// {}`, switches retries off: nothing is returned. A block without retryOn has the conditions of none. Retries avoid the hosts
// that failed, unless the block or `consistent_hash` (the
// route's only destination is hashed to: another endpoint would be the wrong one) says otherwise. Back-off, where the block is
// silent, is the client's: 25 ms and growing.
std::optional<::envoy::config::route::v3::RetryPolicy> MakeRetryPolicy(const std::optional<manifest::HttpRetry>& retries,
                                                                       const Client& client, bool consistent_hash = false);

}  // namespace weft::translate
