// SPDX-License-Identifier: Apache-2.0
// Finds the end of a response's head as its bytes come in, and refuses what Beast's parser would wait for or put up with: lines
// that end in a bare LF, folded lines, an empty first line, and what does not begin as HTTP/1 does.
#pragma once

#include <cstddef>
#include <string_view>

namespace weft::http {

// Looks at each byte once, however they come. A plain value.
class HeadScanner {
 public:
  enum class Result { kMore, kComplete, kMalformed };

  // `bytes` are all of the head that came so far, those of the last call included. After kComplete size() is the head's size
  // with its empty line; after kMalformed problem() says why.
  Result Scan(std::string_view bytes);
  size_t size() const { return next_; }
  const char* problem() const { return problem_; }

 private:
  Result Refuse(const char* problem) { return problem_ = problem, Result::kMalformed; }

  size_t next_ = 0;  // where to search for the next LF
  size_t line_ = 0;  // where the current line begins
  const char* problem_ = nullptr;
};

// What is wrong with the line ends of a chunk's header or of trailers: bare LFs and folded lines. nullptr: nothing.
const char* LineProblem(std::string_view bytes);

}  // namespace weft::http
