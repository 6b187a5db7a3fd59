// SPDX-License-Identifier: Apache-2.0
// Which groups, versions and resources there are: the aggregated documents of kubectl 1.27 and later, and the older ones.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kubeapi/request/message.h"
#include "kubeapi/request/request_path.h"
#include "manifest/object/object.h"

namespace weft::kubeapi {

// Answers /api, /apis, /api/{v}, /apis/{g} and /apis/{g}/{v}; nothing for any other path or a group that is not served.
std::optional<HttpResponse> AnswerDiscovery(const RequestTarget& target, const HttpRequest& request);

// The documents. Order matters to clients: the first group wins a plural that two have, the first version is preferred.
manifest::Json AggregatedDiscovery(bool core, std::string_view version);
manifest::Json ApiVersions();
manifest::Json ApiGroupList();
std::optional<manifest::Json> ApiGroup(std::string_view group);
std::optional<manifest::Json> ApiResourceList(std::string_view group, std::string_view version);

}  // namespace weft::kubeapi
