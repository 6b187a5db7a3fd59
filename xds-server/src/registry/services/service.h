// SPDX-License-Identifier: Apache-2.0
// One callable service as the mesh sees it: a core Service or one host of a ServiceEntry, with the endpoints that serve it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/containers/persistent_map.h"
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

// The endpoints of a service, those of workloads by name, inline ones as they were written. A value: copies share the
// endpoints, and lists are compared by what they do not share, so that one endpoint of many costs what it is.
class EndpointList {
 public:
  struct Id {
    std::string workload;  // empty for inline endpoints
    std::string source;    // the kind of the object that it comes from
    size_t position = 0;   // of inline endpoints
    auto operator<=>(const Id&) const = default;
  };
  using Map = PersistentMap<Id, Endpoint>;

  class const_iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Endpoint;
    using difference_type = std::ptrdiff_t;
    using pointer = const Endpoint*;
    using reference = const Endpoint&;
    const_iterator() = default;
    explicit const_iterator(Map::const_iterator at) : at_(std::move(at)) {}
    reference operator*() const { return at_->second; }
    pointer operator->() const { return &at_->second; }
    const_iterator& operator++() {
      ++at_;
      return *this;
    }
    const_iterator operator++(int) { return const_iterator(at_++); }
    friend bool operator==(const const_iterator& a, const const_iterator& b) { return a.at_ == b.at_; }

   private:
    Map::const_iterator at_;
  };
  using iterator = const_iterator;
  using value_type = Endpoint;

  const_iterator begin() const { return const_iterator(map_.begin()); }
  const_iterator end() const { return const_iterator(map_.end()); }
  size_t size() const { return map_.size(); }
  bool empty() const { return map_.empty(); }
  // Walks there; throws std::out_of_range.
  const Endpoint& at(size_t position) const;
  const Endpoint& operator[](size_t position) const { return at(position); }

  void Put(Id id, Endpoint endpoint) { map_.Put(std::move(id), std::move(endpoint)); }
  void Erase(const Id& id) { map_.Erase(id); }
  bool operator==(const EndpointList&) const = default;

 private:
  Map map_;
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
  EndpointList endpoints;
  std::vector<std::string> export_to;
  std::vector<std::string> addresses;  // virtual IPs by which it may be dialled: lower case, without brackets, each once
  bool headless = false;               // names one label below its host lead to it too
  bool operator==(const Service&) const = default;

  // Index into `ports`, or -1.
  int PortIndex(uint32_t number) const;
};

// By host; several namespaces may define the same one. Platform services first, then oldest, name, namespace.
using ServiceIndex = PersistentMap<std::string, std::vector<std::shared_ptr<const Service>>>;

// By virtual IP, in the same order; wildcard hosts are not in it.
using AddressIndex = ServiceIndex;

struct ServiceIndexes {
  ServiceIndex by_host;
  AddressIndex by_address;
};

}  // namespace weft::registry
