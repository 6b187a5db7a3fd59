// SPDX-License-Identifier: Apache-2.0
// The control thread: the one place where the world, the translation and the streams' state live.
//
//   API write -> store -> watch -> queue  \                           / stream's sink -> socket
//   socket -> gRPC's completion queue      }   control thread -> Hub {
//   timer: a workload's grace             /                           \ store (workloads that announced themselves)
//
// The hub asks a WorldSource for resources, which translates them.
//
// What clients ask is answered at once, from the world as it is. Writes are taken together and paced (pacer.h): the first after
// quiet makes a new world and a push to each stream at once, a storm of them at most 25 in any second.
//
// The thread also does what gRPC does for the streams (completion_loop.h): a push costs no change of threads, and while it is
// under way sending goes first and only some of what was received is handled, so that a change has reached everyone before all
// their answers have been read. A world that comes meanwhile overtakes the push.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ads/hub/hub.h"
#include "ads/wire/hub_thread.h"
#include "ads/wire/reactor.h"
#include "base/mutex.h"
#include "control/announcements.h"
#include "control/pacer.h"
#include "control/refusal.h"
#include "control/resource_types.h"
#include "control/world_source.h"
#include "registry/registry.h"
#include "registry/services/workloads.h"
#include "store/store.h"

namespace weft::control {

// One stream and whose it is.
struct StreamStatus : ads::StreamStatus {
  std::optional<clients::NodeInfo> node;  // absent before the first request
};

// Thread-safe. Stop whatever posts to it, then destroy it, then the store.
class Control : public ads::HubThread {
 public:
  struct Options {
    std::string domain = "cluster.local";
    std::function<absl::Time()> now = [] { return absl::Now(); };
    std::function<void(const std::string&)> log = [](const std::string&) {};
    // Called with each new world, beginning with the first one during Start; afterwards on the control thread: it must be
    // quick.
    std::function<void(const registry::Registry&, const std::shared_ptr<const registry::World>&)> on_world = nullptr;
    // Called with what clients refuse whenever that may have changed, on the control thread: it must be quick.
    std::function<void(const std::vector<Refusal>&)> on_refusals = nullptr;
  };

  // Reads the store and starts the thread. FailedPrecondition when not everything can be read yet: no world is made of a part.
  static absl::StatusOr<std::unique_ptr<Control>> Start(store::ObjectStore& store, Options options);
  ~Control() override;

  // A task need not see what was written just before.
  void Post(Task task) override;
  void WaitAt(ads::Reactor* reactor) override;

  // A look at everything, taken on the control thread when all that was written and posted before is in it.
  struct Inspection {
    absl::Time at;
    std::shared_ptr<const registry::World> world;
    std::vector<StreamStatus> streams;
    std::map<std::string, std::string> errors;  // objects that could not be read
    size_t cached_resources = 0;
  };
  Inspection Inspect();

 private:
  Control(store::ObjectStore& store, Options options);
  absl::Status Load();
  void OnEvent(const store::Event& event);
  void Run();
  // What is to be done now.
  struct Work {
    std::vector<store::Event> events;
    std::vector<Task> tasks;
    std::vector<Task> looks;
    bool over = false;  // and never anything again
  };
  Work TakeWork(bool pushing);
  void Process(Work work);  // tasks are destroyed as soon as they have run
  void WaitForMore(bool pushing);
  void NoteWork(Pacer::Time begin);
  Pacer::Time NextTick() const;
  std::vector<StreamStatus> DescribeStreams() const;

  store::ObjectStore& store_;
  Options options_;
  registry::Registry registry_;
  registry::Workloads workloads_;
  std::shared_ptr<const registry::World> world_;
  const ads::ResourceTypes types_ = ServedTypes();
  std::optional<WorldSource> source_;
  std::optional<Announcements> announcements_;
  std::optional<ads::Hub> hub_;

  ads::Sleeper sleeper_;

  Mutex mutex_;
  ads::Reactor* reactor_ ABSL_GUARDED_BY(mutex_) = &sleeper_;  // where the thread waits
  Pacer pacer_ ABSL_GUARDED_BY(mutex_);
  std::vector<store::Event> events_ ABSL_GUARDED_BY(mutex_);
  std::vector<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  std::vector<Task> looks_ ABSL_GUARDED_BY(mutex_);  // run when there are no events before them any more, and all is pushed
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::vector<std::unique_ptr<store::ObjectSource::Watch>> watches_;
  std::thread thread_;
};

}  // namespace weft::control
