// SPDX-License-Identifier: Apache-2.0
// Which other origins may call. Applied where requests arrive, not where they are sent.
// Source: envoy.extensions.filters.http.cors.v3.CorsPolicy.
#pragma once

#include <string>
#include <vector>

#include "model/string_matcher.h"

namespace weft::model {

struct CorsPolicy {
  std::vector<StringMatcher> allow_origins;  // any of them
  std::string allow_methods;                 // header values, ready to send; empty: none
  std::string allow_headers;
  std::string expose_headers;
  std::string max_age;  // seconds
  bool allow_credentials = false;
  bool forward_unmatched_preflights = true;
  bool operator==(const CorsPolicy&) const = default;
};

}  // namespace weft::model
