// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/downstream_tls.h"

#include <string_view>

#include "envoy/extensions/transport_sockets/tls/v3/tls.pb.h"
#include "translate/naming/pack.h"

namespace weft::translate {
namespace {

namespace tls_v3 = ::envoy::extensions::transport_sockets::tls::v3;
using tls_v3::TlsParameters;

TlsParameters::TlsProtocol TlsVersion(std::string_view name) {
  if (name == "TLSV1_0") return TlsParameters::TLSv1_0;
  if (name == "TLSV1_1") return TlsParameters::TLSv1_1;
  if (name == "TLSV1_2") return TlsParameters::TLSv1_2;
  if (name == "TLSV1_3") return TlsParameters::TLSv1_3;
  return TlsParameters::TLS_AUTO;
}

void SetParameters(const manifest::GatewayTls& tls, TlsParameters& parameters) {
  parameters.set_tls_minimum_protocol_version(TlsVersion(tls.min_protocol));
  parameters.set_tls_maximum_protocol_version(TlsVersion(tls.max_protocol));
  for (const std::string& suite : tls.cipher_suites) parameters.add_cipher_suites(suite);
}

}  // namespace

::envoy::config::core::v3::TransportSocket MakeDownstreamTls(const manifest::GatewayTls& tls) {
  tls_v3::DownstreamTlsContext context;
  auto& common = *context.mutable_common_tls_context();
  SetParameters(tls, *common.mutable_tls_params());
  auto& certificate = *common.add_tls_certificates();
  certificate.mutable_certificate_chain()->set_filename(tls.server_certificate);
  certificate.mutable_private_key()->set_filename(tls.private_key);
  common.add_alpn_protocols("h2");
  common.add_alpn_protocols("http/1.1");
  if (tls.mode == manifest::GatewayTls::Mode::kMutual) {
    common.mutable_validation_context()->mutable_trusted_ca()->set_filename(tls.ca_certificates);
    context.mutable_require_client_certificate()->set_value(true);
  }
  ::envoy::config::core::v3::TransportSocket socket;
  socket.set_name("envoy.transport_sockets.tls");
  *socket.mutable_typed_config() = Pack(context);
  return socket;
}

}  // namespace weft::translate
