// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/client_status.h"

#include "ads/stream/delta_subscription.h"
#include "base/status_macros.h"
#include "base/strings.h"

namespace weft::ads {
namespace {

namespace admin = ::envoy::admin::v3;
namespace csds = ::envoy::service::status::v3;
using ::envoy::type::matcher::v3::NodeMatcher;
using ::envoy::type::matcher::v3::StringMatcher;
using GenericConfig = csds::ClientConfig::GenericXdsConfig;

absl::Status CheckNodeMatcher(const NodeMatcher& matcher, int index) {
  if (matcher.node_metadatas_size() > 0) {
    return absl::InvalidArgumentError(StrCat("node_matchers[", index, "].node_metadatas: not supported; match by node_id"));
  }
  if (matcher.has_node_id() && matcher.node_id().match_pattern_case() == StringMatcher::kSafeRegex) {
    return absl::InvalidArgumentError(
        StrCat("node_matchers[", index, "].node_id.safe_regex: not supported; use exact, prefix, suffix or contains"));
  }
  return absl::OkStatus();
}

bool FitsNodeId(const StringMatcher& matcher, std::string id) {
  const auto pattern = [&](const std::string& text) { return matcher.ignore_case() ? ToLower(text) : text; };
  if (matcher.ignore_case()) id = ToLower(id);
  switch (matcher.match_pattern_case()) {
    case StringMatcher::kExact:
      return id == pattern(matcher.exact());
    case StringMatcher::kPrefix:
      return id.starts_with(pattern(matcher.prefix()));
    case StringMatcher::kSuffix:
      return id.ends_with(pattern(matcher.suffix()));
    case StringMatcher::kContains:
      return id.find(pattern(matcher.contains())) != std::string::npos;
    default:
      return true;
  }
}

bool MatchesNode(const csds::ClientStatusRequest& request, const ::envoy::config::core::v3::Node& node) {
  for (const NodeMatcher& matcher : request.node_matchers()) {
    if (FitsNodeId(matcher.node_id(), node.id())) return true;
  }
  return request.node_matchers().empty();
}

csds::ConfigStatus ConfigStatusOf(const Subscription::Held& held) {
  if (held.sent_hash == 0) return csds::NOT_SENT;
  if (held.nack != nullptr && held.nack->hash == held.sent_hash) return csds::ERROR;
  return held.accepted_hash == held.sent_hash ? csds::SYNCED : csds::STALE;
}

admin::ClientResourceStatus ClientStatusOf(const Subscription::Held& held, bool exists) {
  if (held.sent_hash == 0) return exists ? admin::REQUESTED : admin::DOES_NOT_EXIST;
  if (held.nack != nullptr) return admin::NACKED;
  return held.accepted_hash != 0 ? admin::ACKED : admin::REQUESTED;
}

::google::protobuf::Timestamp TimestampOf(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  ::google::protobuf::Timestamp stamp;
  stamp.set_seconds(seconds);
  stamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return stamp;
}

void SetConfig(const Holding::Resource& resource, std::string_view type_url, bool delta, bool with_contents,
               GenericConfig& config) {
  const Subscription::Held& held = resource.held;
  config.set_type_url(std::string(type_url));
  config.set_name(held.name);
  if (held.sent_at > absl::InfinitePast()) *config.mutable_last_updated() = TimestampOf(held.sent_at);
  if (held.sent_hash != 0) config.set_version_info(delta ? DeltaSubscription::VersionOf(held.sent_hash) : held.sent_version);
  config.set_config_status(ConfigStatusOf(held));
  config.set_client_status(ClientStatusOf(held, resource.now->hash != 0));
  const bool has_contents = with_contents && held.sent_hash != 0 && held.sent_hash == resource.now->hash;
  if (has_contents) *config.mutable_xds_config() = resource.now->encoded->any();
  if (held.nack == nullptr) return;
  admin::UpdateFailureState& error = *config.mutable_error_state();
  error.set_details(held.nack->message);
  error.set_version_info(delta ? DeltaSubscription::VersionOf(held.nack->hash) : held.nack->version);
  if (!has_contents || held.nack->hash != held.sent_hash) return;
  *error.mutable_failed_configuration() = resource.now->encoded->any();
}

}  // namespace

absl::StatusOr<csds::ClientStatusResponse> MakeClientStatus(const csds::ClientStatusRequest& request, const Hub& hub) {
  for (int i = 0; i < request.node_matchers_size(); ++i) {
    WEFT_RETURN_IF_ERROR(CheckNodeMatcher(request.node_matchers(i), i));
  }
  csds::ClientStatusResponse response;
  const auto filter = [&](const ::envoy::config::core::v3::Node& node) { return MatchesNode(request, node); };
  for (const Holding& holding : hub.Holdings(filter)) {
    csds::ClientConfig& client = *response.add_config();
    *client.mutable_node() = holding.node;
    for (const Holding::Resource& resource : holding.resources) {
      SetConfig(resource, hub.types().at(resource.type).url, holding.delta, !request.exclude_resource_contents(),
                *client.add_generic_xds_configs());
    }
  }
  return response;
}

}  // namespace weft::ads
