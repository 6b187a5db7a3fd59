// SPDX-License-Identifier: Apache-2.0
// Workloads that announce themselves over their xDS stream, kept as WorkloadEntry objects in the store.
//
// An entry lives while the stream that announced it does. When a stream ends without goodbye its entries stay for a grace time,
// so that a reconnect or a restart of the control plane moves no traffic; a goodbye takes them away at once. Entries that a
// former run of the server wrote are found again in the store and get the same grace.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "registry/services/service.h"
#include "store/store.h"

namespace weft::registry {

inline constexpr std::string_view kAutoRegistered = "weft.dev/auto-registered";
inline constexpr std::string_view kNodeAnnotation = "weft.dev/node";

struct Announcement {
  std::string name;
  std::string address;
  Labels labels;
  std::map<std::string, uint32_t> ports;
};

// Who announces.
struct Announcer {
  uint64_t stream = 0;  // unique for the life of the server
  std::string node_id;
  std::string ns;
  Locality locality;
};

// Not thread-safe: the control thread owns it. Writes to the store on the calling thread.
class Workloads {
 public:
  static constexpr absl::Duration kGrace = absl::Seconds(10);

  Workloads(store::ObjectStore& store, std::function<absl::Time()> now);

  // Gives the entries of a former run their grace. Call once, before the first announcement.
  void AdoptStored();

  // Replaces what the stream announced before; what is no longer in the list goes at once. Newest wins when two nodes announce
  // one name. Returns a line for each announcement that was refused or that displaced another node's.
  std::vector<std::string> Announce(const Announcer& who, const std::vector<Announcement>& list);

  void Goodbye(uint64_t stream);
  void Lost(uint64_t stream);

  // Removes what is past its grace. Call at or after NextDeadline(), which is InfiniteFuture when nothing waits.
  void Tick();
  absl::Time NextDeadline() const;

 private:
  struct Entry {
    uint64_t stream = 0;  // 0: nobody's, waiting for `expires`
    std::string node_id;
    absl::Time expires = absl::InfiniteFuture();
  };

  std::string Register(const Announcer& who, const Announcement& announcement, const store::Key& key);
  void Delete(const store::Key& key);
  // Replaces what is known of the key's entry.
  void Keep(const store::Key& key, Entry entry);
  void Forget(const store::Key& key);
  std::set<store::Key> EntriesOf(uint64_t stream) const;

  store::ObjectStore& store_;
  std::function<absl::Time()> now_;
  std::map<store::Key, Entry> entries_;
  // The same by stream, and those that wait by when: one that comes or goes costs no look at the others.
  std::map<uint64_t, std::set<store::Key>> by_stream_;
  std::set<std::pair<absl::Time, store::Key>> by_expiry_;
};

}  // namespace weft::registry
