// One callable service as the mesh sees it: a core Service or one host of a ServiceEntry, with the endpoints that serve it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "manifest/object/object.h"

namespace weft::registry {

using manifest::Labels;

struct Locality {
  std::string region;
  std::string zone;
  std::string sub_zone;
  auto operator<=>(const Locality&) const = default;
};

// "region/zone/sub_zone"; missing parts stay empty.
Locality ParseLocality(std::string_view text);

struct Port {
  std::string name;
  uint32_t number = 0;
  std::string protocol;  // appProtocol, or what the ServiceEntry says
  bool operator==(const Port&) const = default;
};

struct Endpoint {
  std::string address;          // an IP literal; a DNS name in services of kDns
  std::vector<uint32_t> ports;  // the instance's port for each of the service's ports; 0: it does not serve that one
  Labels labels;
  Locality locality;
  uint32_t weight = 1;
  std::string workload;  // the WorkloadEntry it comes from; empty for inline endpoints
  bool operator==(const Endpoint&) const = default;
};

// Immutable once it is in a World.
struct Service {
  enum class Discovery {
    kEndpoints,    // the endpoints are known here
    kDns,          // `endpoints` are names that the client resolves
    kUnreachable,  // a wildcard host without endpoints: nobody could say where to connect
  };
  std::string host;  // full, lower case; may be a wildcard for a ServiceEntry
  std::string ns;
  std::string name;          // of the object
  std::string uid;           // likewise: another one when it was deleted and made again
  bool is_platform = false;  // a core Service: short names lead to it
  int64_t created = 0;
  Discovery discovery = Discovery::kEndpoints;
  std::vector<Port> ports;
  std::vector<Endpoint> endpoints;
  std::vector<std::string> export_to;
  std::vector<std::string> addresses;  // virtual IPs by which it may be dialled: lower case, without brackets, each once
  bool headless = false;               // names one label below its host lead to it too
  bool operator==(const Service&) const = default;

  // Index into `ports`, or -1.
  int PortIndex(uint32_t number) const;
};

}  // namespace weft::registry
