// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/delta_subscription.h"

#include <charconv>

#include "base/strings.h"

namespace weft::ads {
namespace {

uint64_t HashOf(const std::string& version) {
  uint64_t hash = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), hash, 16);
  return error == std::errc() && end == version.data() + version.size() ? hash : 0;
}

}  // namespace

std::string DeltaSubscription::VersionOf(uint64_t hash) { return StrCat(absl::Hex(hash, absl::kZeroPad16)); }

Subscription::Outcome DeltaSubscription::OnRequest(const Request& request) {
  const bool first = !asked_;
  asked_ = true;
  Outcome outcome{Read(request), {}};
  Subscribe(request, first, outcome.names);
  for (const std::string& name : request.unsubscribe) Unsubscribe(name, outcome.names);
  return outcome;
}

Subscription::Verdict DeltaSubscription::Read(const Request& request) {
  if (request.nonce.empty() || nonce_.empty()) return Verdict::kFirst;
  if (request.error) {
    answered_ |= request.nonce == nonce_;
    OnNack(*request.error);
    OnAnswer(request.nonce, &*request.error);
    return Verdict::kNack;
  }
  if (request.nonce != nonce_) {
    OnAnswer(request.nonce, nullptr);
    return Verdict::kStale;
  }
  OnAck();
  return Verdict::kAck;
}

void DeltaSubscription::Subscribe(const Request& request, bool first, Difference& difference) {
  if (first && request.subscribe.empty() && coverage_ == Coverage::kAll) SetWildcard(true, difference);
  for (const std::string& name : request.subscribe) {
    if (name == "*") {
      SetWildcard(true, difference);
    } else {
      AddName(name, difference);
      names_[name].due = true;
    }
  }
  if (!first) return;
  // What is held from before: spared when equal, removed when it does not exist. Everything that exists is added afterwards
  // (SetExisting), so names that are not subscribed by then go.
  for (const auto& [name, version] : request.initial_versions) {
    const auto held = names_.find(name);
    if (held != names_.end()) {
      held->second.sent_hash = HashOf(version);
      held->second.accepted_hash = held->second.sent_hash;
      held->second.due = held->second.sent_hash == 0;
    } else if (wildcard_) {
      Name& state = names_[name];
      state.found = true;
      state.sent_hash = HashOf(version);
      state.accepted_hash = state.sent_hash;
      state.due = state.sent_hash == 0;
      difference.added.push_back(name);
    }
  }
}

// A name that leaves while everything is subscribed is answered, for the client cannot know whether it is still covered: with
// the resource if it is, as removed if not.
void DeltaSubscription::Unsubscribe(const std::string& name, Difference& difference) {
  if (name == "*") {
    gone_.clear();
    return SetWildcard(false, difference);
  }
  const bool known = names_.contains(name);
  DropName(name, difference);
  if (const auto found = names_.find(name); found != names_.end()) {
    found->second.due = true;
  } else if (known && wildcard_) {
    gone_.insert(name);
  } else {
    gone_.erase(name);
  }
}

Subscription::Plan DeltaSubscription::MakePlan(const Lookup& lookup, bool removals) const {
  Plan plan;
  for (const std::string& name : gone_) {
    if (!names_.contains(name)) plan.removed.push_back(name);  // else it came back before its removal was sent
  }
  bool removes = !plan.removed.empty();
  if (!removals) plan.removed.clear();
  for (const auto& [name, state] : names_) {
    const Content now = lookup(name);
    if (now.hash != 0) {
      if (state.due || state.sent_hash != now.hash) plan.resources.push_back({name, now.hash, ""});
      continue;
    }
    const bool held = state.sent_hash != 0;
    const bool news = state.due || held;
    if (!news && (!report_missing_ || state.sent_error == *now.missing)) continue;
    removes |= held;
    if (held && !removals) continue;  // what the client does not hold, it does not lose: that is sent at once
    if (news) plan.removed.push_back(name);
    if (report_missing_) plan.errors.push_back({name, 0, *now.missing});
  }
  plan.needed = owes_answer_ || !plan.resources.empty() || !plan.removed.empty() || !plan.errors.empty();
  plan.has_removals = removes;
  return plan;
}

void DeltaSubscription::OnSent(const Plan& plan, const std::string& version, const std::string& nonce, absl::Time at) {
  auto note = [this](const std::string& name, uint64_t hash, const std::string& error) {
    gone_.erase(name);
    const auto found = names_.find(name);
    if (found == names_.end()) return;
    found->second.sent_hash = hash;
    found->second.sent_error = error;
    found->second.due = false;
  };
  for (const Item& item : plan.resources) note(item.name, item.hash, "");
  for (const std::string& name : plan.removed) note(name, 0, "");
  for (const Item& item : plan.errors) note(item.name, 0, item.error);
  NoteSent(plan, version, nonce, at);
}

bool DeltaSubscription::OnVanished(const std::string& name, const Name& state) {
  if (state.sent_hash != 0) gone_.insert(name);
  return false;
}

}  // namespace weft::ads
