// SPDX-License-Identifier: Apache-2.0
#include "status/refusal_words.h"

#include <set>
#include <tuple>

#include "base/strings.h"

namespace weft::status {
namespace {

constexpr size_t kMostClients = 3;
constexpr size_t kMostRefusals = 5;

// Type, name and the client's words.
using Complaint = std::tuple<translate::Type, std::string, std::string>;
using Complaints = std::map<Complaint, std::set<std::string>>;

// No count of the others: the status would change with each client that comes.
std::string ClientWords(const std::set<std::string>& clients) {
  std::string text = clients.size() == 1 ? "client " : "clients ";
  size_t named = 0;
  for (const std::string& client : clients) {
    if (named == kMostClients) break;
    StrAppend(&text, named++ == 0 ? "\"" : ", \"", client, "\"");
  }
  if (clients.size() > kMostClients) text += " and others";
  return text;
}

std::string ComplaintWords(const Complaints& complaints) {
  std::string text;
  size_t count = 0;
  for (const auto& [complaint, clients] : complaints) {
    const auto& [type, name, message] = complaint;
    if (count == kMostRefusals) return text + "; and more";
    StrAppend(&text, count++ == 0 ? "" : "; ", ClientWords(clients), clients.size() == 1 ? " refuses " : " refuse ",
              translate::ShortName(type), " \"", name, "\": ", message);
  }
  return text;
}

}  // namespace

RefusalMessages MessagesOf(const std::vector<control::Refusal>& refusals) {
  std::map<store::Key, Complaints> by_object;
  for (const control::Refusal& refusal : refusals) {
    for (const store::Key& cause : refusal.causes) {
      by_object[cause][{refusal.type, refusal.name, refusal.message}].insert(refusal.client);
    }
  }
  RefusalMessages messages;
  for (const auto& [object, complaints] : by_object) messages[object] = ComplaintWords(complaints);
  return messages;
}

}  // namespace weft::status
