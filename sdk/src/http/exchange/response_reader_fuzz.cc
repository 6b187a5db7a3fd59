// SPDX-License-Identifier: Apache-2.0
// Bytes are what a peer sends: cut into pieces of any size they read the same, memory stays bounded, and nothing breaks.
#include <cstdint>
#include <cstdlib>

#include "http/testing/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const bool bodiless = data[0] & 1, eof = data[0] & 2;
  const size_t piece = 1 + data[1] % 64;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  weft::http::Limits limits;
  limits.head = 1024;
  limits.headers = 10;
  limits.informational = 3;
  const auto whole = weft::http::testing::ReadAll(bytes, limits, bodiless, eof);
  const auto pieces = weft::http::testing::ReadAll(bytes, limits, bodiless, eof, [piece](size_t) { return piece; });
  if (whole.ended != pieces.ended) std::abort();
  if (whole.ended && whole.response.body != pieces.response.body) std::abort();
  if (whole.ended && whole.response.trailers != pieces.response.trailers) std::abort();
  if (whole.response.headers.size() > limits.headers || whole.response.trailers.size() > limits.headers) std::abort();
  if (whole.capacity > 512 * 1024) std::abort();
  return 0;
}
