// SPDX-License-Identifier: Apache-2.0
#include "mesh/mesh_core.h"

#include "base/authority.h"
#include "base/fork_guard.h"
#include "base/strings.h"
#include "mesh/dump.h"

namespace weft {
namespace {

// Of real time, whatever the mesh's Env is: how long a server may take to end the stream is no decision of the mesh's.
constexpr auto kClosePatience = std::chrono::seconds(1);

}  // namespace

MeshCore::MeshCore(Bootstrap bootstrap, MeshOptions options, const xds::AdsTransportFactory& new_transport)
    : options_(std::move(options)),
      bootstrap_(std::move(bootstrap)),
      fork_generation_(ForkGeneration()),
      assembler_({.log = options_.log,
                  .env = *options_.env,
                  .cluster_changed = [this](const std::string& name) { loop_.Post([this, name] { RebuildCluster(name); }); }}),
      loop_(*options_.env) {
  xds::AdsTransport::Callbacks callbacks;
  callbacks.on_response = [this](auto response) {
    auto shared = std::make_shared<const xds::AdsResponse>(std::move(response));
    loop_.Post([this, shared] { ads_->OnResponse(*shared); });
  };
  callbacks.on_opened = [this] { loop_.Post([this] { ads_->OnOpened(); }); };
  callbacks.on_closed = [this](const absl::Status& status) { loop_.Post([this, status] { ads_->OnClosed(status); }); };
  server_ = bootstrap_.xds_servers.front().server_uri + " (not connected)";
  transport_ = new_transport(std::move(callbacks));
  ads_ = std::make_unique<xds::AdsClient>(bootstrap_, *transport_, env(), loop_, options_.log,
                                          xds::AdsClient::Callbacks{.on_resources = [this] { OnConfigurationChanged(); },
                                                                    .on_connection = [this] { NoteServer(); }});
  for (xds::ResourceSet* set : cache_.sets()) ads_->Register(*set);
}

MeshCore::~MeshCore() { Shutdown(); }

void MeshCore::Start() {
  loop_.Start();
  loop_.Post([this] { ads_->Start(); });
}

void MeshCore::Shutdown() {
  if (Forked()) return;
  {
    MutexLock lock(mutex_);
    if (shut_down_) return;
    shut_down_ = true;
  }
  loop_.Run([this] { ads_->Close(); });
  {
    MutexLock lock(mutex_);
    stream_closed_.WaitFor(mutex_, kClosePatience, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !open_; });
  }
  WakeWaiters();
  loop_.Stop();
  transport_.reset();
}

void MeshCore::Subscribe(std::string_view authority, std::string_view scheme) {
  {
    MutexLock lock(mutex_);
    if (subscribed_.contains(authority)) return;
    subscribed_.emplace(authority);
  }
  std::string listener = NormalizeAuthority(authority, scheme);
  loop_.Post([this, spelled = std::string(authority), listener] {
    listener_of_[spelled] = listener;
    const bool known = hosts_.contains(listener);
    ads_->Subscribe(xds::TypeUrl(xds::ResourceType::kListener), listener);
    if (!known) return;
    PublishSnapshot();  // a new spelling of a host that is there already
    WakeWaiters();
  });
}

void MeshCore::Announce(Workload workload) {
  loop_.Post([this, workload = std::move(workload)] { ads_->Announce(workload); });
}

uint64_t MeshCore::OnReady(std::string_view authority, std::function<void()> ready) {
  uint64_t id = 0;
  {
    MutexLock lock(mutex_);
    if (!shut_down_ && !IsReady(authority)) {
      id = ++last_waiter_;
      waiters_[id] = {std::string(authority), std::move(ready)};
      return id;
    }
  }
  ready();
  return id;
}

void MeshCore::Cancel(uint64_t waiter) {
  MutexLock lock(mutex_);
  waiters_.erase(waiter);
}

void MeshCore::WaitUntilReady(std::string_view authority, TimePoint until) {
  struct Signal {
    Mutex mutex;
    CondVar changed;
    bool ready ABSL_GUARDED_BY(mutex) = false;
  };
  auto signal = std::make_shared<Signal>();  // shared: the callback may run while this call is leaving
  const uint64_t id = OnReady(authority, [signal] {
    MutexLock lock(signal->mutex);
    signal->ready = true;
    signal->changed.NotifyAll();
  });
  {
    MutexLock lock(signal->mutex);
    signal->changed.WaitUntil(env(), signal->mutex, until,
                              [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(signal->mutex) { return signal->ready; });
  }
  Cancel(id);
}

void MeshCore::MarkTimedOut(std::string_view authority) {
  MutexLock lock(mutex_);
  timed_out_.emplace(authority);
}

bool MeshCore::HasTimedOut(std::string_view authority) const {
  MutexLock lock(mutex_);
  return timed_out_.contains(authority);
}

std::string MeshCore::Unusable() const {
  if (Forked()) return "weft: this mesh was started before fork(); start a new one in the child process";
  MutexLock lock(mutex_);
  return shut_down_ ? "weft: this mesh was shut down" : "";
}

std::string MeshCore::Explain(std::string_view authority) const {
  const auto snapshot = publisher_.Current();
  const auto* host = snapshot->Find(authority);
  MutexLock lock(mutex_);
  return StrCat("weft: no configuration for \"", authority,
                "\": ", host == nullptr ? "the control plane has not answered" : (*host)->problem, "; asked control plane ",
                server_, " as node \"", bootstrap_.node.id, "\"");
}

std::vector<std::string> MeshCore::IgnoredFields() {
  std::vector<std::string> fields;
  if (!Forked()) loop_.Run([&] { fields = ads_->IgnoredFields(); });
  return fields;
}

std::string MeshCore::Dump() {
  std::string text;
  if (!Forked()) loop_.Run([&] { text = mesh::DumpText(ads_->ServerDescription(), *publisher_.Current(), cache_); });
  return text;
}

bool MeshCore::IsReady(std::string_view authority) const {
  const auto snapshot = publisher_.Current();
  const auto* host = snapshot->Find(authority);
  return host != nullptr && (*host)->routes != nullptr;
}

bool MeshCore::Forked() const { return ForkGeneration() != fork_generation_; }

void MeshCore::OnConfigurationChanged() {
  Rebuild();
  WakeWaiters();
  LogNewlyIgnored();
}

void MeshCore::Rebuild() {
  bool changed = false;
  for (const auto& [listener, resource] : cache_.listeners) {
    auto& host = hosts_[listener];
    auto assembled = assembler_.Assemble(listener, cache_, host);
    changed = changed || assembled != host;
    host = std::move(assembled);
  }
  assembler_.DropUnused(cache_);
  if (changed) PublishSnapshot();
}

void MeshCore::RebuildCluster(const std::string& name) {
  if (assembler_.RebuildCluster(name, hosts_)) PublishSnapshot();
}

void MeshCore::PublishSnapshot() {
  auto snapshot = std::make_shared<mesh::Snapshot>();
  for (const auto& [spelled, listener] : listener_of_) {
    const auto host = hosts_.find(listener);
    if (host != hosts_.end() && host->second != nullptr) snapshot->hosts[spelled] = host->second;
  }
  publisher_.Publish(std::move(snapshot));
}

void MeshCore::WakeWaiters() {
  std::vector<std::function<void()>> woken;
  {
    MutexLock lock(mutex_);
    std::erase_if(timed_out_, [this](const std::string& authority) { return IsReady(authority); });
    std::erase_if(waiters_, [&](auto& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      if (!shut_down_ && !IsReady(entry.second.authority)) return false;
      woken.push_back(std::move(entry.second.ready));
      return true;
    });
  }
  for (auto& ready : woken) ready();
}

void MeshCore::LogNewlyIgnored() {
  for (std::string& field : ads_->IgnoredFields()) {
    if (logged_ignored_.contains(field)) continue;
    options_.log(LogLevel::kInfo, StrCat("not applied: ", field));
    logged_ignored_.insert(std::move(field));
  }
}

void MeshCore::NoteServer() {
  MutexLock lock(mutex_);
  server_ = ads_->ServerDescription();
  open_ = ads_->open();
  stream_closed_.NotifyAll();
}

}  // namespace weft
