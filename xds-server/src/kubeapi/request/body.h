// SPDX-License-Identifier: Apache-2.0
// The JSON of a request's body, whatever it came as.
#pragma once

#include <string_view>

#include "kubeapi/request/refusal.h"

namespace weft::kubeapi {

// JSON, YAML (one document), or the few kinds read from protobuf; anything else is 415. Not deeper than patch::kMaxJsonDepth.
// `expected` is the Kind for messages.
OrRefusal<Json> ReadObjectBody(const HttpRequest& request, std::string_view expected);

// The body of a patch: JSON, or for server-side apply YAML as well.
OrRefusal<Json> ReadPatchBody(const HttpRequest& request, bool may_be_yaml);

// DeleteOptions; an empty object when there is no body.
OrRefusal<Json> ReadDeleteOptions(const HttpRequest& request);

}  // namespace weft::kubeapi
