// SPDX-License-Identifier: Apache-2.0
#include "clients/unsupported.h"

#include "base/strings.h"
#include "gmock/gmock.h"
#include "manifest/yaml/yaml.h"

namespace weft::clients {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> WarningsOf(const std::string& kind, const std::string& spec) {
  const auto documents = manifest::ParseYaml(StrCat("kind: ", kind, "\nspec:\n", spec));
  EXPECT_TRUE(documents.ok()) << documents.status();
  return documents.ok() ? UnsupportedBySdk(documents->at(0).json) : std::vector<std::string>();
}

constexpr char kOfBoth[] = ": accepted; gRPC and Envoy clients apply it, Weft's SDK does not yet";
constexpr char kOfEnvoy[] = ": accepted; Envoy clients apply it, Weft's SDK does not yet";

TEST(UnsupportedBySdk, AreThePoliciesThatTheTableDeniesIt) {
  EXPECT_THAT(WarningsOf("DestinationRule", R"(
  host: a
  trafficPolicy:
    connectionPool: {tcp: {maxConnections: 1}, http: {http2MaxRequests: 1}}
    outlierDetection: {consecutive5xxErrors: 1}
    loadBalancer: {consistentHash: {useSourceIp: true}, localityLbSetting: {enabled: true}}
    portLevelSettings: [{port: {number: 80}, outlierDetection: {}}]
)"),
              ElementsAre(StrCat("spec.trafficPolicy.loadBalancer.consistentHash", kOfBoth),
                          StrCat("spec.trafficPolicy.loadBalancer.localityLbSetting", kOfBoth),
                          StrCat("spec.trafficPolicy.connectionPool.http.http2MaxRequests", kOfBoth),
                          StrCat("spec.trafficPolicy.connectionPool.tcp.maxConnections", kOfEnvoy),
                          StrCat("spec.trafficPolicy.outlierDetection", kOfEnvoy),
                          StrCat("spec.trafficPolicy.portLevelSettings", kOfBoth)));
}

TEST(UnsupportedBySdk, AreFoundInSubsetsAsWell) {
  EXPECT_THAT(WarningsOf("DestinationRule", "  subsets: [{name: a}, {name: b, trafficPolicy: {outlierDetection: {}}}]\n"),
              ElementsAre(StrCat("spec.subsets[1].trafficPolicy.outlierDetection", kOfEnvoy)));
}

TEST(UnsupportedBySdk, AreNoneWhereTheSdkDoesIt) {
  EXPECT_THAT(WarningsOf("DestinationRule", "  trafficPolicy: {loadBalancer: {simple: RANDOM}}\n"), IsEmpty());
  EXPECT_THAT(WarningsOf("VirtualService", "  http: [{mirrors: [{destination: {host: a}}], corsPolicy: {}}]\n"), IsEmpty());
  EXPECT_THAT(WarningsOf("Service", "  ports: []\n"), IsEmpty());
}

}  // namespace
}  // namespace weft::clients
