// Writes what became of each VirtualService into its status, whenever the rules have changed.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "registry/registry.h"
#include "status/rule_status.h"
#include "store/store.h"

namespace weft::status {

// Thread-safe. Has a thread of its own, since a write waits for the disk and nobody's configuration should wait with it. Of
// worlds that come faster than they are written about only the last counts. A status that is right already is not written, and
// one that somebody else changed stays until there is something new to say.
class StatusWriter {
 public:
  static constexpr char kManager[] = "weft";

  struct Options {
    std::function<absl::Time()> now = [] { return absl::Now(); };
    std::function<void(const std::string&)> log = [](const std::string&) {};
  };

  // `store` must outlive it.
  StatusWriter(store::Store& store, Options options);
  // Finishes the object at hand; what is left is written after the next start.
  ~StatusWriter();

  // A new world. Quick.
  void Observe(const registry::Registry& registry, const std::shared_ptr<const registry::World>& world);

 private:
  struct Round {
    std::shared_ptr<const registry::World> world;
    std::map<store::Key, registry::VirtualServicePtr> rules;
  };

  struct Report {
    registry::VirtualServicePtr rule;
    RuleStatus status;
    bool operator==(const Report&) const = default;
  };

  void Run();
  void WriteAll(const Round& round);
  bool Write(const store::Key& key, const Report& report);
  bool Stopping();

  store::Store& store_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::unique_ptr<Round> next_;                       // not begun yet
  std::shared_ptr<const registry::World> last_seen_;  // what is told twice is done once
  bool stopping_ = false;
  std::map<store::Key, Report> written_;  // the thread's own
  std::thread thread_;
};

}  // namespace weft::status
