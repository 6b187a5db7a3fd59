// SPDX-License-Identifier: Apache-2.0
// For tests: VirtualServices in a line or two.
#pragma once

#include <string>

namespace weft::status {

// `spec` in flow style, without its braces.
inline std::string RuleYaml(const std::string& name, const std::string& spec, int64_t minute = 0,
                            const std::string& ns = "default") {
  return "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name + ", namespace: " + ns +
         ", generation: 1, creationTimestamp: \"2024-05-01T10:" + (minute < 10 ? "0" : "") + std::to_string(minute) +
         ":00Z\"}\nspec: {" + spec + "}\n";
}

inline constexpr char kToReviews[] = "http: [{route: [{destination: {host: reviews}}]}]";
inline const std::string kReviews = std::string("hosts: [reviews], ") + kToReviews;

}  // namespace weft::status
