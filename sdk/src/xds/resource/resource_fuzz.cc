// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as each kind of resource: a validated model or an error with a message, never a crash.
#include <cstdint>
#include <string>

#include "base/type_urls.h"
#include "xds/resource/parse.h"

namespace {

template <typename T>
void MustExplain(const absl::StatusOr<T>& parsed) {
  if (!parsed.ok() && parsed.status().message().empty()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto type = weft::xds::kAllTypes[data[0] % weft::xds::kAllTypes.size()];
  google::protobuf::Any any;
  any.set_type_url(std::string(weft::xds::TypeUrl(type)));
  any.set_value(std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  MustExplain(weft::xds::ParseListener(any));
  MustExplain(weft::xds::ParseRoutes(any));
  MustExplain(weft::xds::ParseCluster(any));
  MustExplain(weft::xds::ParseEndpoints(any));
  return 0;
}
