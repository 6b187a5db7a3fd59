#include "status/status_writer.h"

#include <utility>

#include "base/strings.h"
#include "kubeapi/status_update.h"
#include "status/virtual_service_status.h"

namespace weft::status {
namespace {

// Somebody who writes an object all the time must not keep this thread.
constexpr int kAttempts = 5;

}  // namespace

StatusWriter::StatusWriter(store::Store& store, Options options) : store_(store), options_(std::move(options)) {
  thread_ = std::thread([this] { Run(); });
}

StatusWriter::~StatusWriter() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  thread_.join();
}

// Only the rules decide about a status: worlds share them when nothing but endpoints differs.
void StatusWriter::Observe(const registry::Registry& registry, const std::shared_ptr<const registry::World>& world) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (last_seen_ != nullptr && &last_seen_->virtual_services() == &world->virtual_services()) return;
  last_seen_ = world;
  next_ = std::make_unique<Round>(Round{world, registry.virtual_services()});
  wake_.notify_one();
}

void StatusWriter::Run() {
  for (;;) {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || next_ != nullptr; });
    if (stopping_) return;
    std::unique_ptr<Round> round = std::move(next_);
    lock.unlock();
    WriteAll(*round);
  }
}

bool StatusWriter::Stopping() {
  std::lock_guard<std::mutex> lock(mutex_);
  return stopping_;
}

// Most rules have nothing new to say when another one changes.
void StatusWriter::WriteAll(const Round& round) {
  std::erase_if(written_, [&](const auto& entry) { return !round.rules.contains(entry.first); });
  for (const auto& [key, rule] : round.rules) {
    if (Stopping()) return;
    Report report{rule, StatusOf(*rule, round.world->virtual_services())};
    auto written = written_.find(key);
    if (written != written_.end() && written->second == report) continue;
    if (Write(key, report)) written_.insert_or_assign(key, std::move(report));
  }
}

// An object of another generation than the world's is left for the world that comes of it.
bool StatusWriter::Write(const store::Key& key, const Report& report) {
  const manifest::Kind& kind = *manifest::FindByKind("networking.istio.io/v1", "VirtualService");
  const int64_t generation = report.rule->meta.generation;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    absl::StatusOr<store::Object> live = store_.Get(key);
    if (!live.ok() || manifest::ParseMeta(*live->body).generation != generation) return false;
    auto before = live->body->find("status");
    Json body = StatusBody(before == live->body->end() ? Json() : *before, report.status, generation, options_.now());
    absl::Status written = kubeapi::UpdateStatus(store_, kind, *live, std::move(body), kManager, options_.now()).status();
    if (written.ok()) return true;
    if (absl::IsNotFound(written)) return false;
    if (absl::IsAborted(written)) continue;
    options_.log(StrCat("VirtualService ", key.ns, "/", key.name, ": the status was not written: ", written.message()));
    return false;
  }
  return false;
}

}  // namespace weft::status
