// VirtualService retries -> a route's retry policy.
// Semantics: https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
#pragma once

#include <optional>

#include "envoy/config/route/v3/route_components.pb.h"
#include "manifest/virtual_service.h"

namespace weft::translate {

// Without a block: two retries on failures before the request reached the server. A block with no attempts, such as `retries:
// {}`, switches retries off: nothing is returned.
std::optional<::envoy::config::route::v3::RetryPolicy> MakeRetryPolicy(const std::optional<manifest::HttpRetry>& retries);

}  // namespace weft::translate
