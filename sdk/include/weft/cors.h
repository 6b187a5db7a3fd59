// SPDX-License-Identifier: Apache-2.0
/// \file
/// Cross-origin requests (CORS) where they arrive: what the service's own rules make of one.
///
/// The `corsPolicy` of a VirtualService is about the requests that browsers send to a service, so the service applies it, not
/// its callers. httplib::Instrument does so by itself when it is given a mesh; other servers call Mesh::Cors for each request.
/// Semantics: VirtualService `corsPolicy`, envoy.extensions.filters.http.cors.v3, the Fetch standard.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace weft {

/// What to do with one inbound request. A plain value that owns what it holds.
struct CorsDecision {
  enum class Kind {
    kNone,       ///< handle the request; nothing is to be added
    kActual,     ///< handle the request, then put `headers` in place of those of the same names in its response
    kPreflight,  ///< answer with `status` and `headers` and without a body; do not handle the request
  };
  Kind kind = Kind::kNone;
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

}  // namespace weft
