// SPDX-License-Identifier: Apache-2.0
// What the benchmark of the control plane configures: three services whose resources are about ten kilobytes for each client,
// and clients of four shapes.
//
// Two objects are written again and again. Each carries its number where every kind of client gets to see it: the
// VirtualService in the path of a rule, the WorkloadEntry in its address.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nlohmann/json.hpp"
#include "translate/translate.h"

namespace weft::bench {

enum class Mark { kRoute, kEndpoint };
inline constexpr int kMarks = 2;

// Where an object is written: POST to the collection, PUT to the object in it.
struct Manifest {
  std::string collection;
  nlohmann::json object;

  std::string Path() const { return collection + "/" + object["metadata"]["name"].get<std::string>(); }
};

std::vector<Manifest> AllManifests();
// The object that bears the mark, with this number.
Manifest Marked(Mark mark, int number);
// The number in the bytes of a response; 0 when it does not hold the resource.
int NumberIn(Mark mark, std::string_view bytes);

// Clients that are alike.
struct ClientKind {
  std::string agent;
  std::string ns;
  bool beta = false;  // bears the label that one rule looks at
  bool delta = true;  // else state of the world
  std::vector<std::string> names[translate::kTypes];

  size_t Resources() const;
};

// `count` of them in turn: of ten six plain ones, one of another namespace, one with a label that matters, one of stock gRPC
// that uses delta and one that uses state of the world.
std::vector<ClientKind> KindsOfClients(int count);

}  // namespace weft::bench
