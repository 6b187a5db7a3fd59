// SPDX-License-Identifier: Apache-2.0
// A response, whichever variant of the protocol it came by.
#pragma once

#include <string>
#include <vector>

#include "envoy/service/discovery/v3/discovery.pb.h"

namespace weft::xds {

// Refers to the response: valid as long as that is.
struct Update {
  struct Item {
    const google::protobuf::Any* content = nullptr;
    std::string name;     // by which it is subscribed; empty: the one that stands in the content
    std::string version;  // of this resource alone; empty where there is one version for a whole response
  };
  std::string type_url;
  std::string nonce;
  std::string version;  // of the response
  std::vector<Item> resources;
  std::vector<std::string> removed;
  std::vector<const envoy::service::discovery::v3::ResourceError*> errors;
  // A listener or cluster that is not there is gone.
  bool full_state = false;
};

}  // namespace weft::xds
