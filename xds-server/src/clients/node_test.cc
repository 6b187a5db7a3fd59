// SPDX-License-Identifier: Apache-2.0
#include "clients/node.h"

#include "base/strings.h"
#include "clients/client_of.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "registry/test_world.h"
#include "xds/bootstrap/node.h"

namespace weft::clients {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using Role = ProxyOptions::Role;

// Rules about reviews; `rest` is below spec.
std::string RuleYaml(const std::string& kind, const std::string& rest) {
  return "apiVersion: networking.istio.io/v1\nkind: " + kind + "\nmetadata: {name: rule}\nspec:\n" + rest;
}

::envoy::config::core::v3::Node NodeOf(const std::string& json) {
  ::envoy::config::core::v3::Node node;
  const auto status = ::google::protobuf::util::JsonStringToMessage(json, &node);
  EXPECT_TRUE(status.ok()) << status.ToString();
  if (node.id().empty()) node.set_id("a");
  return node;
}

NodeInfo InfoOf(const std::string& json) {
  auto info = ParseNode(NodeOf(json));
  EXPECT_TRUE(info.ok()) << info.status();
  return info.ok() ? *info : NodeInfo();
}

// An Envoy with `proxy` as its WEFT_PROXY.
std::string EnvoyWith(const std::string& proxy) {
  return R"({"userAgentName": "envoy", "metadata": {"WEFT_PROXY": )" + proxy + "}}";
}

std::string ErrorOf(const std::string& proxy) {
  const auto info = ParseNode(NodeOf(EnvoyWith(proxy)));
  EXPECT_EQ(info.status().code(), absl::StatusCode::kInvalidArgument) << proxy;
  return std::string(info.status().message());
}

TEST(NodeParsing, TheNamespaceComesFromTheMetadataOrTheId) {
  ::envoy::config::core::v3::Node node;
  node.set_id("sidecar~10.0.0.1~reviews-1.shop~shop.svc.cluster.local");
  EXPECT_EQ(ParseNode(node)->ns, "shop");
  (*node.mutable_metadata()->mutable_fields())["NAMESPACE"].set_string_value("prod");
  EXPECT_EQ(ParseNode(node)->ns, "prod");
  node.clear_metadata();
  node.set_id("something");
  EXPECT_EQ(ParseNode(node)->ns, "default");
}

TEST(NodeParsing, TheClusterAndTheVersionAreThoseOfTheNode) {
  const NodeInfo info = InfoOf(R"({"cluster": "shop", "userAgentName": "grpc-c++", "userAgentVersion": "1.51.1"})");
  EXPECT_EQ(info.cluster, "shop");
  EXPECT_EQ(info.version, "1.51.1");
}

TEST(NodeParsing, ANodeWithoutFeaturesCanDoWhatItsProductCould) {
  EXPECT_EQ(InfoOf(R"({"userAgentName": "weft"})").capabilities, OfSdkWithoutFeatures());
  EXPECT_EQ(InfoOf(R"({"userAgentName": "envoy"})").capabilities, OfEnvoy());
  EXPECT_EQ(InfoOf(R"({"userAgentName": "gRPC Node Pure JS"})").capabilities, OfGrpc());
  EXPECT_EQ(InfoOf("{}").capabilities, OfGrpc());
  EXPECT_EQ(InfoOf(R"({"userAgentName": "envoy", "clientFeatures": ["envoy.lrs.supports_send_all_clusters"]})").capabilities,
            OfEnvoy());
}

TEST(NodeParsing, ANodeThatAnnouncesFeaturesCanDoThoseAlone) {
  const NodeInfo info = InfoOf(R"({"userAgentName": "weft", "clientFeatures": ["weft.mirror", "weft.of_a_later_release"]})");
  EXPECT_TRUE(info.Can(Capability::kMirror));
  EXPECT_FALSE(info.Can(Capability::kRedirect));
  EXPECT_TRUE(info.Can(Capability::kResourceErrors)) << "the forms are the product's";
  EXPECT_TRUE(
      InfoOf(R"({"userAgentName": "weft", "clientFeatures": ["weft.outlier_detection"]})").Can(Capability::kOutlierDetection))
      << "as a later release may announce";
}

TEST(NodeParsing, TheSdkAnnouncesWhatTheTableSaysThatItCanDo) {
  EXPECT_EQ(CapabilitiesOf(xds::NodeToProto(Node())), OfSdk());
  std::vector<std::string> announced;
  for (std::string_view feature : xds::kFeatures) {
    if (feature.starts_with(kFeaturePrefix)) announced.emplace_back(feature);
  }
  std::vector<std::string> policies;
  for (const CapabilityInfo& info : AllCapabilities()) {
    if (info.is_policy() && OfSdk().Has(info.capability)) policies.push_back(StrCat(kFeaturePrefix, info.name));
  }
  EXPECT_EQ(announced, policies);
}

TEST(NodeParsing, AReleaseOfGrpcThatDiesOfRingHashIsSparedIt) {
  const auto rings = [](const std::string& json) { return InfoOf(json).Can(Capability::kRingHash); };
  EXPECT_FALSE(rings(R"({"userAgentName": "gRPC C-core linux", "userAgentVersion": "C-core 29.0.0"})"));
  EXPECT_TRUE(rings(R"({"userAgentName": "gRPC C-core linux", "userAgentVersion": "C-core 30.0.0"})"));
  EXPECT_TRUE(rings(R"({"userAgentName": "gRPC Node Pure JS", "userAgentVersion": "1.14.1"})"));
}

TEST(NodeParsing, AnEnvoySaysHowItListens) {
  const NodeInfo info = InfoOf(EnvoyWith(
      R"({"listeners": "per-service", "bind": "::1", "ports": {"9080": 19080, "reviews.default.svc.cluster.local:9080": 0}})"));
  EXPECT_TRUE(info.proxy.per_service);
  EXPECT_EQ(info.proxy.bind, "::1");
  EXPECT_THAT(info.proxy.ports, ElementsAre(Pair("9080", 19080u), Pair("reviews.default.svc.cluster.local:9080", 0u)));
  EXPECT_EQ(info.proxy.role, Role::kSidecar);
  EXPECT_EQ(InfoOf(EnvoyWith("{}")).proxy, ProxyOptions());
}

TEST(NodeParsing, HowAnEnvoyListensMustMakeSense) {
  EXPECT_THAT(ErrorOf("7"), HasSubstr("node.metadata.WEFT_PROXY: must be an object"));
  EXPECT_THAT(ErrorOf(R"({"listeners": "many"})"),
              AllOf(HasSubstr("node.metadata.WEFT_PROXY.listeners: \"many\""), HasSubstr("per-service")));
  EXPECT_THAT(ErrorOf(R"({"bind": "localhost"})"), HasSubstr("WEFT_PROXY.bind: \"localhost\" is not an IP address"));
  EXPECT_THAT(ErrorOf(R"({"ports": [1]})"), HasSubstr("WEFT_PROXY.ports: must be an object"));
  EXPECT_THAT(ErrorOf(R"({"ports": {"http": 1}})"), HasSubstr("WEFT_PROXY.ports[\"http\"]: the key must be a port"));
  EXPECT_THAT(ErrorOf(R"({"ports": {":9080": 1}})"), HasSubstr("WEFT_PROXY.ports[\":9080\"]: the key"));
  EXPECT_THAT(ErrorOf(R"({"ports": {"9080": 70000}})"), HasSubstr("WEFT_PROXY.ports[\"9080\"]: 70000 is not a port"));
  EXPECT_THAT(ErrorOf(R"({"ports": {"9080": "x"}})"), HasSubstr("WEFT_PROXY.ports[\"9080\"]: that is not a port"));
  EXPECT_THAT(ErrorOf(R"({"port": 1})"), HasSubstr("WEFT_PROXY.port: unknown field"));
}

TEST(NodeParsing, OthersThanEnvoysDoNotListen) {
  EXPECT_EQ(InfoOf(R"({"userAgentName": "weft", "metadata": {"WEFT_PROXY": 7}})").proxy, ProxyOptions());
}

class ClientShape : public ::testing::Test {
 protected:
  Client Shape(const std::string& json) { return ClientOf(*registry_.Take().world, InfoOf(json)); }
  void Put(const std::string& yaml) { registry::PutYaml(registry_, yaml); }

  registry::Registry registry_;
};

TEST_F(ClientShape, HasTheLabelsThatSomeRuleLooksAt) {
  constexpr char kNode[] = R"({"metadata": {"LABELS": {"app": "a", "version": "v1"}}})";
  EXPECT_THAT(Shape(kNode).labels, IsEmpty());
  Put(RuleYaml("VirtualService",
               "  hosts: [reviews]\n  http:\n  - match: [{sourceLabels: {app: a}}]\n"
               "    route: [{destination: {host: ratings}}]\n"));
  EXPECT_THAT(Shape(kNode).labels, ElementsAre(Pair("app", "a")));
}

TEST_F(ClientShape, AnEnvoyThatAGatewaySelectsIsAGateway) {
  constexpr char kNode[] = R"({"userAgentName": "envoy", "metadata": {"LABELS": {"istio": "ingressgateway", "app": "a"}}})";
  EXPECT_EQ(Shape(kNode).proxy.role, Role::kSidecar);
  Put("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: all}\nspec:\n"
      "  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]\n");
  EXPECT_EQ(Shape(kNode).proxy.role, Role::kSidecar) << "a Gateway for every gateway makes none";
  EXPECT_THAT(Shape(kNode).labels, IsEmpty());
  Put("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: front}\nspec:\n  selector: {istio: ingressgateway}\n"
      "  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]\n");
  EXPECT_EQ(Shape(kNode).proxy.role, Role::kGateway);
  EXPECT_THAT(Shape(kNode).labels, ElementsAre(Pair("istio", "ingressgateway")));
  EXPECT_EQ(Shape(R"({"userAgentName": "envoy", "metadata": {"LABELS": {"app": "a"}}})").proxy.role, Role::kSidecar);
}

TEST_F(ClientShape, AnEnvoyMaySayThatItIsAGateway) {
  EXPECT_EQ(Shape(R"({"id": "router~10.0.0.1~edge-1.default~default.svc.cluster.local", "userAgentName": "envoy"})").proxy.role,
            Role::kGateway);
}

TEST_F(ClientShape, HasTheLabelsThatTellWhatIsNear) {
  const std::string node = R"(, "metadata": {"LABELS": {"rack": "7", "app": "a"}}})";
  Put(RuleYaml("DestinationRule",
               "  host: reviews\n  trafficPolicy: {outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: "
               "[rack]}}}\n"));
  EXPECT_THAT(Shape(R"({"userAgentName": "grpc")" + node).labels, ElementsAre(Pair("rack", "7")));
  EXPECT_THAT(Shape(R"({"userAgentName": "weft")" + node).labels, IsEmpty());
}

TEST_F(ClientShape, OnlyWhoIsToldWhatIsNearHasALocality) {
  const std::string where = R"(, "locality": {"region": "r1", "zone": "z1"}})";
  EXPECT_EQ(Shape(R"({"userAgentName": "grpc")" + where).locality, registry::Locality()) << "no rule looks at it";
  Put(RuleYaml("DestinationRule", "  host: reviews\n  trafficPolicy: {outlierDetection: {consecutive5xxErrors: 1}}\n"));
  EXPECT_EQ(Shape(R"({"userAgentName": "weft")" + where).locality, registry::Locality());
  EXPECT_EQ(Shape(R"({"userAgentName": "grpc")" + where).locality.zone, "z1");
  EXPECT_EQ(Shape(R"({"userAgentName": "envoy")" + where).locality.zone, "z1");
}

}  // namespace
}  // namespace weft::clients
