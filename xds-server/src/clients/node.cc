// SPDX-License-Identifier: Apache-2.0
#include "clients/node.h"

#include <cmath>
#include <optional>

#include "base/status_macros.h"
#include "base/strings.h"
#include "clients/proxy_metadata.h"

namespace weft::clients {
namespace {

using ::google::protobuf::Struct;
using ::google::protobuf::Value;

const Value* FieldOf(const Struct& object, const std::string& name) {
  auto found = object.fields().find(name);
  return found == object.fields().end() ? nullptr : &found->second;
}

std::string TextOf(const Struct& object, const std::string& name) {
  const Value* value = FieldOf(object, name);
  return value == nullptr ? "" : value->string_value();
}

registry::Labels LabelsOf(const Struct& object, const std::string& name) {
  registry::Labels labels;
  const Value* value = FieldOf(object, name);
  if (value == nullptr) return labels;
  for (const auto& [key, label] : value->struct_value().fields()) labels[key] = label.string_value();
  return labels;
}

std::string NamespaceOf(const ::envoy::config::core::v3::Node& node) {
  std::string ns = TextOf(node.metadata(), "NAMESPACE");
  if (!ns.empty()) return ns;
  auto parts = Split(node.id(), '~');
  if (parts.size() == 4) {
    size_t dot = parts[2].rfind('.');
    if (dot != std::string_view::npos && dot + 1 < parts[2].size()) return std::string(parts[2].substr(dot + 1));
  }
  return "default";
}

CapabilitySet OfProduct(std::string_view user_agent_name) {
  if (user_agent_name == "weft") return OfSdkWithoutFeatures();
  return user_agent_name == "envoy" ? OfEnvoy() : OfGrpc();
}

// What gRPC 1.51 calls its core; it dereferences nothing when it picks from a ring (grpc/grpc#31766).
bool DiesOfRingHash(const ::envoy::config::core::v3::Node& node) {
  return node.user_agent_name().starts_with("gRPC C-core") && node.user_agent_version().starts_with("C-core 29.");
}

CapabilitySet Forms() {
  CapabilitySet forms;
  for (const CapabilityInfo& info : AllCapabilities()) {
    if (!info.is_policy()) forms.Add(info.capability);
  }
  return forms;
}

std::optional<Capability> CapabilityNamed(std::string_view name) {
  for (const CapabilityInfo& info : AllCapabilities()) {
    if (info.name == name) return info.capability;
  }
  return std::nullopt;
}

// The capabilities that the node announces; nothing when it announces none at all. A feature that is not in the table is one of
// a later release.
std::optional<CapabilitySet> AnnouncedBy(const ::envoy::config::core::v3::Node& node) {
  std::optional<CapabilitySet> set;
  for (std::string_view feature : node.client_features()) {
    if (!ConsumePrefix(feature, kFeaturePrefix)) continue;
    if (!set) set.emplace();
    if (auto capability = CapabilityNamed(feature)) set->Add(*capability);
  }
  return set;
}

absl::StatusOr<registry::Announcement> ParseAnnouncement(const Struct& object, const std::string& path) {
  registry::Announcement announcement{TextOf(object, "name"), TextOf(object, "address"), LabelsOf(object, "labels"), {}};
  if (announcement.name.empty()) return absl::InvalidArgumentError(StrCat(path, ".name: required"));
  if (announcement.address.empty()) return absl::InvalidArgumentError(StrCat(path, ".address: required, an IP address"));
  const Value* ports = FieldOf(object, "ports");
  if (ports == nullptr) return announcement;
  for (const auto& [name, value] : ports->struct_value().fields()) {
    double number = value.number_value();
    if (number < 1 || number > 65535 || std::floor(number) != number) {
      return absl::InvalidArgumentError(StrCat(path, ".ports.", name, ": ", number, " is not a port, 1 to 65535"));
    }
    announcement.ports[name] = static_cast<uint32_t>(number);
  }
  return announcement;
}

}  // namespace

CapabilitySet CapabilitiesOf(const ::envoy::config::core::v3::Node& node) {
  CapabilitySet set = OfProduct(node.user_agent_name());
  if (auto announced = AnnouncedBy(node)) set = (set & Forms()) | *announced;
  if (DiesOfRingHash(node)) set.Remove(Capability::kRingHash);
  return set;
}

absl::StatusOr<NodeInfo> ParseNode(const ::envoy::config::core::v3::Node& node) {
  if (node.id().empty()) {
    return absl::InvalidArgumentError("node.id: required on the first request of a stream, and is empty");
  }
  NodeInfo info;
  info.id = node.id();
  info.ns = NamespaceOf(node);
  info.labels = LabelsOf(node.metadata(), "LABELS");
  info.locality = {node.locality().region(), node.locality().zone(), node.locality().sub_zone()};
  info.capabilities = CapabilitiesOf(node);
  info.user_agent = StrCat(node.user_agent_name(), node.user_agent_version().empty() ? "" : " ", node.user_agent_version());
  info.cluster = node.cluster();
  info.version = node.user_agent_version();
  if (!info.Can(Capability::kSocketListeners)) return info;
  WEFT_ASSIGN_OR_RETURN(auto proxy, ParseProxyMetadata(node.metadata()));
  info.proxy = std::move(proxy);
  if (info.id.starts_with("router~")) info.proxy.role = ProxyOptions::Role::kGateway;
  return info;
}

absl::StatusOr<std::vector<registry::Announcement>> ParseAnnouncements(const ::envoy::config::core::v3::Node& node) {
  std::vector<registry::Announcement> list;
  const Value* workloads = FieldOf(node.metadata(), "WEFT_WORKLOADS");
  if (workloads == nullptr) return list;
  for (int i = 0; i < workloads->list_value().values_size(); ++i) {
    const std::string path = StrCat("node.metadata.WEFT_WORKLOADS[", i, "]");
    WEFT_ASSIGN_OR_RETURN(auto announcement, ParseAnnouncement(workloads->list_value().values(i).struct_value(), path));
    list.push_back(std::move(announcement));
  }
  return list;
}

}  // namespace weft::clients
