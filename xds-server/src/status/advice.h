// What to tell somebody who is about to store an object: how it and others get in each other's way. Warnings all, since the
// order in which objects are applied is free.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "store/store.h"

namespace weft::status {

// For a VirtualService: Gateways that it names and that are not there or serve other hosts, hosts that another one owns or that
// it takes from another one, and rules that delegation leaves out.
//   VirtualService "reviews-2": host "reviews.default.svc.cluster.local" is owned by VirtualService "reviews" (older): none of
//   this one's rules apply there
// For other kinds nothing. `object` has been found valid; one without creationTimestamp is created at `now`. Reads the store,
// so that what was written a moment ago counts; thread-safe.
std::vector<std::string> AdviceOn(const store::Store& store, const manifest::Json& object, std::string_view domain,
                                  absl::Time now);

}  // namespace weft::status
