// SPDX-License-Identifier: Apache-2.0
#include "weft/log.h"

#include <cstdio>
#include <string>

namespace weft {
namespace {

const char* LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "?";
}

}  // namespace

LogSink StderrLog(LogLevel minimum) {
  return [minimum](LogLevel level, std::string_view message) {
    if (level < minimum) return;
    // One write a line, so that lines of several threads do not mix.
    std::string line = std::string("weft: ") + LevelName(level) + ": " + std::string(message) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
  };
}

}  // namespace weft
