// SPDX-License-Identifier: Apache-2.0
#include "interop/envoy/envoy_process.h"

#include <chrono>
#include <fstream>
#include <stdexcept>

#include "support/eventually.h"
#include "support/http.h"

namespace weft::test {
namespace {

using nlohmann::json;
using std::chrono::seconds;

json LoopbackAddress(int port) { return {{"socket_address", {{"address", "127.0.0.1"}, {"port_value", port}}}}; }

// The one thing that Envoy must be configured with: where the control plane is, and that it uses HTTP/2.
json ControlPlaneCluster(int port) {
  const json http2 = {{"@type", "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions"},
                      {"explicit_http_config", {{"http2_protocol_options", json::object()}}}};
  const json endpoint = {{"endpoint", {{"address", LoopbackAddress(port)}}}};
  return {{"name", "xds-server"},
          {"type", "STATIC"},
          {"connect_timeout", "1s"},
          {"typed_extension_protocol_options", {{"envoy.extensions.upstreams.http.v3.HttpProtocolOptions", http2}}},
          {"load_assignment",
           {{"cluster_name", "xds-server"}, {"endpoints", json::array({{{"lb_endpoints", json::array({endpoint})}}})}}}};
}

// A control plane that went away is tried again soon, for the patience of tests is short.
json ControlPlaneService() {
  const json often = {{"retry_back_off", {{"base_interval", "0.1s"}, {"max_interval", "0.5s"}}}};
  return {{"envoy_grpc", {{"cluster_name", "xds-server"}, {"retry_policy", often}}}};
}

int PortIn(const json& address) { return address.at("socket_address").at("port_value").get<int>(); }

}  // namespace

json EnvoyNode(const EnvoyOptions& options) {
  json metadata = {{"NAMESPACE", "default"}, {"LABELS", options.labels}};
  if (!options.weft_proxy.empty()) metadata["WEFT_PROXY"] = options.weft_proxy;
  return {{"id", options.id}, {"cluster", "interop"}, {"metadata", metadata}};
}

json EnvoyBootstrap(const EnvoyOptions& options) {
  const json from_ads = {{"ads", json::object()}, {"resource_api_version", "V3"}};
  return {{"node", EnvoyNode(options)},
          {"admin", {{"address", LoopbackAddress(0)}}},
          {"dynamic_resources",
           {{"ads_config",
             {{"api_type", options.delta ? "DELTA_GRPC" : "GRPC"},
              {"transport_api_version", "V3"},
              {"grpc_services", json::array({ControlPlaneService()})}}},
            {"lds_config", from_ads},
            {"cds_config", from_ads}}},
          {"static_resources", {{"clusters", json::array({ControlPlaneCluster(options.xds_port)})}}}};
}

EnvoyProcess::EnvoyProcess(const std::filesystem::path& program, EnvoyOptions options) : options_(std::move(options)) {
  const std::string bootstrap = folder_.Write("bootstrap.json", EnvoyBootstrap(options_).dump(2));
  const std::filesystem::path admin = folder_.path() / "admin";
  // A listener that was closed keeps its routes for the drain time, ten minutes unless configured otherwise.
  process_ = std::make_unique<Process>(
      Command{.argv = {program, "-c", bootstrap, "--admin-address-path", admin, "--disable-hot-restart", "--drain-time-s", "1",
                       "--concurrency", "1", "--log-level", "warning"}});
  const auto live = [&] {
    if (!process_->Running()) return true;
    std::string address;
    if (!(std::ifstream(admin) >> address)) return false;
    admin_port_ = PortAtEnd(address);
    return !options_.await_live || Get(admin_port_, "/ready").status == 200;
  };
  if (!Eventually(live, seconds(30)) || !process_->Running()) {
    throw std::runtime_error("Envoy " + options_.id + " does not become live:\n" + Log());
  }
}

std::string EnvoyProcess::Admin(const std::string& path) const {
  const Answer answer = Get(admin_port_, path);
  if (answer.status == 200) return answer.body;
  throw std::runtime_error("Envoy's admin page " + path + ": " + std::to_string(answer.status) + " " + answer.body + "\n" +
                           Log());
}

std::optional<int> EnvoyProcess::Port(const std::string& listener) const {
  const json page = json::parse(Admin("/listeners?format=json"));
  for (const json& status : page.value("listener_statuses", json::array())) {
    if (status.at("name") == listener) return PortIn(status.at("local_address"));
  }
  return std::nullopt;
}

std::map<std::string, int64_t> EnvoyProcess::Stats(const std::string& filter) const {
  std::map<std::string, int64_t> stats;
  const json page = json::parse(Admin("/stats?format=json&filter=" + filter));
  for (const json& stat : page.at("stats")) {
    if (stat.contains("name")) stats[stat.at("name")] = stat.at("value");
  }
  return stats;
}

json EnvoyProcess::ConfigDump() const { return json::parse(Admin("/config_dump?include_eds")).at("configs"); }

}  // namespace weft::test
