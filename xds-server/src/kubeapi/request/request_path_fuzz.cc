// SPDX-License-Identifier: Apache-2.0
// Whatever a client writes into the request line, the segments that come out are safe to use as names.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kubeapi/request/request_path.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto target = weft::kubeapi::ParseTarget({reinterpret_cast<const char*>(data), size});
  if (!target.ok()) return 0;
  for (const auto& segment : target->segments) {
    if (segment.empty() || segment == ".." || segment == "." || segment.find('/') != std::string::npos) std::abort();
    if (segment.find('\0') != std::string::npos) std::abort();
  }
  auto resource = weft::kubeapi::ParseResourcePath(target->segments);
  if (resource && (resource->plural.empty() || resource->version.empty())) std::abort();
  return 0;
}
