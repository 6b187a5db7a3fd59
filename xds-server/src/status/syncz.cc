// SPDX-License-Identifier: Apache-2.0
#include "status/syncz.h"

#include "base/dates.h"

namespace weft::status {
namespace {

using nlohmann::json;

const char* StateName(const ads::Subscription::State& state) {
  if (state.sent_version.empty()) return "NOT_SENT";
  if (!state.nacked_version.empty() || !state.nacked_resources.empty()) return "NACKED";
  return state.waiting ? "STALE" : "SYNCED";
}

json TypeStatus(const ads::Subscription::State& state) {
  json out = {
      {"state", StateName(state)}, {"names", state.names}, {"sent", state.sent_version}, {"acked", state.acked_version}};
  if (state.sent_at > absl::InfinitePast()) out["updated"] = FormatRfc3339(state.sent_at);
  if (state.wildcard) out["wildcard"] = true;
  if (!state.missing.empty()) out["missing"] = state.missing;
  if (!state.nacked_version.empty()) {
    out["nacked"] = state.nacked_version;
    out["message"] = state.nack_message;
  }
  for (const auto& refused : state.nacked_resources) {
    out["refused"].push_back({{"name", refused.name}, {"version", refused.version}, {"message", refused.message}});
  }
  return out;
}

json ClientStatus(const control::StreamStatus& stream) {
  json out = {{"stream", stream.id}, {"peer", stream.peer}, {"protocol", stream.delta ? "delta" : "state of the world"}};
  if (!stream.node) return out;
  out["node"] = stream.node->id;
  out["namespace"] = stream.node->ns;
  out["cluster"] = stream.node->cluster;
  out["version"] = stream.node->version;
  out["labels"] = stream.node->labels;
  out["userAgent"] = stream.node->user_agent;
  out["capabilities"] = clients::NamesOf(stream.node->capabilities);
  out["types"] = json::object();
  for (int i = 0; i < translate::kTypes; ++i) {
    if (stream.types[i].asked) {
      out["types"][std::string(translate::ShortName(static_cast<translate::Type>(i)))] = TypeStatus(stream.types[i]);
    }
  }
  if (!stream.left_out.empty()) out["leftOut"] = stream.left_out;
  return out;
}

json EndpointStatus(const registry::Endpoint& endpoint) {
  json out = {
      {"address", endpoint.address}, {"ports", endpoint.ports}, {"weight", endpoint.weight}, {"labels", endpoint.labels}};
  if (!endpoint.workload.empty()) out["workload"] = endpoint.workload;
  if (endpoint.locality != registry::Locality{}) {
    out["locality"] = endpoint.locality.region + "/" + endpoint.locality.zone + "/" + endpoint.locality.sub_zone;
  }
  return out;
}

json ServiceStatus(const registry::Service& service) {
  json out = {{"host", service.host}, {"namespace", service.ns}, {"name", service.name}};
  out["kind"] = service.is_platform ? "Service" : "ServiceEntry";
  out["ports"] = json::array();
  for (const registry::Port& port : service.ports) {
    out["ports"].push_back({{"name", port.name}, {"number", port.number}, {"protocol", port.protocol}});
  }
  out["endpoints"] = json::array();
  for (const registry::Endpoint& endpoint : service.endpoints) out["endpoints"].push_back(EndpointStatus(endpoint));
  return out;
}

}  // namespace

json Syncz(const control::Control::Inspection& inspection) {
  json out = {{"server", "xds-server"},
              {"version", std::to_string(inspection.world->version())},
              {"time", FormatRfc3339(inspection.at)},
              {"clients", json::array()}};
  for (const control::StreamStatus& stream : inspection.streams) out["clients"].push_back(ClientStatus(stream));
  return out;
}

json Registryz(const control::Control::Inspection& inspection) {
  json out = {{"version", std::to_string(inspection.world->version())}, {"services", json::array()}};
  for (const auto& [host, services] : inspection.world->services()) {
    for (const auto& service : services) out["services"].push_back(ServiceStatus(*service));
  }
  out["virtualServices"] = inspection.world->virtual_services().size();
  out["destinationRules"] = inspection.world->destination_rules().size();
  out["cachedResources"] = inspection.cached_resources;
  if (!inspection.errors.empty()) out["errors"] = inspection.errors;
  return out;
}

}  // namespace weft::status
