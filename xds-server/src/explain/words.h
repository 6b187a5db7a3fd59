// SPDX-License-Identifier: Apache-2.0
// What a route looks for and does, in words for people.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/route.h"

namespace weft::explain {

// `header "end-user" is "jason"`, one text for each condition; none when the route takes every call.
std::vector<std::string> ConditionWords(const model::RouteMatch& match);

// What happens to a call beside its destination, as pairs of a title and a text: ("timeout", "10s"), ("retries", "2 more, on
// connect-failure"), ... Timeout and retries always stand there for a route with destinations, the rest where there is
// something.
std::vector<std::pair<std::string, std::string>> PolicyWords(const model::Route& route);

}  // namespace weft::explain
