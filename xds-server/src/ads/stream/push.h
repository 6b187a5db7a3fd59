// SPDX-License-Identifier: Apache-2.0
// One response to one stream, before it is encoded in the stream's protocol variant.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ads/wire/encoded_resource.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "grpcpp/support/byte_buffer.h"

namespace weft::ads {

// Refers to a type URL, names and encoded resources that others own: valid while it is being sent.
struct Push {
  struct Resource {
    const std::string* name;
    const EncodedResource* encoded;
  };
  struct Error {
    std::string name;
    std::string message;
  };
  std::string_view type_url;
  std::string version;  // of all resources together
  std::string nonce;
  std::vector<Resource> resources;
  std::vector<std::string> removed;
  std::vector<Error> errors;
};

void Encode(const Push& push, ::envoy::service::discovery::v3::DiscoveryResponse& response);
void Encode(const Push& push, ::envoy::service::discovery::v3::DeltaDiscoveryResponse& response);

// The same responses on the wire; they share the bytes of the resources.
::grpc::ByteBuffer SotwBytes(const Push& push);
::grpc::ByteBuffer DeltaBytes(const Push& push);

}  // namespace weft::ads
