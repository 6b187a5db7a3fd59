// SPDX-License-Identifier: Apache-2.0
// Writes what became of each VirtualService into its status, whenever the rules have changed, and what clients refuse into the
// status of the VirtualService, DestinationRule, ServiceEntry or Gateway behind it, for as long as they do.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "registry/world.h"
#include "status/refusal_words.h"
#include "status/rule_status.h"
#include "store/store.h"

namespace weft::status {

// Thread-safe. Has a thread of its own, since a write waits for the disk and nobody's configuration should wait with it. Of
// worlds that come faster than they are written about only the last counts. A status that is right already is not written, and
// one that somebody else changed stays until there is something new to say. A status makes no new world, so that writing one
// sends nothing to clients and cannot cause the next.
class StatusWriter {
 public:
  static constexpr char kManager[] = "weft";

  struct Options {
    std::function<absl::Time()> now = [] { return absl::Now(); };
    std::function<void(const std::string&)> log = [](const std::string&) {};
  };

  // `store` must outlive it.
  StatusWriter(store::ObjectStore& store, Options options);
  // Finishes the object at hand; what is left is written after the next start.
  ~StatusWriter();

  // A new world. Quick.
  void Observe(const std::shared_ptr<const registry::World>& world);
  // What clients refuse now. Quick.
  void ObserveRefusals(RefusalMessages refusals);

 private:
  struct Round {
    std::shared_ptr<const registry::World> world;
    RefusalMessages refusals;
  };

  struct Report {
    registry::VirtualServicePtr rule;  // nullptr: an object of another kind
    RuleStatus status;
    bool operator==(const Report&) const = default;
  };

  void Run();
  // The round to write, or none when all is over.
  std::optional<Round> WaitForRound();
  void WriteRound(const Round& round);
  void WriteRules(const Round& round);
  bool WriteRule(const store::Key& key, const Round& round);
  void WriteOthers(const Round& round);
  void FindRefusedBefore();
  bool Write(const store::Key& key, const Report& report);
  bool Stopping();

  store::ObjectStore& store_;
  const Options options_;
  Mutex mutex_;
  CondVar wake_;
  Round latest_ ABSL_GUARDED_BY(mutex_);          // world nullptr: nothing was told yet; what is told twice is done once
  bool pending_ ABSL_GUARDED_BY(mutex_) = false;  // `latest_` has not been begun yet
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // The thread's own:
  Round described_;           // what due_ has been worked out for
  std::set<store::Key> due_;  // the rules that may have something new to say
  std::map<store::Key, Report> written_;
  std::set<store::Key> refused_;  // of other kinds: those whose status says that they are refused
  bool looked_back_ = false;
  std::thread thread_;
};

}  // namespace weft::status
