// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/sotw_subscription.h"

#include <set>

namespace weft::ads {

Subscription::Outcome SotwSubscription::OnRequest(const Request& request) {
  if (!asked_ && request.holds_some && coverage_ == Coverage::kAll) owes_answer_ = true;
  asked_ = true;
  if (!request.nonce.empty() && !nonce_.empty() && request.nonce != nonce_) {
    OnAnswer(request.nonce, request.error ? &*request.error : nullptr);
    return {Verdict::kStale, {}};
  }
  const Verdict verdict = Read(request);
  return {verdict, SetNames(request.names)};
}

Subscription::Verdict SotwSubscription::Read(const Request& request) {
  const bool first = request.nonce.empty() || nonce_.empty();
  const bool repeat = answered_;
  if (request.error && !first) {
    answered_ = true;
    OnNack(*request.error);
    OnAnswer(nonce_, &*request.error);
    return Verdict::kNack;
  }
  if (repeat) {
    for (auto& [name, state] : names_) state.due = true;
  }
  if (first) return Verdict::kFirst;
  if (repeat) return Verdict::kAgain;
  OnAck();
  return Verdict::kAck;
}

Subscription::Difference SotwSubscription::SetNames(const std::vector<std::string>& names) {
  Difference difference;
  std::set<std::string> named(names.begin(), names.end());
  const bool everything = named.erase("*") > 0 || (coverage_ == Coverage::kAll && !ever_named_ && named.empty());
  ever_named_ |= !names.empty();
  SetWildcard(everything, difference);
  for (const std::string& name : Names()) {
    if (names_.at(name).named && !named.contains(name)) DropName(name, difference);
  }
  for (const std::string& name : named) AddName(name, difference);
  return difference;
}

bool SotwSubscription::IsDue(const Name& state, const Content& now) const {
  if (!IsUsed(state)) return false;
  if (now.hash != 0) return state.due || state.sent_hash != now.hash;
  return report_missing_ && (state.due || state.sent_error != *now.missing);
}

Subscription::Plan SotwSubscription::MakePlan(const Lookup& lookup, bool removals) const {
  Plan plan;
  bool news = owes_answer_;
  bool vanished = false;
  for (const auto& [name, state] : names_) {
    const Content now = lookup(name);
    const bool gone = state.sent_hash != 0 && (now.hash == 0 || !IsUsed(state));
    const bool due = IsDue(state, now);
    vanished |= gone;
    news |= due && !gone;
    if (!due && coverage_ == Coverage::kChanged) continue;
    const uint64_t last = now.hash != 0 ? now.hash : now.last_hash;
    if (gone && !removals && coverage_ == Coverage::kAll && last != 0) {
      plan.resources.push_back({name, last, ""});
    } else if (now.hash != 0 && !gone) {
      plan.resources.push_back({name, now.hash, ""});
    } else if (report_missing_ && IsUsed(state)) {
      plan.errors.push_back({name, 0, *now.missing});
    }
  }
  if (coverage_ == Coverage::kChanged) vanished = vanished && !plan.errors.empty();
  plan.has_removals = vanished;
  plan.needed = news || (vanished && removals);
  if (!plan.needed) {
    plan.resources.clear();
    plan.errors.clear();
  }
  return plan;
}

void SotwSubscription::OnSent(const Plan& plan, const std::string& version, const std::string& nonce, absl::Time at) {
  if (coverage_ == Coverage::kAll) {
    for (auto& [name, state] : names_) state.sent_hash = 0;
  }
  auto note = [this](const Item& item) {
    const auto found = names_.find(item.name);
    if (found == names_.end()) return;
    found->second.sent_hash = item.hash;
    found->second.sent_error = item.error;
    found->second.due = false;
  };
  for (const Item& item : plan.resources) note(item);
  for (const Item& item : plan.errors) note(item);
  NoteSent(plan, version, nonce, at);
}

// If the client has it, it stays until a response without it was sent.
bool SotwSubscription::OnVanished(const std::string&, const Name& state) { return state.sent_hash != 0; }

}  // namespace weft::ads
