// SPDX-License-Identifier: Apache-2.0
// Calls that come in encrypted.
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "httplib.h"
#include "interop/envoy/envoy_fixture.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using std::chrono::seconds;

constexpr char kShop[] = "shop.example.com";

template <typename Write>
std::string AsPem(Write write) {
  BIO* memory = BIO_new(BIO_s_mem());
  write(memory);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory, &text);
  const std::string pem(text, static_cast<size_t>(size));
  BIO_free(memory);
  return pem;
}

struct Certificate {
  std::string certificate;
  std::string key;
};

// A fresh one that signs itself and is good for an hour.
Certificate MakeCertificate(const char* name) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* x509 = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -60);
  X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
  X509_set_pubkey(x509, key);
  X509_NAME* subject = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(x509, subject);
  X509_sign(x509, key, EVP_sha256());
  const Certificate made = {AsPem([&](BIO* out) { PEM_write_bio_X509(out, x509); }), AsPem([&](BIO* out) {
                              PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
                            })};
  X509_free(x509);
  EVP_PKEY_free(key);
  return made;
}

std::string SecureGateway(const std::string& certificate, const std::string& key) {
  return "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: secure}\nspec:\n"
         "  selector: {istio: ingressgateway}\n  servers:\n"
         "  - {port: {number: 8443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {mode: SIMPLE,"
         " serverCertificate: " +
         certificate + ", privateKey: " + key +
         "}}\n"
         "  - {port: {number: 8081, name: http, protocol: HTTP}, hosts: [shop.example.com], tls: {httpsRedirect: true}}\n"
         "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: shop}\n"
         "spec: {hosts: [shop.example.com], gateways: [secure], http: [{route: [{destination: {host: echo, subset: v1}}]}]}\n";
}

TEST_F(Envoy, EndsTlsAtTheGatewayAndSendsPlainTextThere) {
  const TempDir folder;
  const Certificate made = MakeCertificate(kShop);
  Apply(SecureGateway(folder.Write("cert.pem", made.certificate), folder.Write("key.pem", made.key)));
  for (const Stand* stand : Gateways()) {
    const auto port = [&](const std::string& listener) {
      std::optional<int> found;
      EXPECT_TRUE(Eventually([&] { return (found = stand->envoy().Port(listener)).has_value(); }, seconds(10))) << listener;
      return found.value_or(0);
    };
    ::httplib::SSLClient client(kShop, port("127.0.0.1_8443"));
    client.set_hostname_addr_map({{kShop, "127.0.0.1"}});
    client.enable_server_certificate_verification(false);
    const auto answer = client.Get("/over-tls", {{"Host", kShop}});
    ASSERT_TRUE(answer) << stand->name() << ": " << ::httplib::to_string(answer.error());
    EXPECT_EQ(answer->status, 200) << stand->name();
    EXPECT_EQ(answer->get_header_value("x-from"), "v1") << stand->name();

    const Answer plain = Get(port("127.0.0.1_8081"), "/over-tls", {{"Host", kShop}});
    EXPECT_EQ(plain.status, 301) << stand->name();
    EXPECT_THAT(plain.Header("location"), ::testing::StartsWith("https://shop.example.com")) << stand->name();
  }
  mesh().kubectl().Must({"delete", "gateway", "secure"});
}

}  // namespace
}  // namespace weft::test
