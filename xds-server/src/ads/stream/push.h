// One response to one stream, before it is put into the words of the stream's protocol variant.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ads/wire/encoded_resource.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "grpcpp/support/byte_buffer.h"
#include "translate/translate.h"

namespace weft::ads {

// Refers to names and encoded resources that others own: valid while it is being sent.
struct Push {
  struct Resource {
    const std::string* name;
    const EncodedResource* encoded;
  };
  struct Error {
    std::string name;
    std::string message;
  };
  translate::Type type = translate::Type::kListener;
  std::string version;  // of the world
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
