// SPDX-License-Identifier: Apache-2.0
#include "interop/grpc_node/node_process.h"

#include <stdexcept>

#include "support/http.h"
#include "support/mesh.h"

namespace weft::test {
namespace {

using Json = nlohmann::json;

constexpr size_t kLogSize = 40000;
constexpr char kTraces[] =
    "xds_client,xds_resolver,xds_server,cds_balancer,priority,ring_hash,xds_cluster_impl,xds_cluster_manager,xds_wrr_locality,"
    "outlier_detection,dns_resolver,resolving_load_balancer";

std::string BootstrapFor(const NodeProcess::Options& options) {
  return Json{
      {"xds_servers",
       {{{"server_uri", options.control_plane}, {"channel_creds", {{{"type", "insecure"}}}}, {"server_features", {"xds_v3"}}}}},
      {"node", {{"id", options.node_id}, {"locality", {{"region", options.region}, {"zone", options.zone}}}}},
      {"server_listener_resource_name_template", "xds.istio.io/grpc/lds/inbound/%s"}}
      .dump();
}

Command CommandFor(const NodeInstallation& node, const NodeProcess::Options& options) {
  Command command;
  command.argv = {node.program, SourceDir() / "tests/interop/grpc_node/client.js"};
  command.environment = {{"NODE_PATH", node.modules},
                         {"GRPC_XDS_BOOTSTRAP", ""},
                         {"GRPC_XDS_BOOTSTRAP_CONFIG", BootstrapFor(options)},
                         {"GRPC_VERBOSITY", "DEBUG"},
                         {"GRPC_TRACE", kTraces}};
  return command;
}

std::string TargetOf(const std::string& target) { return target.find(":/") == std::string::npos ? "xds:///" + target : target; }

NodeReply ReplyFrom(const Json& json) {
  return {json.at("code"), json.at("text"), json.at("message"), json.at("took_ms"), json.at("trailers")};
}

}  // namespace

NodeProcess::NodeProcess(const NodeInstallation& node, const Options& options) : process_(CommandFor(node, options)) {
  const auto line = process_.WaitForLine("listening on ", std::chrono::seconds(60));
  if (!line) throw std::runtime_error("client.js does not listen:\n" + process_.Output());
  port_ = PortAtEnd(*line);
}

Json NodeProcess::Do(const Json& command) {
  const Answer answer = weft::test::Send("POST", port_, "/", command.dump());
  Json json = Json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || json.is_discarded() || json.contains("error")) {
    throw std::runtime_error(command.dump() + " is answered with " + answer.body + "\n" + Log());
  }
  return json;
}

std::vector<NodeReply> NodeProcess::Call(const NodeCall& call) {
  const Json json = Do({{"do", "call"},
                        {"target", TargetOf(call.target)},
                        {"method", call.method},
                        {"headers", call.headers},
                        {"calls", call.calls},
                        {"at_once", call.at_once},
                        {"deadline_ms", call.deadline_ms},
                        {"wait_for_ready", call.wait_for_ready},
                        {"fresh", call.fresh}});
  std::vector<NodeReply> replies;
  for (const Json& reply : json.at("replies")) replies.push_back(ReplyFrom(reply));
  return replies;
}

std::map<std::string, int> NodeProcess::Count(const NodeCall& call) {
  std::map<std::string, int> counts;
  for (const NodeReply& reply : Call(call)) ++counts[reply.code == 0 ? reply.text : reply.message];
  return counts;
}

void NodeProcess::Close(const std::string& target) { Do({{"do", "close"}, {"target", TargetOf(target)}}); }

void NodeProcess::Serve(const std::string& address, const std::string& name) {
  Do({{"do", "serve"}, {"address", address}, {"name", name}});
}

void NodeProcess::StopServing(const std::string& address) { Do({{"do", "stop"}, {"address", address}}); }

std::string NodeProcess::Log() const {
  const std::string log = process_.Output();
  return log.size() <= kLogSize ? log : log.substr(log.size() - kLogSize);
}

}  // namespace weft::test
