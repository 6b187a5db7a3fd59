// SPDX-License-Identifier: Apache-2.0
// Which form of an answer a client's Accept header asks for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace weft::kubeapi {

// One media range: "application/json;as=Table;v=v1;g=meta.k8s.io".
struct MediaRange {
  std::string type;                               // lower case, "application/json"
  std::map<std::string, std::string> parameters;  // names in lower case
  std::string Parameter(const std::string& name) const;
};

// The ranges of a header in the order in which they stand, which is the order of preference here; `q` is not looked at.
std::vector<MediaRange> ParseAccept(std::string_view accept);

// The type of a Content-Type header, in lower case, without its parameters.
std::string BareMediaType(std::string_view content_type);

// How objects are shown.
struct ObjectForm {
  enum class Type { kWhole, kTable, kMetadata };
  Type type = Type::kWhole;
  std::string meta_version = "v1";  // of meta.k8s.io, for Table: "v1" or "v1beta1"
};

// Nothing when the client accepts none of what is served: JSON, plain, as a Table or as PartialObjectMetadata.
std::optional<ObjectForm> NegotiateForm(std::string_view accept);

}  // namespace weft::kubeapi
