// SPDX-License-Identifier: Apache-2.0
// The stock kubectl, as many releases of it as this machine has.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/process.h"

namespace weft::test {

// One kubectl binary with a configuration and a discovery cache of its own, so that neither the user's files nor a neighbour's
// cache matter. A value; Run may be called from any thread.
class Kubectl {
 public:
  Kubectl(std::string program, std::filesystem::path folder, const std::string& api_url);

  const std::string& program() const { return program_; }
  const std::string& kubeconfig() const { return kubeconfig_; }
  Command CommandFor(std::vector<std::string> arguments) const;
  Result Run(std::vector<std::string> arguments, std::string input = "",
             std::map<std::string, std::string> environment = {}) const;
  // Runs and throws std::runtime_error with everything printed unless the exit code is 0; returns standard output.
  std::string Must(std::vector<std::string> arguments, std::string input = "") const;

 private:
  std::string program_;
  std::string kubeconfig_;
  std::string cache_;
};

// Every kubectl found, one per minor release, oldest first: those named in WEFT_KUBECTLS (colon-separated), or else kubectl and
// kubectl.1.* in PATH and in the folder where Google's package keeps several releases side by side.
std::vector<std::string> FindKubectls();

// The one that tests use when the release does not matter: the newest. Throws std::runtime_error when there is none.
std::string NewestKubectl();

// 27 for v1.27.5; -1 when it prints none.
int KubectlMinor(const std::string& program);

}  // namespace weft::test
