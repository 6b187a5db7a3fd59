// SPDX-License-Identifier: Apache-2.0
// Plain http on loopback has no credentials, so what keeps web pages out is that a browser tells on itself: a page whose name
// was rebound to 127.0.0.1 sends its own name as Host, and a page that posts across sites sends an Origin.
#pragma once

#include "kubeapi/request/refusal.h"

namespace weft::kubeapi {

// 403 unless Host is localhost, 127.0.0.1 or [::1] (with any port) and there is no Origin.
MaybeRefusal GuardLoopback(const HttpRequest& request);

}  // namespace weft::kubeapi
