// SPDX-License-Identifier: Apache-2.0
#include "status/status_writer.h"

#include <iterator>
#include <utility>

#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/group.h"
#include "status/rules_concerned.h"
#include "status/status_update.h"
#include "status/virtual_service_status.h"

namespace weft::status {
namespace {

// Somebody who writes an object all the time must not keep this thread.
constexpr int kAttempts = 5;

constexpr std::string_view kRules = "virtualservices";

// Those that are refused for another reason than before, or no longer.
void AddRefusalsThatDiffer(const RefusalMessages& before, const RefusalMessages& after, std::set<store::Key>& due) {
  for (const auto* from : {&before, &after}) {
    for (const auto& [key, message] : *from) {
      const auto old_message = before.find(key), new_message = after.find(key);
      const bool same = old_message != before.end() && new_message != after.end() && old_message->second == new_message->second;
      if (key.plural == kRules && !same) due.insert(key);
    }
  }
}

void AddRefused(const store::Key& key, const RefusalMessages& refusals, RuleStatus& status) {
  auto refused = refusals.find(key);
  if (refused != refusals.end()) status.conditions.push_back({std::string(kAccepted), false, "Refused", refused->second});
}

}  // namespace

StatusWriter::StatusWriter(store::ObjectStore& store, Options options) : store_(store), options_(std::move(options)) {
  thread_ = std::thread([this] { Run(); });
}

StatusWriter::~StatusWriter() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyOne();
  }
  thread_.join();
}

// Only the rules and the Gateways decide about a status: worlds share them when nothing but endpoints differs.
void StatusWriter::Observe(const std::shared_ptr<const registry::World>& world) {
  MutexLock lock(mutex_);
  if (latest_.world != nullptr && &latest_.world->virtual_services() == &world->virtual_services() &&
      &latest_.world->gateways() == &world->gateways()) {
    return;
  }
  latest_.world = world;
  pending_ = true;
  wake_.NotifyOne();
}

void StatusWriter::ObserveRefusals(RefusalMessages refusals) {
  MutexLock lock(mutex_);
  if (refusals == latest_.refusals) return;
  latest_.refusals = std::move(refusals);
  pending_ = latest_.world != nullptr;
  wake_.NotifyOne();
}

void StatusWriter::Run() {
  while (const std::optional<Round> round = WaitForRound()) WriteRound(*round);
}

std::optional<StatusWriter::Round> StatusWriter::WaitForRound() {
  MutexLock lock(mutex_);
  wake_.Wait(mutex_, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || pending_; });
  if (stopping_) return std::nullopt;
  pending_ = false;
  return latest_;
}

bool StatusWriter::Stopping() {
  MutexLock lock(mutex_);
  return stopping_;
}

void StatusWriter::WriteRound(const Round& round) {
  if (!looked_back_) FindRefusedBefore();
  looked_back_ = true;
  WriteRules(round);
  WriteOthers(round);
}

// Most rules have nothing new to say when another one changes: only those that differ, or that have to do with one that does,
// are looked at. What could not be written stays due.
void StatusWriter::WriteRules(const Round& round) {
  due_.merge(RulesConcerned(described_.world.get(), *round.world));
  AddRefusalsThatDiffer(described_.refusals, round.refusals, due_);
  described_ = round;
  for (auto key = due_.begin(); key != due_.end();) {
    if (Stopping()) return;
    key = WriteRule(*key, round) ? due_.erase(key) : std::next(key);
  }
}

// False when it is to be tried again.
bool StatusWriter::WriteRule(const store::Key& key, const Round& round) {
  const registry::VirtualServicePtr rule = round.world->virtual_services().Find(key.ns, key.name);
  auto written = written_.find(key);
  if (rule == nullptr) {
    if (written != written_.end()) written_.erase(written);
    return true;
  }
  Report report{rule, StatusOf(*rule, *round.world)};
  AddRefused(key, round.refusals, report.status);
  if (written != written_.end() && written->second == report) return true;
  if (!Write(key, report)) return false;
  written_.insert_or_assign(key, std::move(report));
  return true;
}

// Objects of other kinds have a status of ours only while they are refused.
void StatusWriter::WriteOthers(const Round& round) {
  std::set<store::Key> keys = refused_;
  for (const auto& [key, message] : round.refusals) {
    if (key.plural != kRules) keys.insert(key);
  }
  for (const store::Key& key : keys) {
    if (Stopping()) return;
    Report report{nullptr, {}};
    AddRefused(key, round.refusals, report.status);
    auto written = written_.find(key);
    if (written != written_.end() && written->second == report) continue;
    const bool done = Write(key, report);
    if (!report.status.conditions.empty()) {
      refused_.insert(key);
      if (done) written_.insert_or_assign(key, std::move(report));
    } else {
      written_.erase(key);
      if (done) refused_.erase(key);
    }
  }
}

// What an earlier run wrote and nobody has taken away since.
void StatusWriter::FindRefusedBefore() {
  for (const char* plural : {"destinationrules", "gateways", "serviceentries"}) {
    for (const store::Object& object : store_.List(manifest::kNetworkingGroup, plural, "").objects) {
      for (const manifest::Field& condition : manifest::Field(*object.body)["status"]["conditions"].Items()) {
        if (condition["type"].Text() == kAccepted) refused_.insert(object.key);
      }
    }
  }
}

// False when it is to be tried again. A rule of another generation than the world's is left for the world that comes of it.
bool StatusWriter::Write(const store::Key& key, const Report& report) {
  const manifest::Kind& kind = *manifest::FindByPlural(manifest::kNetworkingGroup, "v1", key.plural);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    absl::StatusOr<store::Object> live = store_.Get(key);
    if (!live.ok()) return report.rule == nullptr && absl::IsNotFound(live.status());
    const int64_t generation = manifest::ParseMeta(*live->body).generation;
    if (report.rule != nullptr && report.rule->meta.generation != generation) return false;
    auto before = live->body->find("status");
    Json body = StatusBody(before == live->body->end() ? Json() : *before, report.status, generation, options_.now());
    absl::Status written = UpdateStatus(store_, kind, *live, std::move(body), kManager, options_.now()).status();
    if (written.ok()) return true;
    if (absl::IsNotFound(written)) return report.rule == nullptr;
    if (absl::IsAborted(written)) continue;
    options_.log(StrCat(kind.kind, " ", key.ns, "/", key.name, ": the status was not written: ", written.message()));
    return false;
  }
  return false;
}

}  // namespace weft::status
