// SPDX-License-Identifier: Apache-2.0
#include "manifest/gateway/gateway_tls.h"

#include <set>

#include "base/strings.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

namespace {

using Mode = GatewayTls::Mode;

constexpr std::string_view kNoSecrets = "accepted, but Weft has no Secrets";
constexpr std::string_view kNewestProtocol = "TLSV1_3";

Mode ParseServerMode(std::string_view text) {
  if (text == "SIMPLE") return Mode::kSimple;
  if (text == "MUTUAL") return Mode::kMutual;
  if (text == "AUTO_PASSTHROUGH") return Mode::kAutoPassthrough;
  if (text == "ISTIO_MUTUAL") return Mode::kIstioMutual;
  if (text == "OPTIONAL_MUTUAL") return Mode::kOptionalMutual;
  return Mode::kPassthrough;
}

std::string ParseProtocolVersion(const Field& field) { return field.Text() == "TLS_AUTO" ? "" : field.Text(); }

bool Given(const Field& field) { return field.size() > 0 || !field.Text().empty(); }

bool EndsTls(Mode mode) { return mode == Mode::kSimple || mode == Mode::kMutual || mode == Mode::kOptionalMutual; }

// Certificates are files of the proxy, or Secrets by their names.
bool NamesSecret(const Field& tls) { return Given(tls["credentialName"]) || Given(tls["credentialNames"]); }

void CheckCertificates(const Field& tls, Mode mode, Report& report) {
  const std::string name = tls["mode"].Text();
  if (!EndsTls(mode)) {
    for (std::string_view file : {"serverCertificate", "privateKey", "caCertificates", "credentialName"}) {
      if (!Given(tls[file])) continue;
      if (mode == Mode::kIstioMutual) {
        Forbidden(report, tls[file], "mode ISTIO_MUTUAL takes the certificates of the mesh");
      } else {
        Warn(report, tls[file], "has no effect: the connection is passed on with its encryption");
      }
    }
    return;
  }
  if (NamesSecret(tls) || Given(tls["tlsCertificates"])) return;
  for (std::string_view file : {"serverCertificate", "privateKey"}) {
    if (!Given(tls[file])) Required(report, tls[file], StrCat("mode ", name, " needs its path, or a credentialName"));
  }
  if (mode != Mode::kSimple && !Given(tls["caCertificates"])) {
    Required(report, tls["caCertificates"], StrCat("mode ", name, " needs the path of the certificates to check clients with"));
  }
}

void CheckProtocolVersions(const Field& tls, Report& report) {
  const std::string min = ParseProtocolVersion(tls["minProtocolVersion"]);
  const std::string max = ParseProtocolVersion(tls["maxProtocolVersion"]);
  if (!min.empty() && min > (max.empty() ? kNewestProtocol : max)) {
    Invalid(report, tls["minProtocolVersion"], StrCat("must not be newer than maxProtocolVersion, which is \"", max, "\""));
  }
  std::set<std::string> seen;
  for (const Field& suite : tls["cipherSuites"].Items()) {
    if (suite.Text().empty()) Invalid(report, suite, "must be the name of a cipher such as \"ECDHE-RSA-AES128-GCM-SHA256\"");
    if (!seen.insert(suite.Text()).second) Warn(report, suite, StrCat("\"", suite.Text(), "\" is named before"));
  }
}

// Nobody but the proxy's disk has certificates.
void WarnOfSecrets(const Field& tls, Report& report) {
  const bool files = Given(tls["serverCertificate"]) && Given(tls["privateKey"]);
  for (std::string_view secret : {"credentialName", "credentialNames", "tlsCertificates"}) {
    if (!Given(tls[secret])) continue;
    const std::string_view why = secret == "tlsCertificates" ? "accepted, but Weft takes one certificate" : kNoSecrets;
    Warn(report, tls[secret],
         StrCat(why, files ? ": serverCertificate and privateKey are used instead"
                           : ", so this server is not served; give the paths serverCertificate and privateKey"));
  }
  if (Given(tls["caCertCredentialName"])) {
    Warn(report, tls["caCertCredentialName"], StrCat(kNoSecrets, "; give the path caCertificates"));
  }
}

void WarnOfUnchecked(const Field& tls, Report& report) {
  for (std::string_view name : {"subjectAltNames", "verifyCertificateSpki", "verifyCertificateHash", "caCrl"}) {
    if (!Given(tls[name])) continue;
    Warn(report, tls[name], "accepted, but Weft does not apply it: certificates of clients are checked without");
  }
}

}  // namespace

GatewayTls ParseGatewayTls(const Field& field) {
  GatewayTls tls;
  tls.mode = ParseServerMode(field["mode"].Text());
  tls.https_redirect = field["httpsRedirect"].Bool();
  tls.server_certificate = field["serverCertificate"].Text();
  tls.private_key = field["privateKey"].Text();
  tls.ca_certificates = field["caCertificates"].Text();
  tls.credential_name = field["credentialName"].Text();
  if (tls.credential_name.empty()) tls.credential_name = field["credentialNames"][0].Text();
  tls.min_protocol = ParseProtocolVersion(field["minProtocolVersion"]);
  tls.max_protocol = ParseProtocolVersion(field["maxProtocolVersion"]);
  tls.cipher_suites = field["cipherSuites"].Texts();
  return tls;
}

void CheckServerTls(const Field& server, Report& report) {
  const Field tls = server["tls"];
  if (!tls) {
    const std::string protocol = server["port"]["protocol"].Text();
    return Required(report, tls, StrCat("protocol ", protocol, " needs certificates, or mode PASSTHROUGH"));
  }
  const Mode mode = ParseServerMode(tls["mode"].Text());
  CheckCertificates(tls, mode, report);
  CheckProtocolVersions(tls, report);
  if (tls["httpsRedirect"].Bool()) Warn(report, tls["httpsRedirect"], "has no effect: only servers in plain text redirect");
  if (mode != Mode::kSimple && mode != Mode::kMutual) {
    return Warn(report, tls["mode"], "accepted, but Weft applies SIMPLE and MUTUAL alone: this server is not served");
  }
  WarnOfSecrets(tls, report);
  WarnOfUnchecked(tls, report);
}

void CheckPlainTextTls(const Field& tls, Report& report) {
  for (const auto& [name, field] : tls.Members()) {
    if (name != "httpsRedirect") Forbidden(report, field, "a server in plain text has httpsRedirect alone; use protocol HTTPS");
  }
}

}  // namespace weft::manifest
