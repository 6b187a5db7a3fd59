// SPDX-License-Identifier: Apache-2.0
// The objects that `weftctl explain` reasons about: those of an API, or those that files say.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "explain/objects.h"
#include "weftctl/client/api_client.h"

namespace weft::ctl {

// All served kinds of all namespaces.
absl::StatusOr<explain::Objects> ObjectsFromApi(ApiClient& api);

// Valid objects only; of two with one name the later counts, as when the files are applied. Prints what is wrong, with file
// and line, and returns an error without text when anything is. Kinds that Weft does not read are passed over.
absl::StatusOr<explain::Objects> ObjectsFromFiles(const std::vector<std::string>& paths, Terminal& terminal);

}  // namespace weft::ctl
