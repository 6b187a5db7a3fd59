// SPDX-License-Identifier: Apache-2.0
// Expectations of a route's policies: retries, fault, mirrors, cors, shares.
#pragma once

#include <string>
#include <vector>

#include "manifest/object/object.h"
#include "model/route.h"

namespace weft::conformance {

using manifest::Json;
using Lines = std::vector<std::string>;

// "500ms" and "none" (zero). Throws for anything that is no duration.
std::chrono::nanoseconds DurationFrom(const Json& text);
void Expect(const std::string& what, const Json& want, const Json& got, Lines& out);

// Each appends a line for what differs. Only the keys that `want` has are compared; "none" requires that there is no such
// policy.
void ExpectShares(const Json& want, const model::Route& route, Lines& out);   // {cluster: percent}
void ExpectRetries(const Json& want, const model::Route& route, Lines& out);  // attempts on codes per_try_timeout backoff ...
void ExpectFault(const Json& want, const model::Route& route, Lines& out);    // delay delay_percent abort abort_grpc ...
void ExpectMirrors(const Json& want, const model::Route& route, Lines& out);  // {cluster: percent}
void ExpectCors(const Json& want, const model::Route& route, Lines& out);     // origins methods headers expose ...

}  // namespace weft::conformance
