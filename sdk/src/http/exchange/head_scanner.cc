// SPDX-License-Identifier: Apache-2.0
#include "http/exchange/head_scanner.h"

#include <algorithm>
#include <cstring>

namespace weft::http {
namespace {

constexpr std::string_view kStart = "HTTP/1.";
constexpr const char* kBareLf = "a line ends in LF without CR";
constexpr const char* kFolded = "a header line is folded (begins with a space or tab)";

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

HeadScanner::Result HeadScanner::Scan(std::string_view bytes) {
  const size_t known = std::min(bytes.size(), kStart.size());
  if (bytes.substr(0, known) != kStart.substr(0, known)) return Refuse("the answer does not begin with HTTP/1.");
  while (next_ < bytes.size()) {
    const void* const found = std::memchr(bytes.data() + next_, '\n', bytes.size() - next_);
    if (found == nullptr) {
      next_ = bytes.size();
      break;
    }
    const size_t lf = static_cast<size_t>(static_cast<const char*>(found) - bytes.data());
    if (lf == 0 || bytes[lf - 1] != '\r') return Refuse(kBareLf);
    if (line_ > 0 && IsBlank(bytes[line_])) return Refuse(kFolded);
    next_ = lf + 1;
    if (lf == line_ + 1) return Result::kComplete;
    line_ = next_;
  }
  return Result::kMore;
}

const char* LineProblem(std::string_view bytes) {
  for (size_t i = bytes.find('\n'); i != std::string_view::npos; i = bytes.find('\n', i + 1)) {
    if (i == 0 || bytes[i - 1] != '\r') return kBareLf;
    if (i + 1 < bytes.size() && IsBlank(bytes[i + 1])) return kFolded;
  }
  return nullptr;
}

}  // namespace weft::http
