// SPDX-License-Identifier: Apache-2.0
#include "http/connect/resolver.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <system_error>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "base/mutex.h"
#include "base/strings.h"

namespace weft::http {
namespace {

absl::StatusOr<std::vector<SocketAddress>> GetAddrInfo(const std::string& name) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(name.c_str(), nullptr, &hints, &found); error != 0) {
    return absl::UnavailableError(StrCat("'", name, "' has no address: ", gai_strerror(error)));
  }
  std::vector<SocketAddress> addresses;
  for (const addrinfo* info = found; info != nullptr; info = info->ai_next) {
    SocketAddress address;
    std::memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
    address.size = info->ai_addrlen;
    addresses.push_back(address);
  }
  freeaddrinfo(found);
  return addresses;
}

void SetPort(SocketAddress* address, uint16_t port) {
  if (address->family() == AF_INET6)
    reinterpret_cast<sockaddr_in6*>(&address->storage)->sin6_port = htons(port);
  else
    reinterpret_cast<sockaddr_in*>(&address->storage)->sin_port = htons(port);
}

constexpr size_t kMostNames = 1024;  // kept at once

}  // namespace

// Shared by a lookup's caller and the thread that answers.
struct Lookup::Answer {
  Mutex mutex;
  uint16_t port = 0;
  int wake = -1;  // a duplicate of the caller's descriptor
  std::optional<absl::StatusOr<std::vector<SocketAddress>>> result ABSL_GUARDED_BY(mutex);

  ~Answer() {
    if (wake >= 0) ::close(wake);
  }
  void Set(absl::StatusOr<std::vector<SocketAddress>> addresses) {
    if (addresses.ok()) {
      for (SocketAddress& address : *addresses) SetPort(&address, port);
    }
    const MutexLock lock(mutex);
    result = std::move(addresses);
    eventfd_write(wake, 1);
  }
};

absl::StatusOr<std::vector<SocketAddress>> Lookup::Get() const {
  const MutexLock lock(answer_->mutex);
  if (!answer_->result) return absl::InternalError("the lookup is not over");
  return *answer_->result;
}

struct Resolver::State {
  struct Entry {
    bool running = false;
    std::vector<std::shared_ptr<Lookup::Answer>> waiting;
    std::vector<SocketAddress> addresses;
    TimePoint until = TimePoint::min();
  };

  State(const Env& env, Query query) : env(env), query(query != nullptr ? std::move(query) : Query(GetAddrInfo)) {}

  void Finish(const std::string& name, const absl::StatusOr<std::vector<SocketAddress>>& result) {
    std::vector<std::shared_ptr<Lookup::Answer>> waiting;
    {
      const MutexLock lock(mutex);
      Entry& entry = entries[name];
      entry.running = false;
      waiting.swap(entry.waiting);
      if (result.ok() && !result->empty()) {
        entry.addresses = *result;
        entry.until = env.Now() + kKept;
      } else {
        entries.erase(name);
      }
    }
    for (const auto& answer : waiting) answer->Set(result);
  }
  void ForgetOld() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    if (entries.size() < kMostNames) return;
    const TimePoint now = env.Now();
    absl::erase_if(entries, [now](const auto& item) { return !item.second.running && item.second.until < now; });
  }

  const Env& env;
  const Query query;
  Mutex mutex;
  absl::flat_hash_map<std::string, Entry> entries ABSL_GUARDED_BY(mutex);
};

Resolver::Resolver(const Env& env, Query query) : state_(std::make_shared<State>(env, std::move(query))) {}
Resolver::~Resolver() = default;

absl::StatusOr<std::unique_ptr<Lookup>> Resolver::Start(std::string_view name_view, uint16_t port) {
  const std::string name(name_view);
  auto answer = std::make_shared<Lookup::Answer>();
  Descriptor ready(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  answer->port = port;
  answer->wake = ready.valid() ? dup(ready.fd()) : -1;
  if (answer->wake < 0) return absl::UnavailableError(StrCat("no descriptor to look '", name, "' up with"));
  auto lookup = std::make_unique<Lookup>(answer, std::move(ready));
  std::vector<SocketAddress> kept;
  {
    const MutexLock lock(state_->mutex);
    state_->ForgetOld();
    auto& entry = state_->entries[name];
    if (entry.until > state_->env.Now())
      kept = entry.addresses;
    else
      entry.waiting.push_back(answer);
    if (kept.empty() && std::exchange(entry.running, true)) return lookup;
  }
  if (!kept.empty()) {
    answer->Set(std::move(kept));
    return lookup;
  }
  try {
    std::thread([state = state_, name] { state->Finish(name, state->query(name)); }).detach();
  } catch (const std::system_error& error) {
    state_->Finish(name, absl::UnavailableError(StrCat("no thread to look '", name, "' up with: ", error.what())));
  }
  return lookup;
}

}  // namespace weft::http
