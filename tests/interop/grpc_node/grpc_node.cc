// SPDX-License-Identifier: Apache-2.0
#include "interop/grpc_node/grpc_node.h"

#include "base/strings.h"

namespace weft::test {
namespace {

// The running test's name as a DNS label.
std::string NameOfTest() { return ToLower(::testing::UnitTest::GetInstance()->current_test_info()->name()); }

}  // namespace

std::unique_ptr<ControlPlane> GrpcNode::control_;
std::unique_ptr<NodeProcess> GrpcNode::node_;

GrpcNode::GrpcNode() : service_(NameOfTest()) {}

void GrpcNode::SetUpTestSuite() {
  const auto installed = FindNode();
  if (!installed) return;
  control_ = std::make_unique<ControlPlane>();
  node_ = std::make_unique<NodeProcess>(*installed, NodeProcess::Options{.control_plane = control_->address()});
}

void GrpcNode::TearDownTestSuite() {
  node_.reset();
  control_.reset();
}

void GrpcNode::SetUp() {
  WEFT_NEEDS_INSTALLED(FindNode(), "gRPC for Node.js (@grpc/grpc-js-xds)");
  ASSERT_NE(node_, nullptr);
  control().Apply(ServiceYaml(service_));
}

void GrpcNode::TearDown() {
  if (node_ == nullptr) return;
  EXPECT_EQ(control().Refusals(), "");
  if (HasFailure()) std::cerr << "--- the end of what the client printed\n" << node().Log() << std::endl;
  node().Close(target());
  if (!other_.empty()) node().Close(other_);
  for (const auto& backend : backends_) control().Delete("workloadentries", backend->name() + "-" + service_);
}

EchoBackend& GrpcNode::AddBackend(const std::string& name, const std::string& version, const std::string& locality) {
  backends_.push_back(std::make_unique<EchoBackend>(name));
  EchoBackend& backend = *backends_.back();
  control().Apply(WorkloadYaml(name + "-" + service_, service_, version, backend.port(), locality));
  return backend;
}

std::string GrpcNode::AddOther() {
  const std::string name = service_ + "-other";
  control().Apply(ServiceYaml(name) + WorkloadYaml(name, name, "v1", AddBackend("two", "other").port()));
  control().Delete("workloadentries", "two-" + service_);
  other_ = name + ":9080";
  EXPECT_TRUE(Soon([&] { return node().Send({.target = other_}).text == "two"; }));
  return other_;
}

void GrpcNode::AddTwoVersions() {
  AddBackend("v1", "v1");
  AddBackend("v2", "v2");
  control().Apply(SubsetsYaml(service_));
}

void GrpcNode::ApplyRoutes(std::string http) {
  for (size_t at = 0; (at = http.find("HOST", at)) != std::string::npos;) http.replace(at, 4, service_);
  control().Apply(RoutesYaml(service_, http));
}

Counts GrpcNode::Count(int calls, std::map<std::string, std::string> headers) const {
  NodeCall call = CallOf(std::move(headers));
  call.calls = calls;
  return node().Count(call);
}

::testing::AssertionResult GrpcNode::SettlesOn(const std::string& who, std::map<std::string, std::string> headers) const {
  Counts last;
  if (Soon([&] { return (last = Count(5, headers)) == Counts{{who, 5}}; })) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "not only " << who << " answers: " << ::testing::PrintToString(last);
}

}  // namespace weft::test
