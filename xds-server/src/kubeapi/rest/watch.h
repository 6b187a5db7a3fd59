// SPDX-License-Identifier: Apache-2.0
// Watches: what changes among selected objects, as a stream of JSON lines.
//
//   {"type": "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR", "object": {...}}
//
// Without a resourceVersion the stream starts with an ADDED for everything there is; with one it holds what happened since, or,
// when that is not kept any longer, one ERROR of code 410. An object that comes to match the selectors is ADDED, one that
// ceases to is DELETED. A bookmark tells how far a quiet stream has come; none is sent when nothing has happened.
#pragma once

#include <cstddef>

#include "kubeapi/rest/resource_request.h"

namespace weft::kubeapi {

// How many watches are open; bounded, as each costs work on every write. Counted on the loop's thread.
struct WatchGauge {
  size_t open = 0;
  size_t limit = 1000;
};

// Answers a GET with watch=true: a stream, or a refusal. `gauge` outlives the server's streams. Runs on the loop's thread.
void StartWatch(const ApiContext& context, const ResourceRequest& request, const http_server::Responder& responder,
                WatchGauge& gauge);

}  // namespace weft::kubeapi
