// SPDX-License-Identifier: Apache-2.0
// JSON as people write it for a proxy -> messages: fields and types that Weft's messages do not know are left out and named,
// whereas what they know must be right.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "manifest/object/object.h"

namespace weft::ctl {

// Appends to `ignored` the path of everything that was left out, `virtual_hosts[0].routes[1].route.hash_policy`. `path` is that
// of `json` itself. InvalidArgument when the rest is not such a message.
absl::Status ReadMessage(manifest::Json json, const std::string& path, google::protobuf::Message& out,
                         std::vector<std::string>& ignored);

}  // namespace weft::ctl
