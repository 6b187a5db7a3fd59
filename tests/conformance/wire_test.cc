// SPDX-License-Identifier: Apache-2.0
// The rows marked for it, over real sockets: an xds-server process, a mesh of this process, and servers that answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "base/strings.h"
#include "conformance/backends.h"
#include "conformance/cluster_api.h"
#include "conformance/expectation.h"
#include "conformance/in_memory.h"
#include "conformance/row.h"
#include "support/eventually.h"
#include "support/mesh.h"
#include "weft/httplib.h"

namespace weft::conformance {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

std::vector<Row> WireRows() {
  try {
    std::vector<Row> rows = LoadTable(WEFT_CONFORMANCE_DIR);
    std::erase_if(rows, [](const Row& row) { return !row.wire; });
    return rows;
  } catch (const std::exception& error) {
    Row broken;
    broken.name = "Table_CannotBeRead";
    broken.broken = error.what();
    return {broken};
  }
}

// The ports that workloads have in the table.
std::set<int> TablePorts(const std::vector<Row>& rows) {
  std::set<int> table_ports;
  const auto collect = [&](const Json& owner) {
    for (const Json& port : owner.value("ports", Json::object())) table_ports.insert(port.get<int>());
  };
  for (const Row& row : rows) {
    for (const Json& manifest : row.AllManifests()) {
      if (manifest["kind"] == "WorkloadEntry") collect(manifest["spec"]);
      if (manifest["kind"] != "ServiceEntry") continue;
      for (const Json& endpoint : manifest["spec"].value("endpoints", Json::array())) collect(endpoint);
    }
  }
  return table_ports;
}

class Wire : public ::testing::TestWithParam<Row> {
 protected:
  static void SetUpTestSuite() {
    const std::vector<Row> rows = WireRows();
    if (!rows.front().broken.empty()) return;
    server_ = std::make_unique<test::MeshUnderTest>(test::MeshOptions{.bookinfo = false});
    backends_ = std::make_unique<Backends>(TablePorts(rows));
    for (const Json& manifest : rows.front().base) Api().Apply(backends_->WithRealPorts(manifest));
  }
  static void TearDownTestSuite() {
    backends_.reset();
    server_.reset();
  }
  void SetUp() override {
    ASSERT_EQ(GetParam().broken, "");
    for (const Json& manifest : GetParam().manifests) {
      Api().Apply(backends_->WithRealPorts(manifest));
      applied_.push_back(manifest);
    }
    server_->AwaitWritten();
  }
  void TearDown() override {
    for (const Json& manifest : applied_) Api().Delete(manifest);
    if (HasFailure() && server_ != nullptr) std::cout << server_->Log() << std::endl;
  }

  static ClusterApi Api() { return ClusterApi(server_->api_port()); }

  // A client as the row describes it.
  static std::shared_ptr<Mesh> StartClient(const Row& row) {
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = "127.0.0.1:" + std::to_string(server_->xds_port())}};
    bootstrap.node.id = "sidecar~127.0.0.1~conformance." + row.ns + "~" + row.ns + ".svc.cluster.local";
    bootstrap.allow_explain = true;
    bootstrap.node.metadata_json = Json{{"NAMESPACE", row.ns}, {"LABELS", row.labels}}.dump();
    return Mesh::Start(bootstrap).value();
  }

  static std::set<int> MirrorPorts(const Row& row) {
    std::set<int> mirrors;
    for (const Json& port : row.expect.value("mirrored", Json::array())) mirrors.insert(port.get<int>());
    return mirrors;
  }

  // Makes the row's call once.
  static Observation Call(const Row& row, httplib::Client& client) {
    backends_->Script(row.answers, MirrorPorts(row));
    ::httplib::Request request;
    request.method = row.request.method;
    request.path = row.request.path;
    for (const auto& [name, value] : row.request.headers) request.headers.emplace(name, value);
    const auto start = steady_clock::now();
    const ::httplib::Result result = client.send(request);
    Observation seen;
    seen.waited = steady_clock::now() - start;
    if (result) {
      seen.status = result->status;
      seen.body = result->body;
      for (const auto& [name, value] : result->headers) seen.response_headers.emplace_back(ToLower(name), value);
    }
    // Copies arrive when they like.
    test::Eventually([&] { return Arrived(row, true).size() >= MirrorPorts(row).size(); }, seconds(2));
    seen.tries = Arrived(row, false);
    seen.mirrored = Arrived(row, true);
    return seen;
  }

  static std::vector<Seen> Arrived(const Row& row, bool mirrored) {
    std::vector<Seen> arrived = backends_->Arrived();
    std::erase_if(arrived, [&](const Seen& seen) { return MirrorPorts(row).contains(seen.port) != mirrored; });
    return arrived;
  }

 private:
  static std::unique_ptr<test::MeshUnderTest> server_;
  static std::unique_ptr<Backends> backends_;
  std::vector<Json> applied_;
};

std::unique_ptr<test::MeshUnderTest> Wire::server_;
std::unique_ptr<Backends> Wire::backends_;

// The rule that was just applied reaches the client when it does: the row is sent again until it holds.
TEST_P(Wire, IsAsTheRowDefines) {
  const Row& row = GetParam();
  const auto world = WorldOf(row);
  const PortsOfCluster ports = [&](const std::string& cluster) { return PortsOf(*world, ClientOf(row), cluster); };
  const auto mesh = StartClient(row);
  httplib::Client client(mesh, row.request.authority);
  std::vector<std::string> differences;
  test::Eventually([&] {
    differences = WireDifferences(row.expect, Call(row, client), ports);
    return differences.empty();
  });
  EXPECT_THAT(differences, ::testing::IsEmpty());
  EXPECT_THAT(mesh->IgnoredFields(), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Row, Wire, ::testing::ValuesIn(WireRows()), [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace weft::conformance
