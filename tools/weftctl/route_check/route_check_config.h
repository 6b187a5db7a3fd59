// SPDX-License-Identifier: Apache-2.0
// The route tables that are to be checked.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route.pb.h"
#include "weftctl/output/terminal.h"

namespace weft::ctl {

struct RouteConfigFile {
  std::vector<envoy::config::route::v3::RouteConfiguration> tables;  // at least one
  std::vector<std::string> ignored;                                  // `routes.yaml: virtual_hosts[0].cors`
};

// A RouteConfiguration in YAML or JSON; several documents or a list of them, too. Documents whose "@type" says that they are
// something else are passed over, so that what `xds-server translate` printed can be read. An error names the file.
absl::StatusOr<RouteConfigFile> ReadRouteConfig(const std::string& path, Terminal& terminal);

}  // namespace weft::ctl
