// The loadBalancer block of a DestinationRule.
#pragma once

#include "manifest/destination_rule.h"
#include "manifest/field.h"

namespace weft::manifest {

LoadBalancer ParseLoadBalancer(const Field& field);
void CheckLoadBalancer(const Field& field, Report& report);

}  // namespace weft::manifest
