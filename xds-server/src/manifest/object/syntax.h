// SPDX-License-Identifier: Apache-2.0
// The syntaxes of names: DNS, labels, HTTP. Predicates with their rules in words for messages.
#pragma once

#include <string_view>

#include "manifest/object/field.h"
#include "manifest/object/object.h"

namespace weft::manifest {

inline constexpr std::string_view kDnsLabelRule =
    "must be a DNS label: at most 63 lower case letters, digits or '-', with a letter or digit at either end";
inline constexpr std::string_view kDnsSubdomainRule =
    "must be a DNS name: at most 253 lower case letters, digits, '-' or '.', with a letter or digit at either end of each part";
inline constexpr std::string_view kHostRule =
    "must be a DNS name such as \"reviews\" or \"reviews.prod.svc.cluster.local\", or start with a wildcard such as "
    "\"*.example.com\"";

bool IsDnsLabel(std::string_view text);      // RFC 1123 label
bool IsDnsSubdomain(std::string_view text);  // labels with dots between them
bool IsHttpToken(std::string_view text);     // RFC 9110 token: header names, methods
bool IsGraphic(std::string_view text);       // no blanks and no control characters; true when empty
bool IsIpAddress(std::string_view text);     // IPv4 or IPv6
bool IsCidr(std::string_view text);          // "10.0.0.0/8"

// "*", "*.example.com", "*-eu.example.com", "reviews", "reviews.example.com" (at most 255 characters), or an IP address.
bool IsHost(std::string_view text);

// Checks a map of labels or a selector: key "[prefix/]name", value at most 63 characters.
void CheckLabels(const Field& labels, Report& report);
// As CheckLabels for annotations: keys alone, and 256 KiB for all together.
void CheckAnnotations(const Field& annotations, Report& report);
// Items of exportTo: ".", "*" alone, or namespaces; `none` tells whether "~" (nobody) may stand there too. No duplicates, as
// which "." and the name of `own_namespace` count, if that is known.
void CheckExportTo(const Field& export_to, bool none, std::string_view own_namespace, Report& report);
// Items of gateways: "mesh", "name", "namespace/name", "./name", or, with a warning, an older DNS name.
void CheckGateways(const Field& gateways, Report& report);

}  // namespace weft::manifest
