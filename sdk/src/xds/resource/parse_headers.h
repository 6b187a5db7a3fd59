// SPDX-License-Identifier: Apache-2.0
// Lists of header changes -> model. Four levels carry such lists: weighted cluster, route, virtual host, route configuration.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "envoy/config/core/v3/base.pb.h"
#include "model/route/headers.h"

namespace weft::xds {

// One message's edits on one level: what is removed first, then what is added, each in the order of its list. `prefix` is the
// path of the lists up to `_to_add` and `_to_remove`.
absl::StatusOr<std::vector<model::HeaderEdit>> HeaderEditsFromLists(
    const google::protobuf::RepeatedPtrField<envoy::config::core::v3::HeaderValueOption>& add,
    const google::protobuf::RepeatedPtrField<std::string>& remove, const std::string& prefix,
    std::vector<std::string>& ignored);

// The four lists of a level. `prefix` is its path with the dot that follows it; empty for the route configuration itself.
template <typename Proto>
absl::StatusOr<model::HeaderEdits> HeaderEditsFromProto(const Proto& proto, const std::string& prefix,
                                                        std::vector<std::string>& ignored) {
  WEFT_ASSIGN_OR_RETURN(auto request, HeaderEditsFromLists(proto.request_headers_to_add(), proto.request_headers_to_remove(),
                                                           prefix + "request_headers", ignored));
  WEFT_ASSIGN_OR_RETURN(auto response, HeaderEditsFromLists(proto.response_headers_to_add(), proto.response_headers_to_remove(),
                                                            prefix + "response_headers", ignored));
  return model::HeaderEdits{std::move(request), std::move(response)};
}

// Adds the edits of the next level to those of the levels before it, and takes out what the next level makes void: the result
// means the same whether it is applied in order or as one level (removals first, then what replaces, then what adds).
void AppendHeaderEdits(const model::HeaderEdits& next, model::HeaderEdits& all);

// For every string that ends up in a head: no CR, LF or NUL.
absl::Status CheckHeaderValue(std::string_view value, const std::string& path);

}  // namespace weft::xds
