// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/encoded_resource.h"

#include <functional>

#include "ads/stream/delta_subscription.h"
#include "ads/wire/grpc_bytes.h"
#include "envoy/service/discovery/v3/discovery.pb.h"

namespace weft::ads {
namespace {

uint64_t HashOfBytes(const std::string& bytes) {
  const uint64_t hash = std::hash<std::string>()(bytes);
  return hash == 0 ? 1 : hash;
}

}  // namespace

EncodedResource::EncodedResource(std::string name, ::google::protobuf::Any any)
    : name_(std::move(name)), any_(std::move(any)), hash_(HashOfBytes(any_.value())) {}

// A response that has nothing but its one resource is that field, and nothing else.
::grpc::Slice EncodedResource::InSotw() const {
  if (in_sotw_.size() > 0) return in_sotw_;
  ::envoy::service::discovery::v3::DiscoveryResponse response;
  *response.add_resources() = any_;
  return in_sotw_ = SliceOf(response);
}

::grpc::Slice EncodedResource::InDelta() const {
  if (in_delta_.size() > 0) return in_delta_;
  ::envoy::service::discovery::v3::DeltaDiscoveryResponse response;
  auto& resource = *response.add_resources();
  resource.set_name(name_);
  resource.set_version(DeltaSubscription::VersionOf(hash_));
  *resource.mutable_resource() = any_;
  return in_delta_ = SliceOf(response);
}

}  // namespace weft::ads
