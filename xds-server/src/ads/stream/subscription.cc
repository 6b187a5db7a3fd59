// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/subscription.h"

#include <algorithm>

#include "ads/stream/name_in_text.h"

namespace weft::ads {
namespace {

// A client that never answers must not make us remember everything it was ever sent.
constexpr size_t kMostUnanswered = 8;
constexpr size_t kLongestMessage = 4096;

// Not in the middle of a character.
std::string Shortened(const std::string& message) {
  if (message.size() <= kLongestMessage) return message;
  size_t end = kLongestMessage;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;
  return message.substr(0, end) + " ...";
}

}  // namespace

void Subscription::AddName(const std::string& name, Difference& difference) {
  const auto [it, added] = names_.try_emplace(name);
  it->second.named = true;
  if (added) difference.added.push_back(name);
}

void Subscription::EraseIfUnused(std::map<std::string, Name>::iterator it, Difference& difference) {
  if (IsUsed(it->second)) return;
  difference.removed.push_back(it->first);
  SetNack(it->second, nullptr);
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
    const bool stays = !name->second.named && OnVanished(name->first, name->second);
    if (!stays) EraseIfUnused(name, difference);
  }
  return difference;
}

Subscription::Difference Subscription::DropUnused() {
  Difference difference;
  for (auto it = names_.begin(); it != names_.end();) {
    const auto name = it++;
    if (name->second.sent_hash == 0) EraseIfUnused(name, difference);
  }
  return difference;
}

void Subscription::Resend(const std::string& name) {
  if (const auto found = names_.find(name); found != names_.end()) found->second.due = true;
}

uint64_t Subscription::SentHash(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? 0 : found->second.sent_hash;
}

std::vector<std::string> Subscription::Names() const {
  std::vector<std::string> names;
  names.reserve(names_.size());
  for (const auto& [name, state] : names_) names.push_back(name);
  return names;
}

void Subscription::OnAck() {
  answered_ = true;
  acked_version_ = last_sent_->version;
  nacked_version_.clear();
  nack_message_.clear();
  OnAnswer(nonce_, nullptr);
}

void Subscription::OnNack(const std::string& message) {
  nacked_version_ = last_sent_->version;
  nack_message_ = Shortened(message);
}

void Subscription::SetNack(Name& name, std::shared_ptr<const NackedContent> nack) {
  if (name.nack == nullptr && nack == nullptr) return;
  if (name.nack == nullptr) ++nacks_;
  if (nack == nullptr) --nacks_;
  name.nack = std::move(nack);
  nacks_changed_ = true;
}

void Subscription::OnAnswer(const std::string& nonce, const std::string* error) {
  const auto response =
      std::find_if(unanswered_.begin(), unanswered_.end(), [&](const Response& sent) { return sent.nonce == nonce; });
  if (response == unanswered_.end()) return;
  const auto is_named = [error](const auto& resource) { return ContainsName(*error, resource.first); };
  const bool names_some = error != nullptr && std::any_of(response->resources.begin(), response->resources.end(), is_named);
  for (const auto& resource : response->resources) {
    const auto found = names_.find(resource.first);
    if (found == names_.end()) continue;
    if (error != nullptr && (!names_some || is_named(resource))) {
      SetNack(found->second, std::make_shared<const NackedContent>(
                                 NackedContent{resource.second, response->sent->version, Shortened(*error)}));
    } else {
      found->second.accepted_hash = resource.second;
      SetNack(found->second, nullptr);
    }
  }
  unanswered_.erase(response);
}

void Subscription::NoteSent(const Plan& plan, const std::string& version, const std::string& nonce, absl::Time at) {
  last_sent_ = std::make_shared<const Sending>(Sending{version, at});
  nonce_ = nonce;
  answered_ = false;
  owes_answer_ = false;
  Response& response = unanswered_.emplace_back(Response{nonce, last_sent_, {}});
  response.resources.reserve(plan.resources.size());
  for (const Item& item : plan.resources) {
    response.resources.emplace_back(item.name, item.hash);
    if (const auto found = names_.find(item.name); found != names_.end()) found->second.sent = last_sent_;
  }
  if (unanswered_.size() > kMostUnanswered) unanswered_.erase(unanswered_.begin());
  for (auto& [name, state] : names_) {
    if (state.sent_hash != 0) continue;
    state.accepted_hash = 0;
    SetNack(state, nullptr);
  }
}

std::vector<Subscription::Held> Subscription::DescribeNames() const {
  std::vector<Held> list;
  list.reserve(names_.size());
  for (const auto& [name, state] : names_) {
    if (!IsUsed(state)) continue;
    Held& held = list.emplace_back(Held{name, state.sent_hash, {}, absl::InfinitePast(), state.accepted_hash, state.nack});
    if (state.sent == nullptr) continue;
    held.sent_version = state.sent->version;
    held.sent_at = state.sent->at;
  }
  return list;
}

Subscription::State Subscription::Describe() const {
  State state;
  state.asked = asked_;
  state.wildcard = wildcard_;
  for (const auto& [name, sent] : names_) {
    state.names.push_back(name);
    if (sent.sent_hash == 0 && !sent.sent_error.empty()) state.missing.push_back(name);
    if (sent.nack != nullptr) state.nacked_resources.push_back({name, sent.nack->version, sent.nack->message});
  }
  if (last_sent_ != nullptr) {
    state.sent_version = last_sent_->version;
    state.sent_at = last_sent_->at;
  }
  state.acked_version = acked_version_;
  state.nacked_version = nacked_version_;
  state.nack_message = nack_message_;
  state.waiting = waiting();
  return state;
}

}  // namespace weft::ads
