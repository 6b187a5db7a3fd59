// What a rule asks for that stock gRPC clients do not do, or refuse to hear of. Pure functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "registry/index/delegation.h"

namespace weft::translate {

// The fields of `rule`, as paths below it, that are not sent to stock gRPC clients, each with the reason as a clause.
// Conditions of its matches are not among them: see GrpcCanEvaluate.
std::vector<std::pair<std::string, std::string>> NotForGrpc(const manifest::HttpRoute& rule);

}  // namespace weft::translate
