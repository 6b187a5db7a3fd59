// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where a mesh logs what happened. A function, so that it goes wherever the program's own log goes.
#pragma once

#include <functional>
#include <string_view>

namespace weft {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Called from any thread, one line at a time, without a newline. Must not block for long and must not throw.
using LogSink = std::function<void(LogLevel level, std::string_view message)>;

/// Lines of at least `minimum` go to stderr as `weft: <level>: <message>`.
LogSink StderrLog(LogLevel minimum);

}  // namespace weft
