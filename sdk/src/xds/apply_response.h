// Takes a response's resources into the cache.
#pragma once

#include <string>

#include "envoy/service/discovery/v3/discovery.pb.h"
#include "xds/resource_cache.h"
#include "xds/type_urls.h"

namespace weft::xds {

struct Applied {
  bool changed = false;  // something in the cache is not what it was
  std::string problem;   // what was refused, "; "-joined, each with its resource's name; empty: accept
};

// Good resources are used also when others of the same response are bad (gRFC A46). Equal values change nothing.
Applied ApplyResponse(ResourceType type, const envoy::service::discovery::v3::DiscoveryResponse& response, ResourceCache& cache);

}  // namespace weft::xds
