// SPDX-License-Identifier: Apache-2.0
// The pages of the admin port, apart from the HTTP that carries them.
#pragma once

#include <string>
#include <string_view>

#include "control/control.h"
#include "status/readiness.h"

namespace weft::status {

struct Page {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

// `path` without query. /healthz, /readyz, /version, /debug, /debug/syncz and /debug/registryz; 404 with the index for others.
// /readyz is 503 and lists the tasks while some are pending; so are the debug pages as long as there is no `control`.
// Thread-safe; the debug pages wait for the control thread.
Page AdminPage(std::string_view path, const Readiness& readiness, control::Control* control);

}  // namespace weft::status
