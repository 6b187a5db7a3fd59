// SPDX-License-Identifier: Apache-2.0
// What stands behind Mesh: the thread with the ADS client, the published snapshot, and the calls that wait for it.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "mesh/event_loop.h"
#include "mesh/host_assembler.h"
#include "mesh/snapshot_publisher.h"
#include "weft/env.h"
#include "weft/mesh.h"
#include "xds/ads/ads_client.h"
#include "xds/ads/ads_transport.h"
#include "xds/resource/resource_cache.h"

namespace weft {

// Thread-safe, but for what is marked as the loop's. In a child process after fork() it must not be destroyed: its thread does
// not exist there, and what the thread held at that moment is held forever.
class MeshCore {
 public:
  MeshCore(Bootstrap bootstrap, MeshOptions options, const xds::AdsTransportFactory& new_transport);
  ~MeshCore();

  void Start();
  void Shutdown();

  const Bootstrap& bootstrap() const { return bootstrap_; }
  const mesh::Snapshot& Read() const { return publisher_.Read(); }
  TimePoint Now() const { return options_.env->Now(); }
  // Wall clock and chance; a call seeds its own generator from env().Random() and waits by env().SleepUntil().
  Env& env() const { return *options_.env; }
  const std::shared_ptr<Env>& shared_env() const { return options_.env; }  // for what may outlive the mesh
  std::chrono::nanoseconds default_deadline() const { return options_.default_deadline; }
  CallObserver* observer() const { return options_.observer.get(); }  // null: none
  bool allow_explain() const { return bootstrap_.allow_explain; }
  void Log(LogLevel level, std::string_view message) const { options_.log(level, message); }

  // Subscribes once for each spelling.
  void Subscribe(std::string_view authority, std::string_view scheme);
  void Announce(Workload workload);

  // `ready` runs once: now if the host's configuration is there, else when it comes. The id cancels it.
  uint64_t OnReady(std::string_view authority, std::function<void()> ready);
  void Cancel(uint64_t waiter);
  // Blocks until the host's configuration is there or `until`.
  void WaitUntilReady(std::string_view authority, TimePoint until);

  // A call waited for the host in vain: later calls fail at once until its configuration comes.
  void MarkTimedOut(std::string_view authority);
  bool HasTimedOut(std::string_view authority) const;

  // This process is a child of the one that started the mesh. Cheap.
  bool Forked() const;
  // Why calls cannot be made at all (shut down, forked), or empty.
  std::string Unusable() const;
  // What is missing for the authority, and where it was looked for.
  std::string Explain(std::string_view authority) const;

  std::vector<std::string> IgnoredFields();
  std::string Dump();

 private:
  struct Waiter {
    std::string authority;
    std::function<void()> ready;
  };

  bool IsReady(std::string_view authority) const;
  // The loop's:
  void OnConfigurationChanged();
  void Rebuild();
  void RebuildCluster(const std::string& name);
  void PublishSnapshot();
  void WakeWaiters();
  void LogNewlyIgnored();
  void NoteServer();

  const MeshOptions options_;
  const Bootstrap bootstrap_;
  const uint64_t fork_generation_;
  mesh::SnapshotPublisher publisher_;

  // The loop's.
  std::map<std::string, std::string> listener_of_;  // authority as spelled -> listener name
  mesh::HostConfigs hosts_;
  mesh::HostAssembler assembler_;
  std::set<std::string> logged_ignored_;

  mutable Mutex mutex_;
  CondVar stream_closed_;
  std::set<std::string, std::less<>> subscribed_ ABSL_GUARDED_BY(mutex_);  // spellings
  std::set<std::string, std::less<>> timed_out_ ABSL_GUARDED_BY(mutex_);
  std::map<uint64_t, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_waiter_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string server_ ABSL_GUARDED_BY(mutex_);  // description
  bool open_ ABSL_GUARDED_BY(mutex_) = true;    // a stream is up or being opened
  bool shut_down_ ABSL_GUARDED_BY(mutex_) = false;

  // Shutdown stops the loop, which uses the others, before they end; it outlives them for their timers.
  mesh::EventLoop loop_;
  xds::ResourceCache cache_;
  std::unique_ptr<xds::AdsTransport> transport_;
  std::unique_ptr<xds::AdsClient> ads_;
};

}  // namespace weft
