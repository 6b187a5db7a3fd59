// SPDX-License-Identifier: Apache-2.0
// What a rule asks for that a client does not do, or refuses to hear of. Pure functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "manifest/virtual_service/virtual_service.h"
#include "translate/client.h"

namespace weft::translate {

// The fields of `rule`, as paths below it, that are not sent to the client, each with the reason as a clause. Conditions of its
// matches are not among them: see CanEvaluate.
std::vector<std::pair<std::string, std::string>> UnsupportedFields(const manifest::HttpRoute& rule, const Client& client);

}  // namespace weft::translate
