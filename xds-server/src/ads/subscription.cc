#include "ads/subscription.h"

namespace weft::ads {

void Subscription::AddName(const std::string& name, Difference& difference) {
  const auto [it, added] = names_.try_emplace(name);
  it->second.named = true;
  if (added) difference.added.push_back(name);
}

void Subscription::EraseIfUnused(std::map<std::string, Name>::iterator it, Difference& difference) {
  if (it->second.named || it->second.found) return;
  difference.removed.push_back(it->first);
  names_.erase(it);
}

void Subscription::DropName(const std::string& name, Difference& difference) {
  const auto it = names_.find(name);
  if (it == names_.end()) return;
  it->second.named = false;
  EraseIfUnused(it, difference);
}

void Subscription::SetWildcard(bool on, Difference& difference) {
  owes_answer_ |= on && !wildcard_;
  wildcard_ = on;
  if (on) return;
  for (auto it = names_.begin(); it != names_.end();) {
    const auto name = it++;
    name->second.found = false;
    EraseIfUnused(name, difference);
  }
}

Subscription::Difference Subscription::SetExisting(const std::vector<std::string>& existing) {
  Difference difference;
  const std::set<std::string> now(existing.begin(), existing.end());
  for (const std::string& name : now) {
    const auto [it, added] = names_.try_emplace(name);
    it->second.found = true;
    if (added) difference.added.push_back(name);
  }
  for (auto it = names_.begin(); it != names_.end();) {
    const auto name = it++;
    if (!name->second.found || now.contains(name->first)) continue;
    name->second.found = false;
    if (!name->second.named) OnVanished(name->first, name->second);
    EraseIfUnused(name, difference);
  }
  return difference;
}

void Subscription::Accept() {
  answered_ = true;
  acked_version_ = sent_version_;
  nacked_version_.clear();
  nack_message_.clear();
}

void Subscription::Refuse(const std::string& message) {
  answered_ = true;
  nacked_version_ = sent_version_;
  nack_message_ = message;
}

Subscription::State Subscription::Describe() const {
  State state;
  state.asked = asked_;
  state.wildcard = wildcard_;
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
