// SPDX-License-Identifier: Apache-2.0
// One stock Envoy that follows xds-server, on loopback ports of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "nlohmann/json.hpp"
#include "support/process.h"
#include "support/temp_dir.h"

namespace weft::test {

struct EnvoyOptions {
  std::string id = {};  // "router~…" makes a gateway of it
  int xds_port = 0;
  bool delta = true;  // or state of the world; both over ADS
  std::map<std::string, std::string> labels = {};
  nlohmann::json weft_proxy = nlohmann::json::object();  // metadata.WEFT_PROXY: where it listens
  bool await_live = true;                                // false: for one that will not become so
};

// The node by which it makes itself known, as JSON for the bootstrap and for `xds-server translate --node`.
nlohmann::json EnvoyNode(const EnvoyOptions& options);
nlohmann::json EnvoyBootstrap(const EnvoyOptions& options);

// Starts Envoy and returns when it is live, which it is once it has all clusters and listeners of the control plane. Throws
// std::runtime_error with its log when that does not come true. Envoy ends with the object. Use from one thread.
class EnvoyProcess {
 public:
  EnvoyProcess(const std::filesystem::path& program, EnvoyOptions options);

  const EnvoyOptions& options() const { return options_; }
  // The port of a listener; nullopt when there is none of that name.
  std::optional<int> Port(const std::string& listener) const;
  // Counters and gauges whose name fits the regular expression.
  std::map<std::string, int64_t> Stats(const std::string& filter) const;
  // Everything it received, with endpoints.
  nlohmann::json ConfigDump() const;
  std::string Log() const { return process_->Output(); }

 private:
  std::string Admin(const std::string& path) const;

  EnvoyOptions options_;
  TempDir folder_;
  std::unique_ptr<Process> process_;
  int admin_port_ = 0;
};

}  // namespace weft::test
