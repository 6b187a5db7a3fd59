// SPDX-License-Identifier: Apache-2.0
// The API listener of a dialled `host:port`: it only says which route table answers.
#pragma once

#include <string>

#include "envoy/config/listener/v3/listener.pb.h"

namespace weft::translate {

// `name` as it was asked for, `route_name` the table that answers.
::envoy::config::listener::v3::Listener MakeListener(const std::string& name, const std::string& route_name);

}  // namespace weft::translate
