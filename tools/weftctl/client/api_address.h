// SPDX-License-Identifier: Apache-2.0
// Which API, and which admin port, the commands talk to.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace weft::ctl {

using GetVariable = std::function<std::optional<std::string>(std::string_view name)>;

// An address such as "http://127.0.0.1:16443": the flag, else $WEFT_API, else the server of the current context's cluster in
// the first file of $KUBECONFIG that names one, else the default. An error names where the address came from and what is wrong.
absl::StatusOr<std::string> FindApiAddress(std::string_view flag, const GetVariable& variable);

// The same for the admin port, such as "http://127.0.0.1:15014": the flag, else $WEFT_ADMIN, else $ADMIN_URL, which tools/demo
// sets, else the default.
absl::StatusOr<std::string> FindAdminAddress(std::string_view flag, const GetVariable& variable);

std::optional<std::string> EnvironmentVariable(std::string_view name);

}  // namespace weft::ctl
