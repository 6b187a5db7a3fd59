#include "ads/push.h"

#include "ads/delta_subscription.h"

namespace weft::ads {
namespace {

constexpr int kNotFound = 5;  // google.rpc.Code

template <typename Response>
void EncodeCommon(const Push& push, Response& response) {
  response.set_type_url(std::string(translate::TypeUrl(push.type)));
  response.set_nonce(push.nonce);
  response.mutable_control_plane()->set_identifier("weft/" WEFT_VERSION);
  for (const Push::Error& item : push.errors) {
    auto* error = response.add_resource_errors();
    error->mutable_resource_name()->set_name(item.name);
    error->mutable_error_detail()->set_code(kNotFound);
    error->mutable_error_detail()->set_message(item.message);
  }
}

}  // namespace

void Encode(const Push& push, ::envoy::service::discovery::v3::DiscoveryResponse& response) {
  response.Clear();
  EncodeCommon(push, response);
  response.set_version_info(push.version);
  for (const Push::Resource& resource : push.resources) *response.add_resources() = *resource.encoded;
}

void Encode(const Push& push, ::envoy::service::discovery::v3::DeltaDiscoveryResponse& response) {
  response.Clear();
  EncodeCommon(push, response);
  response.set_system_version_info(push.version);
  for (const Push::Resource& resource : push.resources) {
    auto* added = response.add_resources();
    added->set_name(*resource.name);
    added->set_version(DeltaSubscription::VersionOf(resource.hash));
    *added->mutable_resource() = *resource.encoded;
  }
  for (const std::string& name : push.removed) response.add_removed_resources(name);
}

}  // namespace weft::ads
