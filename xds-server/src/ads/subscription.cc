#include "ads/subscription.h"

#include <set>

namespace weft::ads {

Subscription::Outcome Subscription::SetNames(Verdict verdict, const std::vector<std::string>& names) {
  Outcome outcome{verdict, {}, {}};
  std::set<std::string> wanted(names.begin(), names.end());
  wildcard_ = wanted.erase("*") > 0 || (coverage_ == Coverage::kAll && !ever_named_ && wanted.empty());
  ever_named_ |= !wanted.empty();
  for (auto it = names_.begin(); it != names_.end();) {
    if (wanted.contains(it->first)) {
      ++it;
      continue;
    }
    outcome.removed.push_back(it->first);
    it = names_.erase(it);
  }
  for (const std::string& name : wanted) {
    if (names_.try_emplace(name).second) outcome.added.push_back(name);
  }
  return outcome;
}

Subscription::Outcome Subscription::OnRequest(const Request& request) {
  asked_ = true;
  const bool first = request.nonce.empty() || nonce_.empty();
  if (!first && request.nonce != nonce_) return {Verdict::kStale, {}, {}};

  Verdict verdict = Verdict::kFirst;
  bool repeat = answered_;
  if (request.error && !first) {
    verdict = Verdict::kNack;
    repeat = false;
    answered_ = true;
    nacked_version_ = sent_version_;
    nack_message_ = *request.error;
  } else if (!first && !answered_) {
    verdict = Verdict::kAck;
    answered_ = true;
    acked_version_ = sent_version_;
    nacked_version_.clear();
    nack_message_.clear();
  } else if (!first) {
    verdict = Verdict::kAgain;
  }
  if (repeat) {
    for (auto& [name, state] : names_) state.due = true;
  }
  return SetNames(verdict, request.names);
}

bool Subscription::IsDue(const Name& state, const Content& now) const {
  if (now.hash != 0) return state.due || state.sent_hash != now.hash;
  return tell_errors_ && (state.due || state.sent_error != *now.missing);
}

Subscription::Plan Subscription::MakePlan(const Lookup& lookup) const {
  Plan plan;
  bool news = false;
  bool vanished = false;
  for (const auto& [name, state] : names_) {
    Content now = lookup(name);
    const bool gone = now.hash == 0 && state.sent_hash != 0;
    const bool due = IsDue(state, now);
    vanished |= gone;
    news |= due && !gone;
    if (!due && coverage_ == Coverage::kChanged) continue;
    if (now.hash != 0) {
      plan.resources.push_back({name, now.hash, ""});
    } else if (tell_errors_) {
      plan.errors.push_back({name, 0, *now.missing});
    }
  }
  if (coverage_ == Coverage::kChanged) vanished = vanished && !plan.errors.empty();
  plan.needed = news || vanished;
  plan.removes_only = vanished && !news;
  return plan.needed ? plan : Plan{};
}

void Subscription::OnSent(const Plan& plan, const std::string& version, const std::string& nonce) {
  if (coverage_ == Coverage::kAll) {
    for (auto& [name, state] : names_) state.sent_hash = 0;
  }
  for (const Item& item : plan.resources) {
    if (auto found = names_.find(item.name); found != names_.end()) found->second = {item.hash, "", false};
  }
  for (const Item& item : plan.errors) {
    if (auto found = names_.find(item.name); found != names_.end()) found->second = {0, item.error, false};
  }
  sent_version_ = version;
  nonce_ = nonce;
  answered_ = false;
}

Subscription::State Subscription::Describe() const {
  State state;
  state.asked = asked_;
  for (const auto& [name, sent] : names_) {
    state.names.push_back(name);
    if (sent.sent_hash == 0 && !sent.sent_error.empty()) state.missing.push_back(name);
  }
  state.sent_version = sent_version_;
  state.acked_version = acked_version_;
  state.nacked_version = nacked_version_;
  state.nack_message = nack_message_;
  state.waiting = !nonce_.empty() && !answered_;
  return state;
}

}  // namespace weft::ads
