// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/client_tls.h"

#include "base/strings.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

void CheckClientTls(const Field& field, Report& report) {
  if (!field) return;
  std::string mode = field["mode"].Text();
  bool stored = !field["credentialName"].Text().empty();
  for (std::string_view name : {"clientCertificate", "privateKey"}) {
    bool given = !field[name].Text().empty();
    if (mode == "MUTUAL" && !stored && !given) Required(report, field[name], "mode MUTUAL needs it, or a credentialName");
    if (stored && given) Forbidden(report, field[name], "cannot stand beside credentialName");
    if (mode == "ISTIO_MUTUAL" && given) Forbidden(report, field[name], "mode ISTIO_MUTUAL takes the certificates of the mesh");
  }
  if (!field["insecureSkipVerify"].Bool()) return;
  if (!field["caCertificates"].Text().empty())
    Forbidden(report, field["caCertificates"], "has no effect with insecureSkipVerify");
  if (field["subjectAltNames"].size() > 0) Forbidden(report, field["subjectAltNames"], "has no effect with insecureSkipVerify");
}

}  // namespace weft::manifest
