// SPDX-License-Identifier: Apache-2.0
// The stock xDS clients that come from other registries than the distribution's, and what a test does where one is missing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "gtest/gtest.h"

namespace weft::test {

// gRPC for Node.js: `node` on the PATH and the packages that tools/setup --interop puts into build/interop/node.
struct NodeInstallation {
  std::string program;
  std::filesystem::path modules;  // a folder called node_modules
};
std::optional<NodeInstallation> FindNode();

// The Envoy that tools/setup --interop puts into build/interop/envoy, else the `envoy` on the PATH.
std::optional<std::filesystem::path> FindEnvoy();

// `<what> is not installed; install it with: tools/setup --interop`
std::string NotInstalled(const std::string& what);

// Whether a missing client is a failure: WEFT_INTEROP_REQUIRED is set and not "0". tools/test --interop sets it.
bool InteropIsRequired();

}  // namespace weft::test

// For SetUp() of a fixture, or the first line of a test: leaves it as failed where clients are required, else as skipped, and
// prints a line `SKIPPED: …`, which ctest matches (SKIP_REGULAR_EXPRESSION).
#define WEFT_NEEDS_INSTALLED(found, what)                                              \
  if (!(found)) {                                                                      \
    if (::weft::test::InteropIsRequired()) FAIL() << ::weft::test::NotInstalled(what); \
    GTEST_SKIP() << "SKIPPED: " << ::weft::test::NotInstalled(what);                   \
  }                                                                                    \
  static_assert(true, "a semicolon follows")
