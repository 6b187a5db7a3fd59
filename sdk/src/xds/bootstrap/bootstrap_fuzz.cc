// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as a bootstrap: a value or an error, never a crash.
#include <cstdint>
#include <string_view>

#include "weft/bootstrap.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto bootstrap = weft::Bootstrap::FromJson({reinterpret_cast<const char*>(data), size});
  if (!bootstrap.ok() && bootstrap.status().message().empty()) __builtin_trap();
  return 0;
}
