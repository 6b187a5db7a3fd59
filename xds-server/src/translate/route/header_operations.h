// SPDX-License-Identifier: Apache-2.0
// VirtualService `headers` -> the header edits of a route or of one of its weighted clusters.
// Semantics: https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers
#pragma once

#include <string>

#include "envoy/config/core/v3/base.pb.h"
#include "google/protobuf/repeated_field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::translate {

// `set` overwrites or adds, `add` appends or adds; names in order of the alphabet, `set` first. Entries for the host are no
// edits: see AuthorityOf. They and pseudo headers cannot be removed.
void AppendHeaderEdits(const manifest::HeaderOperations& operations,
                       ::google::protobuf::RepeatedPtrField<::envoy::config::core::v3::HeaderValueOption>* to_add,
                       ::google::protobuf::RepeatedPtrField<std::string>* to_remove);

// Appends to the four lists of a Route or a WeightedCluster.ClusterWeight.
template <typename Message>
void AppendHeaders(const manifest::Headers& headers, Message& message) {
  AppendHeaderEdits(headers.request, message.mutable_request_headers_to_add(), message.mutable_request_headers_to_remove());
  AppendHeaderEdits(headers.response, message.mutable_response_headers_to_add(), message.mutable_response_headers_to_remove());
}

// The authority that an entry for `host` or `:authority` asks for; `set` beats `add`. Empty: none does.
std::string AuthorityOf(const manifest::HeaderOperations& request);

}  // namespace weft::translate
