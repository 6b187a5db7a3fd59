// The control thread: the one place where the world, the translation and the streams' state live.
//
//   API write -> store -> watch  \                                  / stream's sink -> gRPC
//   gRPC thread: request          } queue -> control thread -> Hub {
//   timer: a workload's grace    /                                  \ store (workloads that announced themselves)
//
// What has queued up is taken at once: ten writes that come together cost one new world and one push to each stream. Nothing is
// delayed on purpose.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ads/hub.h"
#include "registry/registry.h"
#include "registry/workloads.h"
#include "store/store.h"

namespace weft::ads {

// Thread-safe. Stop whatever posts to it, then destroy it, then the store.
class Control {
 public:
  struct Options {
    std::string domain = "cluster.local";
    std::function<absl::Time()> now = [] { return absl::Now(); };
    std::function<void(const std::string&)> log = [](const std::string&) {};
    // Told of each new world, beginning with the first one during Start; afterwards on the control thread: it must be quick.
    std::function<void(const registry::Registry&, const std::shared_ptr<const registry::World>&)> on_world = nullptr;
    // Told what clients refuse whenever that may have changed, on the control thread: it must be quick.
    std::function<void(const std::vector<Refusal>&)> on_refusals = nullptr;
  };

  // Reads the store and starts the thread.
  static absl::StatusOr<std::unique_ptr<Control>> Start(store::Store& store, Options options);
  ~Control();

  // Runs `task` on the control thread; tasks of one caller keep their order.
  void Post(std::function<void(Hub&)> task);

  // A look at everything, taken on the control thread.
  struct Inspection {
    std::shared_ptr<const registry::World> world;
    std::vector<StreamStatus> streams;
    std::map<std::string, std::string> errors;  // objects that could not be read
    size_t cached_resources = 0;
  };
  Inspection Inspect();

 private:
  Control(store::Store& store, Options options);
  absl::Status Load();
  void Run();
  void Process(std::vector<store::Event> events, std::deque<std::function<void(Hub&)>> tasks);
  void Wait(std::unique_lock<std::mutex>& lock);

  store::Store& store_;
  Options options_;
  registry::Registry registry_;
  registry::Workloads workloads_;
  std::shared_ptr<const registry::World> world_;
  std::unique_ptr<Hub> hub_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<store::Event> events_;
  std::deque<std::function<void(Hub&)>> tasks_;
  bool stopping_ = false;

  std::unique_ptr<store::Store::Watch> watch_;
  std::thread thread_;
};

}  // namespace weft::ads
