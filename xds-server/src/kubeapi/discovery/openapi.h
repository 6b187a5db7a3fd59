// SPDX-License-Identifier: Apache-2.0
// The OpenAPI documents: v3, one for each group and version, which kubectl validates, applies and explains by; and a v2
// document of a few bytes, because clients refuse to work with a server that has none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kubeapi/request/message.h"
#include "kubeapi/request/request_path.h"
#include "manifest/object/object.h"

namespace weft::kubeapi {

// Answers /openapi/v2, /openapi/v3 and /openapi/v3/api(s)/...; nothing for any other path.
std::optional<HttpResponse> AnswerOpenApi(const RequestTarget& target, const HttpRequest& request);

// {"openapi": "3.0.0", "paths": ..., "components": ...} of one group and version; null when it is not served.
manifest::Json OpenApiV3(std::string_view group, std::string_view version);

// A gnostic openapi.v2.Document in protobuf with the version and a title.
std::string OpenApiV2Protobuf();

}  // namespace weft::kubeapi
