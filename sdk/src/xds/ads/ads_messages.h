// SPDX-License-Identifier: Apache-2.0
// What goes over an ADS stream, in either variant of the protocol.
#pragma once

#include <variant>

#include "envoy/service/discovery/v3/discovery.pb.h"

namespace weft::xds {

using SotwRequest = envoy::service::discovery::v3::DiscoveryRequest;
using SotwResponse = envoy::service::discovery::v3::DiscoveryResponse;
using DeltaRequest = envoy::service::discovery::v3::DeltaDiscoveryRequest;
using DeltaResponse = envoy::service::discovery::v3::DeltaDiscoveryResponse;

using AdsRequest = std::variant<SotwRequest, DeltaRequest>;
using AdsResponse = std::variant<SotwResponse, DeltaResponse>;

}  // namespace weft::xds
