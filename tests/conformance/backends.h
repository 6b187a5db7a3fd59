// SPDX-License-Identifier: Apache-2.0
// The workloads of the table as real servers: they write down what arrives and answer as the row defines.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "conformance/observation.h"
#include "conformance/row.h"

namespace weft::conformance {

// One server for each port of the table, on a port of its own. Thread-safe. Everything ends with the object.
class Backends {
 public:
  explicit Backends(const std::set<int>& table_ports);
  ~Backends();

  // The manifest with the table's ports of workloads and endpoints replaced by those that the servers listen on.
  Json WithRealPorts(Json manifest) const;

  // Forgets what arrived. The next requests are answered like this, then with 200; those to `unscripted` ports always with 200.
  void Script(std::vector<ScriptedAnswer> answers, std::set<int> unscripted);
  // What arrived since, in order.
  std::vector<Seen> Arrived() const;

 private:
  class Server;
  struct Log;
  const std::unique_ptr<Log> log_;
  std::vector<std::unique_ptr<Server>> servers_;
};

}  // namespace weft::conformance
