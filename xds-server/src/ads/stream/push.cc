// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/push.h"

#include "ads/stream/delta_subscription.h"

namespace weft::ads {
namespace {

using SotwMessage = ::envoy::service::discovery::v3::DiscoveryResponse;
using DeltaMessage = ::envoy::service::discovery::v3::DeltaDiscoveryResponse;

constexpr int kNotFound = 5;  // google.rpc.Code

template <typename Response>
void EncodeCommon(const Push& push, Response& response) {
  response.Clear();
  response.set_type_url(std::string(push.type_url));
  response.set_nonce(push.nonce);
  response.mutable_control_plane()->set_identifier("weft/" WEFT_VERSION);
  for (const Push::Error& item : push.errors) {
    auto* error = response.add_resource_errors();
    error->mutable_resource_name()->set_name(item.name);
    error->mutable_error_detail()->set_code(kNotFound);
    error->mutable_error_detail()->set_message(item.message);
  }
}

// All but the resources.
void EncodeHead(const Push& push, SotwMessage& response) {
  EncodeCommon(push, response);
  response.set_version_info(push.version);
}

void EncodeHead(const Push& push, DeltaMessage& response) {
  EncodeCommon(push, response);
  response.set_system_version_info(push.version);
  for (const std::string& name : push.removed) response.add_removed_resources(name);
}

// The fields of a message may come in any order, and those of a list in pieces.
template <typename Response>
::grpc::ByteBuffer BytesFrom(const Push& push, ::grpc::Slice (EncodedResource::*piece)() const) {
  Response head;
  EncodeHead(push, head);
  std::vector<::grpc::Slice> pieces;
  pieces.reserve(push.resources.size() + 1);
  pieces.emplace_back(head.SerializeAsString());
  for (const Push::Resource& resource : push.resources) pieces.push_back((resource.encoded->*piece)());
  return {pieces.data(), pieces.size()};
}

}  // namespace

void Encode(const Push& push, SotwMessage& response) {
  EncodeHead(push, response);
  for (const Push::Resource& resource : push.resources) *response.add_resources() = resource.encoded->any();
}

void Encode(const Push& push, DeltaMessage& response) {
  EncodeHead(push, response);
  for (const Push::Resource& resource : push.resources) {
    auto* added = response.add_resources();
    added->set_name(*resource.name);
    added->set_version(DeltaSubscription::VersionOf(resource.encoded->hash()));
    *added->mutable_resource() = resource.encoded->any();
  }
}

::grpc::ByteBuffer SotwBytes(const Push& push) { return BytesFrom<SotwMessage>(push, &EncodedResource::InSotw); }
::grpc::ByteBuffer DeltaBytes(const Push& push) { return BytesFrom<DeltaMessage>(push, &EncodedResource::InDelta); }

}  // namespace weft::ads
