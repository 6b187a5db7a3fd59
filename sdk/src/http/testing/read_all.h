// SPDX-License-Identifier: Apache-2.0
// Runs a reader over bytes that are all there, cut into pieces.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "http/exchange/response_reader.h"

namespace weft::http::testing {

struct ReadResult {
  Response response;
  Error error;
  bool ended = false;  // an answer was read to its end
  bool reusable = false;
  size_t interim = 0;
  size_t capacity = 0;
};

// `next_piece(remaining)` says how many bytes (at least 1) come next; after all comes the end of the connection if `eof`.
template <typename NextPiece>
ReadResult ReadAll(std::string_view bytes, const Limits& limits, bool bodiless, bool eof, NextPiece next_piece) {
  ReadResult result;
  ResponseReader reader;
  reader.Begin(limits, &result.response, bodiless);
  bool eof_given = false;
  for (;;) {
    const ReadEvent event = reader.Next();
    if (event == ReadEvent::kInterim) ++result.interim;
    if (event == ReadEvent::kData) result.response.body += reader.data();
    if (event == ReadEvent::kEnd || event == ReadEvent::kError) break;
    if (event != ReadEvent::kNeedMore) continue;
    if (bytes.empty()) {
      if (!eof || eof_given) break;
      reader.AddEof();
      eof_given = true;
      continue;
    }
    const auto space = reader.Space();
    const size_t n = std::min({static_cast<size_t>(next_piece(bytes.size())), bytes.size(), space.size()});
    std::memcpy(space.data(), bytes.data(), n);
    reader.Add(n);
    bytes.remove_prefix(n);
  }
  result.error = reader.error();
  result.ended = result.error.ok() && reader.Next() == ReadEvent::kEnd;
  result.reusable = result.ended && reader.reusable() && bytes.empty();
  result.capacity = reader.capacity();
  return result;
}

inline ReadResult ReadAll(std::string_view bytes, const Limits& limits = {}, bool bodiless = false, bool eof = true) {
  return ReadAll(bytes, limits, bodiless, eof, [](size_t remaining) { return remaining; });
}

}  // namespace weft::http::testing
