// SPDX-License-Identifier: Apache-2.0
#include "interop/grpc_cpp/stock_grpc.h"

#include <cstdlib>
#include <optional>

#include "base/strings.h"

namespace weft::test {
namespace {

constexpr int kReconnectMs = 100;

// Lives as long as the program's tests.
class SharedControlPlane : public ::testing::Environment {
 public:
  void SetUp() override { plane_.emplace(); }
  void TearDown() override { plane_.reset(); }
  ControlPlane& plane() { return *plane_; }

 private:
  std::optional<ControlPlane> plane_;
};

SharedControlPlane* const kShared = [] {
  auto* shared = new SharedControlPlane;
  ::testing::AddGlobalTestEnvironment(shared);  // which owns it
  return shared;
}();

std::string NextNamespace() {
  static int tests = 0;
  return StrCat("test-", ++tests);
}

// Only a probe takes it.
std::string ProbeRoute(int rules) {
  return StrCat("  - match: [{headers: {x-probe: {exact: \"", rules,
                "\"}}}]\n    fault: {abort: {grpcStatus: DATA_LOSS, percentage: {value: 100}}}\n",
                "    route: [{destination: {host: echo}}]\n");
}

}  // namespace

ControlPlane& StockGrpc::control_plane() { return kShared->plane(); }

std::string StockGrpc::BootstrapWith(const std::string& server_features) {
  return StrCat(R"({"xds_servers": [{"server_uri": ")", control_plane().address(),
                R"(", "channel_creds": [{"type": "insecure"}], "server_features": [)", server_features,
                R"(]}], "server_listener_resource_name_template": "xds.istio.io/grpc/lds/inbound/%s", "node": {"id": ")",
                kStockNode, R"(", "locality": {"region": ")", kHere.region, R"(", "zone": ")", kHere.zone, R"("}}})");
}

StockGrpc::StockGrpc() : ns_(NextNamespace()) {
  setenv("GRPC_XDS_BOOTSTRAP_CONFIG", BootstrapWith(R"("xds_v3")").c_str(), 1);
  Apply(ServiceYaml("echo") + SubsetsYaml("echo"));
  channel_ = Connect();
}

StockGrpc::~StockGrpc() {
  EXPECT_EQ(control_plane().Refusals(), "");
  channel_.reset();
  backends_.clear();
  control_plane().DeleteAll(ns_);
}

int StockGrpc::WriteRoutes(const std::string& http) {
  static int written = 0;
  Apply(RoutesYaml("echo", ProbeRoute(++written) + http));
  return written;
}

bool StockGrpc::Follows(const Channel& channel, int rules) {
  const CallOptions probe{.headers = {{"x-probe", std::to_string(rules)}}, .wait_for_ready = false};
  return Eventually([&] { return Call(channel, probe).code == ::grpc::StatusCode::DATA_LOSS; }, std::chrono::seconds(20));
}

void StockGrpc::ApplyRoutes(const Channel& channel, const std::string& http) {
  ASSERT_TRUE(Follows(channel, WriteRoutes(http))) << "the client does not follow the rules\n" << http;
}

Backend& StockGrpc::AddBackend(BackendOptions options) {
  options.ns = ns_;
  if (options.name.empty()) options.name = options.version;
  return backends_.emplace_back(control_plane(), std::move(options));
}

Channel StockGrpc::Connect(const std::string& service, ::grpc::ChannelArguments arguments) const {
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMs);
  return ::grpc::CreateCustomChannel(StrCat("xds:///", service, ".", ns_, ":9080"), ::grpc::InsecureChannelCredentials(),
                                     arguments);
}

Counts StockGrpc::Count(const Channel& channel, int calls, const CallOptions& options) {
  Counts counts;
  for (int i = 0; i < calls; ++i) ++counts[Call(channel, options).text];
  return counts;
}

bool StockGrpc::AllReach(const std::string& name, const CallOptions& options) {
  return Eventually([&] { return Count(8, options) == Counts{{name, 8}}; }, std::chrono::seconds(20));
}

bool StockGrpc::EachAnswers(const std::vector<std::string>& names) {
  Counts once;
  for (const std::string& name : names) once[name] = 1;
  return Eventually([&] { return Count(static_cast<int>(names.size())) == once; }, std::chrono::seconds(20));
}

}  // namespace weft::test
