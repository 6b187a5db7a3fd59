// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/gateway_servers.h"

#include "envoy/extensions/transport_sockets/tls/v3/tls.pb.h"
#include "gmock/gmock.h"
#include "translate/all_names.h"
#include "translate/envoy/http_manager.h"
#include "translate/test_gateway.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::envoy::config::listener::v3::FilterChain;
using ::envoy::config::listener::v3::Listener;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using DownstreamTlsContext = ::envoy::extensions::transport_sockets::tls::v3::DownstreamTlsContext;

constexpr char kTls[] = "tls: {mode: SIMPLE, serverCertificate: /c.pem, privateKey: /k.pem}";

std::string Https(const std::string& name, const std::string& hosts, const std::string& tls = kTls) {
  return "{port: {number: 443, name: " + name + ", protocol: HTTPS}, hosts: [" + hosts + "], " + tls + "}";
}

Listener EdgeListener(const registry::World& world, const std::string& name, const Client& client = kEdgeClient) {
  return Make<Listener>(world, client, Type::kListener, name);
}

std::string TableOf(const FilterChain& chain) {
  HttpManager manager;
  EXPECT_TRUE(chain.filters(0).typed_config().UnpackTo(&manager));
  return manager.rds().route_config_name();
}

DownstreamTlsContext TlsOf(const FilterChain& chain) {
  DownstreamTlsContext tls;
  EXPECT_TRUE(chain.transport_socket().typed_config().UnpackTo(&tls));
  return tls;
}

std::vector<std::string> LeftOutOf(const registry::World& world, const std::string& name) {
  return Translate(world, kEdgeClient, Type::kListener, name).left_out;
}

TEST(GatewayServers, OfAllGatewaysShareOneListenerForEachAddressAndPort) {
  auto world =
      registry::WorldFromYaml(GatewayYaml("a", {HttpServer(80, "a.com"), HttpServer(8080, "a.com")}) +
                              GatewayYaml("b", {HttpServer(80, "b.com", ", bind: 10.0.0.5"), HttpServer(80, "c.com")}));
  EXPECT_THAT(AllNames(*world, kEdgeClient, Type::kListener), ElementsAre("0.0.0.0_80", "0.0.0.0_8080", "10.0.0.5_80"));
  const Listener listener = EdgeListener(*world, "0.0.0.0_80");
  ASSERT_EQ(listener.filter_chains_size(), 1);
  EXPECT_EQ(TableOf(listener.filter_chains(0)), "http.80");
  EXPECT_EQ(TableOf(EdgeListener(*world, "10.0.0.5_80").filter_chains(0)), "http.80.10.0.0.5");
  HttpManager manager;
  listener.filter_chains(0).filters(0).typed_config().UnpackTo(&manager);
  EXPECT_TRUE(manager.use_remote_address().value());
  EXPECT_TRUE(manager.generate_request_id().value());
}

TEST(GatewayServers, AreThoseWhoseSelectorTheProxyMeets) {
  auto world = registry::WorldFromYaml(GatewayYaml("front", {HttpServer(80, "*")}) + ServiceYaml("reviews"));
  Client other = kEdgeClient;
  other.labels = {{"istio", "egress"}};
  EXPECT_THAT(AllNames(*world, other, Type::kListener), IsEmpty());
  EXPECT_THAT(WhyMissing(*world, other, Type::kListener, "0.0.0.0_80"), HasSubstr("selector"));
  EXPECT_TRUE(Translate(*world, other, Type::kListener, "0.0.0.0_80").of_everything);
  EXPECT_THAT(AllNames(*world, kEdgeClient, Type::kCluster), ElementsAre("outbound|9080||reviews.default.svc.cluster.local"));
}

TEST(GatewayServers, MayBeBoundToAnotherPort) {
  auto world = registry::WorldFromYaml(GatewayYaml("front", {HttpServer(80, "*")}));
  Client client = kEdgeClient;
  client.proxy.ports = {{"80", 0}};
  const Listener listener = EdgeListener(*world, "0.0.0.0_80", client);
  EXPECT_EQ(listener.address().socket_address().port_value(), 0u);
  EXPECT_EQ(TableOf(listener.filter_chains(0)), "http.80");
}

TEST(GatewayServers, OneWithTlsTakesEveryNameWithItsCertificate) {
  auto world = registry::WorldFromYaml(GatewayYaml("front", {Https("https", "a.com")}));
  const Listener listener = EdgeListener(*world, "0.0.0.0_443");
  ASSERT_EQ(listener.filter_chains_size(), 1);
  EXPECT_THAT(listener.listener_filters(), IsEmpty());
  const FilterChain& chain = listener.filter_chains(0);
  EXPECT_FALSE(chain.has_filter_chain_match());
  EXPECT_EQ(TableOf(chain), "https.443.https.front.default");
  const DownstreamTlsContext tls = TlsOf(chain);
  EXPECT_EQ(tls.common_tls_context().tls_certificates(0).certificate_chain().filename(), "/c.pem");
  EXPECT_EQ(tls.common_tls_context().tls_certificates(0).private_key().filename(), "/k.pem");
  EXPECT_THAT(tls.common_tls_context().alpn_protocols(), ElementsAre("h2", "http/1.1"));
  EXPECT_FALSE(tls.require_client_certificate().value());
}

TEST(GatewayServers, WithMutualTlsCallersMustShowACertificate) {
  auto world = registry::WorldFromYaml(GatewayYaml(
      "front",
      {Https("https", "a.com",
             "tls: {mode: MUTUAL, serverCertificate: /c, privateKey: /k, caCertificates: /ca, minProtocolVersion: TLSV1_3}")}));
  const DownstreamTlsContext tls = TlsOf(EdgeListener(*world, "0.0.0.0_443").filter_chains(0));
  EXPECT_TRUE(tls.require_client_certificate().value());
  EXPECT_EQ(tls.common_tls_context().validation_context().trusted_ca().filename(), "/ca");
  EXPECT_EQ(tls.common_tls_context().tls_params().tls_minimum_protocol_version(),
            ::envoy::extensions::transport_sockets::tls::v3::TlsParameters::TLSv1_3);
}

TEST(GatewayServers, WithTlsAreToldApartByTheNameThatIsAskedFor) {
  auto world = registry::WorldFromYaml(
      GatewayYaml("a", {Https("one", "a.com, default/b.com"), Https("two", "\"*.c.com\", a.com"), Https("rest", "\"*\"")}) +
      GatewayYaml("b", {Https("late", "b.com")}));
  const Listener listener = EdgeListener(*world, "0.0.0.0_443");
  EXPECT_EQ(listener.listener_filters(0).name(), "envoy.filters.listener.tls_inspector");
  ASSERT_EQ(listener.filter_chains_size(), 3);
  EXPECT_THAT(listener.filter_chains(0).filter_chain_match().server_names(), ElementsAre("a.com", "b.com"));
  EXPECT_THAT(listener.filter_chains(1).filter_chain_match().server_names(), ElementsAre("*.c.com"));
  EXPECT_FALSE(listener.filter_chains(2).has_filter_chain_match());
  EXPECT_THAT(LeftOutOf(*world, "0.0.0.0_443"),
              ElementsAre("gateway/default/b servers[0]: another server of this port has its hosts"));
}

TEST(GatewayServers, ThatCannotBeServedAreLeftOutAndSaid) {
  auto world = registry::WorldFromYaml(
      GatewayYaml("front", {HttpServer(80, "a.com"), "{port: {number: 9000, name: tcp, protocol: TCP}, hosts: [\"*\"]}",
                            Https("pass", "b.com", "tls: {mode: PASSTHROUGH}"),
                            Https("secret", "c.com", "tls: {mode: SIMPLE, credentialName: c}"), Https("good", "d.com")}));
  EXPECT_THAT(AllNames(*world, kEdgeClient, Type::kListener), ElementsAre("0.0.0.0_443", "0.0.0.0_80", "0.0.0.0_9000"));
  EXPECT_THAT(WhyMissing(*world, kEdgeClient, Type::kListener, "0.0.0.0_9000"),
              HasSubstr("servers[1]: protocol TCP is not served"));
  EXPECT_THAT(LeftOutOf(*world, "0.0.0.0_9000"), ElementsAre(HasSubstr("gateway/default/front servers[1]: ")));
  EXPECT_THAT(LeftOutOf(*world, "0.0.0.0_443"),
              ElementsAre(HasSubstr("servers[2]: of TLS modes"), HasSubstr("credentialName \"c\"")));
  EXPECT_EQ(EdgeListener(*world, "0.0.0.0_443").filter_chains_size(), 1);
  EXPECT_THAT(LeftOutOf(*world, "0.0.0.0_80"), IsEmpty());
}

TEST(GatewayServers, OnePortIsPlainTextOrTls) {
  auto world =
      registry::WorldFromYaml(GatewayYaml("a", {HttpServer(443, "a.com")}) + GatewayYaml("b", {Https("https", "b.com")}));
  EXPECT_EQ(EdgeListener(*world, "0.0.0.0_443").filter_chains_size(), 1);
  EXPECT_THAT(LeftOutOf(*world, "0.0.0.0_443"),
              ElementsAre("gateway/default/b servers[0]: port 443 takes plain text for an older Gateway"));
}

}  // namespace
}  // namespace weft::translate
