// SPDX-License-Identifier: Apache-2.0
// Names to addresses, without ever blocking a caller: getaddrinfo knows no deadline, so it runs on a thread of its own.
//
// Callers that ask for the same name at once share one lookup. An answer is kept for a few seconds, as Envoy's STRICT_DNS does;
// a lookup whose callers have all given up still ends, and its answer is kept.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "http/connect/address.h"
#include "http/connect/descriptor.h"
#include "weft/env.h"

namespace weft::http {

// One caller's question. `ready` becomes readable when the answer is there. Dropping it is giving up.
class Lookup {
 public:
  struct Answer;
  explicit Lookup(std::shared_ptr<Answer> answer, Descriptor ready) : ready_(std::move(ready)), answer_(std::move(answer)) {}

  Descriptor& ready() { return ready_; }
  // After ready(); ports are set.
  absl::StatusOr<std::vector<SocketAddress>> Get() const;

 private:
  Descriptor ready_;
  std::shared_ptr<Answer> answer_;
};

// Thread-safe. Lookups under way outlive it.
class Resolver {
 public:
  // What getaddrinfo does; blocking. Injected by tests.
  using Query = std::function<absl::StatusOr<std::vector<SocketAddress>>(const std::string& name)>;
  static constexpr std::chrono::seconds kKept{5};

  explicit Resolver(const Env& env = *Env::System(), Query query = nullptr);
  ~Resolver();

  // Unavailable when no descriptor or thread is to be had.
  absl::StatusOr<std::unique_ptr<Lookup>> Start(std::string_view name, uint16_t port);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace weft::http
