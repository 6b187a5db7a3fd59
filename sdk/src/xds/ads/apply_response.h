// Takes what a response says into the cache.
#pragma once

#include <string>

#include "xds/resource/resource_cache.h"
#include "xds/resource/type_urls.h"
#include "xds/resource/update.h"

namespace weft::xds {

struct Applied {
  bool changed = false;  // something in the cache is not what it was
  std::string problem;   // what was refused, "; "-joined, each with its resource's name; empty: accept
};

// Good resources are used also when others of the same response are bad (gRFC A46). Equal values change nothing.
// What is removed, or said not to exist, is missing until it comes.
Applied ApplyUpdate(ResourceType type, const Update& update, ResourceCache& cache);

}  // namespace weft::xds
