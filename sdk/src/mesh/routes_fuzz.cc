// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes as a RouteConfiguration, through to the compiled table: what the parser lets pass, the engine must take.
#include <cstdint>
#include <string>

#include "base/type_urls.h"
#include "engine/route/route_table.h"
#include "xds/resource/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  google::protobuf::Any any;
  any.set_type_url(std::string(weft::xds::TypeUrl(weft::xds::ResourceType::kRoutes)));
  any.set_value(std::string(reinterpret_cast<const char*>(data), size));
  const auto parsed = weft::xds::ParseRoutes(any);
  if (!parsed.ok()) return 0;
  const auto table = weft::engine::CompiledRouteTable::Compile(parsed->value);
  if (!table.ok()) __builtin_trap();
  weft::Random random(size);
  weft::RequestHead head;
  head.path = "/fuzz?q=1";
  for (const auto& host : parsed->value.virtual_hosts) {
    for (const std::string& domain : host.domains) {
      head.authority = domain;
      (*table)->Match(head, random);
    }
  }
  return 0;
}
