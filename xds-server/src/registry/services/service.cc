// SPDX-License-Identifier: Apache-2.0
#include "registry/services/service.h"

#include <stdexcept>

#include "base/strings.h"

namespace weft::registry {

Locality ParseLocality(std::string_view text) {
  std::vector<std::string_view> parts = Split(text, '/');
  parts.resize(3);
  return {std::string(parts[0]), std::string(parts[1]), std::string(parts[2])};
}

const Endpoint& EndpointList::at(size_t position) const {
  if (position >= size()) throw std::out_of_range("EndpointList::at");
  return *std::next(begin(), static_cast<std::ptrdiff_t>(position));
}

int Service::PortIndex(uint32_t number) const {
  for (size_t i = 0; i < ports.size(); ++i) {
    if (ports[i].number == number) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace weft::registry
