// SPDX-License-Identifier: Apache-2.0
// What a hub shows of its streams: for people, for the client status service, and for those who configure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ads/hub/resource_cache.h"
#include "ads/stream/subscription.h"
#include "envoy/config/core/v3/base.pb.h"

namespace weft::ads {

// One stream and what its client has.
struct StreamStatus {
  uint64_t id = 0;
  std::string peer;
  bool delta = false;
  std::vector<Subscription::State> types;  // by TypeId
  std::vector<std::string> left_out;       // of what is subscribed: see SourceResource
};

// One client's resources, pointing into the hub: valid until the hub is called again.
struct Holding {
  struct Resource {
    TypeId type = 0;
    Subscription::Held held;
    const ResourceCache::Resource* now = nullptr;  // what it would be sent now
  };
  ::envoy::config::core::v3::Node node;
  bool delta = false;
  std::vector<Resource> resources;
};

// A resource that a client refuses, pointing into the hub as above.
struct Nack {
  std::string node_id;
  ResourceKey key;
  std::string message;                                // the client's
  const ::google::protobuf::Any* resource = nullptr;  // what it would be sent now
};

}  // namespace weft::ads
