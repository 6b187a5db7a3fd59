// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include "CLI/CLI.hpp"

namespace weft {
namespace {

constexpr char kExamples[] = R"(
Examples:
  xds-server                                    keep everything in memory
  xds-server --store sqlite:/var/lib/weft.db    keep it over restarts
  xds-server --config-dir bookinfo/networking   take manifests from a folder and follow it
  kubectl --server http://127.0.0.1:16443 get virtualservices -A
  curl http://127.0.0.1:15014/debug/syncz       who has what
  xds-server translate --help                   what a client would get, from files and without a server

Every port may be 0 for a free one; what was bound is printed, then "ready".)";

}  // namespace

std::optional<ServerOptions> ParseServerOptions(int argc, char** argv, int& exit_code) {
  ServerOptions options;
  CLI::App app("Weft's control plane: manifests and workloads in, xDS out.", "xds-server");
  app.set_version_flag("--version", "xds-server " WEFT_VERSION);
  app.add_option("--xds-address", options.xds_address, "Where xDS clients connect")->capture_default_str();
  app.add_option("--api-address", options.api_address, "Where kubectl connects; plain http, loopback only")
      ->capture_default_str();
  app.add_option("--admin-address", options.admin_address, "Health, version and debug pages")->capture_default_str();
  app.add_option("--store", options.store, "Where objects are kept: memory, or sqlite:PATH")->capture_default_str();
  app.add_option("--config-dir", options.config_dir, "A folder of YAML manifests that is followed");
  app.add_option("--domain", options.domain, "The domain of service names")->capture_default_str();
  app.footer(kExamples);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error);
    return std::nullopt;
  }
  return options;
}

}  // namespace weft
