// What an operator should know about a VirtualService that is valid and yet does not, or not everywhere, do what it says.
#pragma once

#include <string>
#include <vector>

#include "manifest/virtual_service.h"
#include "registry/world.h"

namespace weft::registry {

// Sentences that begin with the field they are about ("spec.hosts: ..."): gateways that are not of the mesh, hosts that another
// rule owns, rules lost in delegation, ports whose protocol the http rules do not concern. Empty when all is as it seems. The
// rule need not be in the world yet: see VirtualServiceIndex::ShadowedBy.
std::vector<std::string> RemarksOn(const World& world, const manifest::VirtualService& rule);

// One sentence each, for messages and conditions.
std::string Describe(const Shadow& shadow);
std::string Describe(const DroppedRoute& dropped);

}  // namespace weft::registry
