// SPDX-License-Identifier: Apache-2.0
// Cross-origin requests, decided where they arrive: which are answered on the spot, and what is added to the answers of the
// others.
//
// A preflight is an OPTIONS request with `Origin` and `Access-Control-Request-Method`. Preflights of an allowed origin are
// answered 200 with what the policy allows. Those of any other go on to the application or, with forward_unmatched_preflights
// off, are answered as well, but without `access-control-allow-origin`, which makes the browser refuse. An actual request
// always goes on; when its origin is allowed its response gets the headers that let the page read it. `*` as allowed methods or
// headers echoes what the preflight requests, and an origin of exactly `*` allows any. No `Vary: origin` is added: put it there
// by the rule's response headers where shared caches stand between. Semantics: envoy.extensions.filters.http.cors.v3, the Fetch
// standard.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/match/string_condition.h"
#include "model/route/cors.h"
#include "weft/request.h"

namespace weft::engine {

struct CorsDecision {
  enum class Kind : uint8_t {
    kNone,       // no business of this policy: the request goes on, its response stays as it is
    kActual,     // the request goes on, `headers` replace those of the same names in its response
    kPreflight,  // answer `status` with `headers` and without a body; the request goes no further
  };
  Kind kind = Kind::kNone;
  int status = 200;
  std::vector<HeaderChange> headers;  // all kSet; views into the policy and the request's head
};

// Immutable, thread-safe.
class CompiledCors {
 public:
  // Fails with a FieldError at `.allow_origins[i].value`.
  static absl::StatusOr<CompiledCors> Compile(const model::CorsPolicy& policy);

  // Allocates only when `Origin` is there. The decision must outlive neither the policy nor what `inbound` looks at.
  CorsDecision Decide(const RequestHead& inbound) const;

 private:
  bool AllowsOrigin(std::string_view origin) const;
  std::vector<HeaderChange> PreflightHeaders(const RequestHead& inbound, std::string_view origin, bool allowed) const;
  std::vector<HeaderChange> ResponseHeaders(std::string_view origin) const;

  model::CorsPolicy policy_;
  std::vector<StringCondition> origins_;
};

}  // namespace weft::engine
