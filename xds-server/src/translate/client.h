// What matters about who asks.
#pragma once

#include <string>

#include "registry/service.h"

namespace weft::translate {

// What a client understands. Stock gRPC clients refuse a whole resource because of a value they do not know, each
// implementation another one; they are served what all of them accept.
enum class Flavor { kWeft, kGrpc };

// Two processes that are equal here are served the same bytes.
struct Client {
  Flavor flavor = Flavor::kGrpc;
  std::string ns = "default";
  registry::Labels labels;
  auto operator<=>(const Client&) const = default;
};

}  // namespace weft::translate
