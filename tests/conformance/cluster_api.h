// SPDX-License-Identifier: Apache-2.0
// Applies and deletes manifests through the API of an xds-server, as kubectl would.
#pragma once

#include <string>
#include <vector>

#include "manifest/object/object.h"

namespace weft::conformance {

using manifest::Json;

class ClusterApi {
 public:
  explicit ClusterApi(int port) : port_(port) {}
  // Both throw std::runtime_error that carries the answer when it is no success.
  void Apply(const Json& manifest) const;
  void Delete(const Json& manifest) const;

 private:
  int port_;
};

}  // namespace weft::conformance
