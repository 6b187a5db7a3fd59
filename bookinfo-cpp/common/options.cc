// SPDX-License-Identifier: Apache-2.0
#include "common/options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>

namespace bookinfo {
namespace {

std::string UpperCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

// In a cluster the host name is the pod's name. Elsewhere it is the machine's, which all processes share.
std::string DefaultPodName(const ServiceOptions& options) {
  const char* host = std::getenv("HOSTNAME");
  if (host != nullptr && *host != '\0' && std::getenv("KUBERNETES_SERVICE_HOST") != nullptr) return host;
  return options.app + "-" + options.version + "-" + std::to_string(::getpid());
}

}  // namespace

std::string Upstream::Authority(const std::string& domain) const {
  return host + (domain.empty() ? "" : "." + domain) + ":" + std::to_string(port);
}

void AddServiceFlags(CLI::App& cli, ServiceOptions& options) {
  cli.name("bookinfo-" + options.app);
  cli.set_help_flag("-h,--help", "Print this help and exit");
  cli.add_option("--port,port", options.port, "Port to listen on; 0 takes a free one. Prints `listening on ADDRESS:PORT`")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  cli.add_option("--address", options.address, "Address to listen on")->capture_default_str();
  cli.add_option("--advertise", options.advertised_address, "IP address that others connect to, when it is not --address")
      ->envname("INSTANCE_IP");
  cli.add_option("--version", options.version, "Version of the SERVICE that this process plays (its label `version`)")
      ->envname("SERVICE_VERSION")
      ->capture_default_str();
  cli.add_option("--namespace", options.namespace_name, "Namespace of the service")
      ->envname("POD_NAMESPACE")
      ->capture_default_str();
  cli.add_option("--pod-name", options.pod_name, "Name of this process in answers and in the mesh; default APP-VERSION-PID")
      ->envname("POD_NAME");
  cli.add_option("--xds", options.xds,
                 "Control plane, HOST:PORT. Without it the bootstrap named by WEFT_BOOTSTRAP, GRPC_XDS_BOOTSTRAP or "
                 "GRPC_XDS_BOOTSTRAP_CONFIG is used")
      ->envname("WEFT_XDS");
}

void AddUpstreamFlags(CLI::App& cli, const std::string& name, Upstream& upstream) {
  cli.add_option("--" + name, upstream.host, "Host of the " + name + " service")
      ->envname(UpperCase(name) + "_HOSTNAME")
      ->capture_default_str();
  cli.add_option("--" + name + "-port", upstream.port, "Port of the " + name + " service")
      ->envname(UpperCase(name) + "_SERVICE_PORT")
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
}

std::optional<int> ParseFlags(CLI::App& cli, int argc, char** argv, ServiceOptions& options) {
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : 2;
  }
  if (options.pod_name.empty()) options.pod_name = DefaultPodName(options);
  return std::nullopt;
}

}  // namespace bookinfo
