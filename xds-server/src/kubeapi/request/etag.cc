// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/etag.h"

#include <cstdint>

#include "base/strings.h"
#include "kubeapi/request/text.h"

namespace weft::kubeapi {

namespace {

// FNV-1a, 64 bits.
uint64_t Fnv1a(std::string_view text, uint64_t basis) {
  uint64_t hash = basis;
  for (char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace

std::string ContentHash(std::string_view text) {
  constexpr uint64_t kBasis = 0xcbf29ce484222325;
  uint64_t first = Fnv1a(text, kBasis);
  uint64_t second = Fnv1a(text, first);
  return StrCat(absl::Hex(first, absl::kZeroPad16), absl::Hex(second, absl::kZeroPad16));
}

bool MatchesETag(std::string_view if_none_match, std::string_view etag) {
  for (std::string_view candidate : Split(if_none_match, ',')) {
    candidate = Strip(candidate);
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == etag || candidate == "*") return true;
  }
  return false;
}

HttpResponse WithETag(HttpResponse response, const HttpRequest& request) {
  std::string etag = StrCat("\"", ContentHash(response.body), "\"");
  response.headers.emplace_back("ETag", etag);
  if (MatchesETag(request.Header("if-none-match"), etag)) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

}  // namespace weft::kubeapi
