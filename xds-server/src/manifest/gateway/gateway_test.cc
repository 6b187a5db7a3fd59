// SPDX-License-Identifier: Apache-2.0
#include "manifest/gateway/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/object/kind.h"
#include "manifest/yaml/yaml.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Json GatewayObject(std::string_view spec, std::string_view name = "front") {
  auto documents = ParseYaml("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: " + std::string(name) +
                             ", namespace: edge}\nspec: " + std::string(spec));
  EXPECT_TRUE(documents.ok()) << documents.status();
  return documents.ok() ? documents->front().json : Json::object();
}

Report CheckGateway(std::string_view spec, std::string_view name = "front") {
  Json object = GatewayObject(spec, name);
  return Check(*FindByAnyName("gw"), object, UnknownFields::kRefuse);
}

std::vector<std::string> GatewayProblems(std::string_view spec, std::string_view name = "front") {
  std::vector<std::string> lines;
  for (const Problem& problem : CheckGateway(spec, name).problems) lines.push_back(problem.field + ": " + problem.message);
  return lines;
}

std::vector<std::string> GatewayWarnings(std::string_view spec) {
  EXPECT_THAT(GatewayProblems(spec), IsEmpty()) << spec;
  return CheckGateway(spec).warnings;
}

// A server on port 80 with these fields besides.
std::string PlainServer(std::string_view rest) {
  return "{servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']" + std::string(rest) + "}]}";
}

std::string TlsServer(std::string_view tls, std::string_view protocol = "HTTPS") {
  return "{servers: [{port: {number: 443, name: https, protocol: " + std::string(protocol) + "}, hosts: ['*'], tls: {" +
         std::string(tls) + "}}]}";
}

constexpr std::string_view kFiles = "mode: SIMPLE, serverCertificate: /crt, privateKey: /key";

TEST(Gateway, ReadsEveryFieldThatIsServed) {
  auto gateway = ParseGateway(GatewayObject(R"(
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 80, name: plain, protocol: http}
    hosts: [shop/www.example.com, "*.example.com"]
    bind: 10.0.0.1
    name: one
    tls: {httpsRedirect: true}
  - port: {number: 443, name: secure, protocol: HTTPS}
    hosts: ["*"]
    tls: {mode: MUTUAL, serverCertificate: /crt, privateKey: /key, caCertificates: /ca, credentialName: none,
          minProtocolVersion: TLSV1_2, maxProtocolVersion: TLS_AUTO, cipherSuites: [A, B]}
)"));
  ASSERT_TRUE(gateway.ok()) << gateway.status();
  EXPECT_EQ(gateway->meta.ns, "edge");
  EXPECT_THAT(gateway->selector, ElementsAre(Pair("istio", "ingressgateway")));
  ASSERT_EQ(gateway->servers.size(), 2u);
  const GatewayServer& plain = gateway->servers[0];
  EXPECT_EQ(plain.port, 80u);
  EXPECT_EQ(plain.port_name, "plain");
  EXPECT_EQ(plain.protocol, "HTTP");
  EXPECT_EQ(plain.bind, "10.0.0.1");
  EXPECT_EQ(plain.name, "one");
  EXPECT_THAT(plain.hosts, ElementsAre("shop/www.example.com", "*.example.com"));
  EXPECT_TRUE(plain.has_tls && plain.tls.https_redirect);
  const GatewayTls& tls = gateway->servers[1].tls;
  EXPECT_EQ(tls.mode, GatewayTls::Mode::kMutual);
  EXPECT_EQ(tls.server_certificate + tls.private_key + tls.ca_certificates + tls.credential_name, "/crt/key/canone");
  EXPECT_EQ(tls.min_protocol, "TLSV1_2");
  EXPECT_EQ(tls.max_protocol, "") << "the proxy's own";
  EXPECT_THAT(tls.cipher_suites, ElementsAre("A", "B"));
}

TEST(Gateway, IsAKindOfIstiosNetworking) {
  const Kind& kind = *FindByAnyName("Gateway");
  EXPECT_EQ(&kind, FindByAnyName("gw"));
  EXPECT_EQ(&kind, FindByAnyName("gateways.networking.istio.io"));
  EXPECT_THAT(kind.versions, ElementsAre("v1", "v1beta1", "v1alpha3"));
  ASSERT_EQ(kind.columns.size(), 1u);
  EXPECT_EQ(kind.columns[0].name, "Age");
}

TEST(Gateway, ThatIsPlainNeedsNoWord) {
  EXPECT_THAT(GatewayWarnings(PlainServer("")), IsEmpty());
  EXPECT_THAT(GatewayWarnings(PlainServer(", bind: '::', tls: {httpsRedirect: true}")), IsEmpty());
  EXPECT_THAT(GatewayWarnings(TlsServer(kFiles)), IsEmpty());
  EXPECT_THAT(GatewayWarnings(TlsServer("mode: MUTUAL, serverCertificate: /c, privateKey: /k, caCertificates: /ca")),
              IsEmpty());
}

TEST(Gateway, NeedsServersWithPortsAndHosts) {
  EXPECT_THAT(GatewayProblems("{}"), ElementsAre("spec.servers: Required value: a Gateway must have at least one server"));
  EXPECT_THAT(GatewayProblems("{servers: []}"),
              ElementsAre("spec.servers: Required value: a Gateway must have at least one server"));
  EXPECT_THAT(GatewayProblems("{servers: [{}]}"),
              ElementsAre("spec.servers[0].hosts: Required value", "spec.servers[0].port: Required value"));
  EXPECT_THAT(GatewayProblems("{servers: [{port: {number: 80}, hosts: []}]}"),
              ElementsAre("spec.servers[0].port.name: Required value", "spec.servers[0].port.protocol: Required value"));
  EXPECT_THAT(GatewayProblems("{servers: [{port: {number: 80, name: '', protocol: HTTP}, hosts: []}]}"),
              ElementsAre("spec.servers[0].hosts: Required value: must have at least one host; \"*\" stands for all",
                          "spec.servers[0].port.name: Required value: the port must have a name"));
}

TEST(Gateway, ItsNameIsOneLabel) {
  EXPECT_THAT(GatewayProblems(PlainServer(""), "a.b"),
              ElementsAre(HasSubstr("metadata.name: Invalid value: \"a.b\": of a Gateway must be a DNS label")));
}

TEST(Gateway, ChecksHosts) {
  auto hosts = [](std::string_view list) {
    return GatewayProblems("{servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [" + std::string(list) + "]}]}");
  };
  EXPECT_THAT(hosts("'*', '*.example.com', a.example.com, shop/a.com, ./b.com, '*/c.com', 'shop/*', reviews"), IsEmpty());
  for (std::string_view bad : {"''", "a_b.com", "shop/", "/a.com", "a/b/c.com", "A_B/c.com", "'a.*.com'", "'http://a.com'"}) {
    EXPECT_THAT(hosts(bad), ElementsAre(HasSubstr("spec.servers[0].hosts[0]: Invalid value: "))) << bad;
  }
  EXPECT_THAT(hosts("a.com, A.com"), ElementsAre("spec.servers[0].hosts[1]: Duplicate value: \"A.com\""));
}

TEST(Gateway, ChecksPortsAndBind) {
  EXPECT_THAT(GatewayProblems("{servers: [{port: {number: 0, name: a, protocol: HTTP}, hosts: ['*']}]}"),
              ElementsAre(HasSubstr("spec.servers[0].port.number: Invalid value: 0")));
  EXPECT_THAT(GatewayProblems("{servers: [{port: {number: 80, name: a, protocol: SPDY}, hosts: ['*']}]}"),
              ElementsAre("spec.servers[0].port.protocol: Unsupported value: \"SPDY\": supported values: \"HTTP\", \"HTTPS\", "
                          "\"HTTP2\", \"GRPC\", \"GRPC-WEB\", \"MONGO\", \"TCP\", \"TLS\""));
  EXPECT_THAT(
      GatewayProblems("{servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: [a.b]}, "
                      "{port: {number: 81, name: a, protocol: grpc-web}, hosts: [a.b]}]}"),
      ElementsAre("spec.servers[1].port.name: Duplicate value: \"a\": the ports of one Gateway must have different names"));
  EXPECT_THAT(GatewayProblems(PlainServer(", bind: localhost")),
              ElementsAre("spec.servers[0].bind: Invalid value: \"localhost\": must be an IP address such as 0.0.0.0"));
}

TEST(Gateway, ChecksItsSelector) {
  EXPECT_THAT(
      GatewayProblems("{selector: {istio: 'a b'}, servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: ['*']}]}"),
      ElementsAre(HasSubstr("spec.selector.istio: Invalid value: \"a b\"")));
}

TEST(GatewayTls, IsNeededWhereItIsEndedAndOutOfPlaceInPlainText) {
  EXPECT_THAT(GatewayProblems("{servers: [{port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*']}]}"),
              ElementsAre("spec.servers[0].tls: Required value: protocol HTTPS needs certificates, or mode PASSTHROUGH"));
  EXPECT_THAT(
      GatewayProblems(PlainServer(", tls: {mode: SIMPLE}")),
      ElementsAre("spec.servers[0].tls.mode: Forbidden: a server in plain text has httpsRedirect alone; use protocol HTTPS"));
}

TEST(GatewayTls, NeedsTheFilesOfItsMode) {
  EXPECT_THAT(
      GatewayProblems(TlsServer("mode: SIMPLE")),
      ElementsAre("spec.servers[0].tls.serverCertificate: Required value: mode SIMPLE needs its path, or a credentialName",
                  "spec.servers[0].tls.privateKey: Required value: mode SIMPLE needs its path, or a credentialName"));
  EXPECT_THAT(GatewayProblems(TlsServer("mode: MUTUAL, serverCertificate: /c, privateKey: /k")),
              ElementsAre(HasSubstr("spec.servers[0].tls.caCertificates: Required value: mode MUTUAL needs")));
  EXPECT_THAT(GatewayProblems(TlsServer("mode: ISTIO_MUTUAL, privateKey: /k")),
              ElementsAre("spec.servers[0].tls.privateKey: Forbidden: mode ISTIO_MUTUAL takes the certificates of the mesh"));
  EXPECT_THAT(GatewayProblems(TlsServer("mode: SIMPEL")),
              ElementsAre(HasSubstr("spec.servers[0].tls.mode: Unsupported value")));
}

TEST(GatewayTls, ChecksVersionsAndCiphers) {
  const std::string files(kFiles);
  EXPECT_THAT(GatewayProblems(TlsServer(files + ", minProtocolVersion: TLSV1_3, maxProtocolVersion: TLSV1_2")),
              ElementsAre("spec.servers[0].tls.minProtocolVersion: Invalid value: \"TLSV1_3\": must not be newer than "
                          "maxProtocolVersion, which is \"TLSV1_2\""));
  EXPECT_THAT(GatewayProblems(TlsServer(files + ", minProtocolVersion: TLS12")),
              ElementsAre(HasSubstr("Unsupported value: \"TLS12\"")));
  EXPECT_THAT(GatewayProblems(TlsServer(files + ", cipherSuites: ['']")),
              ElementsAre(HasSubstr("must be the name of a cipher")));
  EXPECT_THAT(GatewayWarnings(TlsServer(files + ", cipherSuites: [A, A]")),
              ElementsAre("spec.servers[0].tls.cipherSuites[1]: \"A\" is named before"));
}

TEST(GatewayWarnings, NameProtocolsThatAreNotServed) {
  for (const std::string protocol : {"TCP", "MONGO"}) {
    EXPECT_THAT(
        GatewayWarnings("{servers: [{port: {number: 80, name: a, protocol: " + protocol + "}, hosts: ['*']}]}"),
        ElementsAre("spec.servers[0].port.protocol: accepted, but Weft's gateways serve HTTP, HTTPS, HTTP2, GRPC and GRPC-WEB "
                    "alone: this server is not served"));
  }
  EXPECT_THAT(GatewayWarnings(TlsServer(kFiles, "TLS")), ElementsAre(HasSubstr("this server is not served")));
}

TEST(GatewayWarnings, NameModesThatAreNotApplied) {
  for (const std::string mode : {"PASSTHROUGH", "AUTO_PASSTHROUGH", "ISTIO_MUTUAL"}) {
    EXPECT_THAT(
        GatewayWarnings(TlsServer("mode: " + mode)),
        ElementsAre("spec.servers[0].tls.mode: accepted, but Weft applies SIMPLE and MUTUAL alone: this server is not served"));
  }
  EXPECT_THAT(GatewayWarnings(TlsServer("mode: OPTIONAL_MUTUAL, credentialName: x")),
              ElementsAre(HasSubstr("this server is not served")));
}

TEST(GatewayWarnings, SayThatSecretsAreNotReadAndWhatCountsInstead) {
  EXPECT_THAT(
      GatewayWarnings(TlsServer("mode: SIMPLE, credentialName: shop-cert")),
      ElementsAre(
          "spec.servers[0].tls.credentialName: accepted, but Weft has no Secrets, so this server is not served; give the "
          "paths serverCertificate and privateKey"));
  EXPECT_THAT(
      GatewayWarnings(TlsServer(std::string(kFiles) + ", credentialName: shop-cert")),
      ElementsAre("spec.servers[0].tls.credentialName: accepted, but Weft has no Secrets: serverCertificate and privateKey are "
                  "used instead"));
}

TEST(GatewayWarnings, NameChecksOfClientsThatAreNotMade) {
  const std::string mutual = "mode: MUTUAL, serverCertificate: /c, privateKey: /k, caCertificates: /ca, ";
  for (const std::string field : {"subjectAltNames", "verifyCertificateSpki", "verifyCertificateHash"}) {
    EXPECT_THAT(GatewayWarnings(TlsServer(mutual + field + ": [x]")),
                ElementsAre("spec.servers[0].tls." + field +
                            ": accepted, but Weft does not apply it: certificates of clients are checked without"));
  }
}

TEST(GatewayWarnings, NameAHostThatAnotherServerOfThePortHas) {
  EXPECT_THAT(GatewayWarnings("{servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: [a.b]}, "
                              "{port: {number: 80, name: b, protocol: HTTP}, hosts: [c.d, A.b]}]}"),
              ElementsAre("spec.servers[1].hosts[1]: port 80 has it already in spec.servers[0].hosts[0]"));
}

TEST(GatewayWarnings, NameAServerWhosePortTakesTheOther) {
  EXPECT_THAT(
      GatewayWarnings("{servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: [a.b]}, "
                      "{port: {number: 80, name: b, protocol: HTTPS}, hosts: [c.d], tls: {" +
                      std::string(kFiles) + "}}]}"),
      ElementsAre("spec.servers[1].port.protocol: port 80 takes plain text in spec.servers[0]: this server is not served"));
}

TEST(Gateway, StrangeObjectsAreRefusedAndReadWithoutHarm) {
  for (const char* spec :
       {"1", "[]", "{servers: 1}", "{servers: [1]}", "{servers: [{port: [], hosts: {}, tls: 3}]}", "{selector: 7}"}) {
    EXPECT_THAT(GatewayProblems(spec), ::testing::Not(IsEmpty())) << spec;
    ParseGateway(GatewayObject(spec)).status().IgnoreError();
  }
}

}  // namespace
}  // namespace weft::manifest
