// SPDX-License-Identifier: Apache-2.0
// The HTTP messages that the API reads and answers.
#pragma once

#include "http_server/http_message.h"

namespace weft::kubeapi {

using http_server::HttpRequest;
using http_server::HttpResponse;

}  // namespace weft::kubeapi
