// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every Bookinfo program gets from its flags and its environment. Variables have the sample's names.
#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace bookinfo {

/// Who this process is and where it listens. A plain value.
struct ServiceOptions {
  std::string app{};                  ///< "reviews"; set by the program, not by a flag
  std::string address = "127.0.0.1";  ///< where to listen
  std::string advertised_address{};   ///< what others connect to; empty: `address`
  int port = 9080;                    ///< 0: any free port
  std::string version = "v1";         ///< label `version`, as the sample's SERVICE_VERSION
  std::string namespace_name = "default";
  std::string pod_name{};  ///< empty: `<app>-<version>-<pid>`
  std::string xds{};       ///< host:port of the control plane; empty: a bootstrap from the environment

  const std::string& Advertised() const { return advertised_address.empty() ? address : advertised_address; }
};

/// A service that this one calls.
struct Upstream {
  std::string host{};
  int port = 9080;

  /// `host[.domain]:port`, what a client is made for. `domain` as the sample's SERVICES_DOMAIN.
  std::string Authority(const std::string& domain = "") const;
};

/// Adds --port, --address, --version, ... to `cli`. `options` must outlive the parse.
void AddServiceFlags(CLI::App& cli, ServiceOptions& options);

/// Adds --<name> and --<name>-port with the variables <NAME>_HOSTNAME and <NAME>_SERVICE_PORT.
void AddUpstreamFlags(CLI::App& cli, const std::string& name, Upstream& upstream);

/// Parses and fills in what depends on other options. Returns the exit code when the program is to end here: 0 after --help,
/// 2 after a wrong flag.
std::optional<int> ParseFlags(CLI::App& cli, int argc, char** argv, ServiceOptions& options);

}  // namespace bookinfo
