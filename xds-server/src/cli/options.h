// SPDX-License-Identifier: Apache-2.0
// What the command line says.
#pragma once

#include <optional>
#include <string>

namespace weft {

struct ServerOptions {
  std::string xds_address = "127.0.0.1:15010";
  std::string api_address = "127.0.0.1:16443";
  std::string admin_address = "127.0.0.1:15014";
  std::string store = "memory";
  std::string config_dir;  // empty: none
  std::string domain = "cluster.local";
};

// Prints help, the version or what is wrong and returns the exit code in `exit_code`; else returns the options.
std::optional<ServerOptions> ParseServerOptions(int argc, char** argv, int& exit_code);

}  // namespace weft
