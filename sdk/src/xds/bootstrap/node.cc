// SPDX-License-Identifier: Apache-2.0
#include "xds/bootstrap/node.h"

#include "base/strings.h"
#include "google/protobuf/util/json_util.h"
#include "nlohmann/json.hpp"

namespace weft::xds {
namespace {

google::protobuf::Struct WorkloadToStruct(const std::string& name, const Workload& workload) {
  google::protobuf::Struct out;
  auto& fields = *out.mutable_fields();
  fields["name"].set_string_value(name);
  fields["address"].set_string_value(workload.address);
  auto& labels = *fields["labels"].mutable_struct_value()->mutable_fields();
  for (const auto& [key, value] : workload.labels) labels[key].set_string_value(value);
  auto& ports = *fields["ports"].mutable_struct_value()->mutable_fields();
  for (const auto& [port_name, port] : workload.ports) ports[port_name].set_number_value(port);
  return out;
}

}  // namespace

envoy::config::core::v3::Node NodeToProto(const Node& node) {
  envoy::config::core::v3::Node proto;
  proto.set_id(node.id);
  proto.set_cluster(node.cluster);
  proto.mutable_locality()->set_region(node.locality.region);
  proto.mutable_locality()->set_zone(node.locality.zone);
  proto.mutable_locality()->set_sub_zone(node.locality.sub_zone);
  google::protobuf::Struct metadata;
  if (google::protobuf::util::JsonStringToMessage(node.metadata_json, &metadata).ok()) *proto.mutable_metadata() = metadata;
  proto.set_user_agent_name("weft");
  proto.set_user_agent_version(WEFT_VERSION);
  for (std::string_view feature : kFeatures) proto.add_client_features(std::string(feature));
  return proto;
}

envoy::config::core::v3::Node WithWorkloads(envoy::config::core::v3::Node node,
                                            const std::map<std::string, Workload>& workloads) {
  auto* list = (*node.mutable_metadata()->mutable_fields())["WEFT_WORKLOADS"].mutable_list_value();
  for (const auto& [name, workload] : workloads) {
    *list->add_values()->mutable_struct_value() = WorkloadToStruct(name, workload);
  }
  return node;
}

std::string WorkloadName(const Node& node, const Workload& workload) {
  if (!workload.name.empty()) return workload.name;
  const auto metadata = nlohmann::json::parse(node.metadata_json, nullptr, false);
  std::string base;
  if (metadata.is_object() && metadata.contains("WORKLOAD_NAME") && metadata["WORKLOAD_NAME"].is_string()) {
    base = metadata["WORKLOAD_NAME"].get<std::string>();
  } else if (const auto app = workload.labels.find("app"); app != workload.labels.end()) {
    base = app->second;
  } else {
    base = "workload";
  }
  return workload.ports.empty() ? base : StrCat(base, "-", workload.ports.begin()->second);
}

}  // namespace weft::xds
