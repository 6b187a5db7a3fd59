// SPDX-License-Identifier: Apache-2.0
// The control plane inside the test's process, and how a test changes its configuration.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ads/wire/ads_server.h"
#include "control/control.h"
#include "store/store.h"

namespace weft::test {

// Listens on a free port of loopback. What was written stays over a restart. Use from one thread. What cannot be done fails the
// test that runs.
class ControlPlane {
 public:
  ControlPlane();
  ~ControlPlane();
  ControlPlane(const ControlPlane&) = delete;
  ControlPlane& operator=(const ControlPlane&) = delete;

  // On the same port as before. Stop ends all streams.
  void Start();
  void Stop();

  // Objects as `kubectl apply -f` would send them; without a namespace they are in `ns`.
  void Apply(const std::string& yaml, const std::string& ns = "default");
  // Nothing happens when it is not there. `kind` is the plural, as in "virtualservices".
  void Delete(const std::string& kind, const std::string& name, const std::string& ns = "default");
  // Services, WorkloadEntries and their rules.
  void DeleteAll(const std::string& ns);

  // `host:port`.
  const std::string& address() const { return address_; }
  control::Control::Inspection Inspect() { return control_->Inspect(); }
  // The streams of clients with that node id.
  std::vector<control::StreamStatus> StreamsOf(const std::string& node_id);
  // What clients refuse now, as lines `<node id>: <type> <name>: <message>`; empty when nothing is refused.
  std::string Refusals();

 private:
  std::string address_ = "127.0.0.1:0";
  const std::unique_ptr<store::ObjectStore> store_;
  std::unique_ptr<control::Control> control_;
  std::unique_ptr<ads::AdsServer> server_;
};

// A Service `name` with the port 9080, that selects the label `app: <name>`.
std::string ServiceYaml(const std::string& name, const std::string& port_name = "grpc");
// A DestinationRule with the subsets v1 and v2; `policy` is a trafficPolicy in YAML's flow style, for all of them.
std::string SubsetsYaml(const std::string& name, const std::string& policy = "");
// A VirtualService whose `http` is this text, indented by two.
std::string RoutesYaml(const std::string& name, const std::string& http);
// A WorkloadEntry with the labels `app` and `version`; `locality` is "region/zone/subzone", or empty.
std::string WorkloadYaml(const std::string& name, const std::string& app, const std::string& version, int port,
                         const std::string& locality = "");

}  // namespace weft::test
