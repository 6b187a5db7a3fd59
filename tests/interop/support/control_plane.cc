// SPDX-License-Identifier: Apache-2.0
#include "interop/support/control_plane.h"

#include "gtest/gtest.h"
#include "registry/test_world.h"

namespace weft::test {
namespace {

constexpr char kNetworking[] = "apiVersion: networking.istio.io/v1\nkind: ";

std::string GroupOf(const std::string& plural) { return plural == "services" ? "" : "networking.istio.io"; }

std::string MetadataLine(const std::string& name) { return "metadata: {name: " + name + "}\n"; }

}  // namespace

ControlPlane::ControlPlane() : store_(store::OpenMemoryStore()) { Start(); }
ControlPlane::~ControlPlane() { Stop(); }

void ControlPlane::Start() {
  auto control = control::Control::Start(*store_, {});
  ASSERT_TRUE(control.ok()) << control.status();
  control_ = *std::move(control);
  auto server = ads::AdsServer::Start(address_, *control_);
  ASSERT_TRUE(server.ok()) << address_ << ": " << server.status();
  server_ = *std::move(server);
  address_ = server_->address();
}

void ControlPlane::Stop() {
  server_.reset();
  control_.reset();
}

void ControlPlane::Apply(const std::string& yaml, const std::string& ns) {
  for (store::Object& object : registry::ObjectsFromYaml(yaml)) {
    manifest::Json body = *object.body;
    if (object.key.ns == "default") body["metadata"]["namespace"] = object.key.ns = ns;
    const bool exists = store_->Get(object.key).ok();
    const absl::Status status =
        exists ? store_->Update(object.key, std::move(body), 0).status() : store_->Create(object.key, std::move(body)).status();
    ASSERT_TRUE(status.ok()) << status << "\n" << yaml;
  }
}

void ControlPlane::Delete(const std::string& kind, const std::string& name, const std::string& ns) {
  store_->Delete({GroupOf(kind), kind, ns, name}).status().IgnoreError();
}

void ControlPlane::DeleteAll(const std::string& ns) {
  for (const char* kind : {"virtualservices", "destinationrules", "services", "workloadentries"}) {
    for (const store::Object& object : store_->List(GroupOf(kind), kind, ns).objects) Delete(kind, object.key.name, ns);
  }
}

std::vector<control::StreamStatus> ControlPlane::StreamsOf(const std::string& node_id) {
  std::vector<control::StreamStatus> found;
  for (control::StreamStatus& stream : control_->Inspect().streams) {
    if (stream.node && stream.node->id == node_id) found.push_back(std::move(stream));
  }
  return found;
}

std::string ControlPlane::Refusals() {
  std::string text;
  for (const control::StreamStatus& stream : control_->Inspect().streams) {
    for (int type = 0; type < translate::kTypes; ++type) {
      for (const ads::Subscription::NackedResource& refused : stream.types[type].nacked_resources) {
        text += (stream.node ? stream.node->id : stream.peer) + ": " +
                std::string(translate::ShortName(static_cast<translate::Type>(type))) + " " + refused.name + ": " +
                refused.message + "\n";
      }
    }
  }
  return text;
}

std::string ServiceYaml(const std::string& name, const std::string& port_name) {
  return "---\napiVersion: v1\nkind: Service\n" + MetadataLine(name) + "spec: {selector: {app: " + name +
         "}, ports: [{name: " + port_name + ", port: 9080}]}\n";
}

std::string SubsetsYaml(const std::string& name, const std::string& policy) {
  return "---\n" + std::string(kNetworking) + "DestinationRule\n" + MetadataLine(name) + "spec:\n  host: " + name +
         (policy.empty() ? "" : "\n  trafficPolicy: " + policy) +
         "\n  subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]\n";
}

std::string RoutesYaml(const std::string& name, const std::string& http) {
  return "---\n" + std::string(kNetworking) + "VirtualService\n" + MetadataLine(name) + "spec:\n  hosts: [" + name +
         "]\n  http:\n" + http + "\n";
}

std::string WorkloadYaml(const std::string& name, const std::string& app, const std::string& version, int port,
                         const std::string& locality) {
  return "---\n" + std::string(kNetworking) + "WorkloadEntry\n" + MetadataLine(name) +
         "spec: {address: 127.0.0.1, labels: {app: " + app + ", version: " + version +
         "}, ports: {grpc: " + std::to_string(port) + "}" + (locality.empty() ? "" : ", locality: " + locality) + "}\n";
}

}  // namespace weft::test
