// SPDX-License-Identifier: Apache-2.0
// What one client asked for of one resource type on one stream, what it was sent and how it answered: the part that both
// variants of the protocol share. SotwSubscription and DeltaSubscription read requests their own way.
//
// A name is subscribed because the client named it, or because it asked for everything ("*") and the name exists. What was
// refused (NACK) is not sent again until its content changes. A client that refuses a response still uses what is good in it:
// of its resources those that the error message names are refused, the others accepted; all are, when it names none. Source:
// https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace weft::ads {

// Pure and not thread-safe.
class Subscription {
 public:
  // Of listeners and clusters a state-of-the-world response holds all that is subscribed, and what is left out is deleted; of
  // the other types it holds what changed. Only listeners and clusters can be asked for without naming them.
  enum class Coverage { kAll, kChanged };

  enum class Verdict { kFirst, kAck, kNack, kStale, kAgain };
  // Names that came into the subscription and that left it.
  struct Difference {
    std::vector<std::string> added;
    std::vector<std::string> removed;
  };
  struct Outcome {
    Verdict verdict = Verdict::kFirst;
    Difference names;
  };

  // A resource as it is now. `hash` 0: it does not exist, `missing` says why, and `last_hash` is of what is kept of it, if
  // anything.
  struct Content {
    uint64_t hash = 0;
    const std::string* missing = nullptr;
    uint64_t last_hash = 0;
  };
  using Lookup = std::function<Content(const std::string& name)>;

  struct Item {
    std::string name;
    uint64_t hash = 0;
    std::string error;
  };
  // A response to be sent.
  struct Plan {
    bool needed = false;
    bool has_removals = false;  // something is gone, and its removal waits until its replacements are in place
    std::vector<Item> resources;
    std::vector<std::string> removed;  // delta only
    std::vector<Item> errors;
  };

  // `report_missing`: the client understands resource_errors.
  Subscription(Coverage coverage, bool report_missing) : coverage_(coverage), report_missing_(report_missing) {}
  virtual ~Subscription() = default;

  // What has to be sent now. With `removals` false only what can be sent before the replacements of what is gone are in place.
  virtual Plan MakePlan(const Lookup& lookup, bool removals) const = 0;
  // `plan` went out under this version and nonce, at that time.
  virtual void OnSent(const Plan& plan, const std::string& version, const std::string& nonce, absl::Time at) = 0;
  // The client has lost what it was sent under this name: it is to be sent even if it does not change.
  void Resend(const std::string& name);

  // The last response has not been answered yet.
  bool waiting() const { return !nonce_.empty() && !answered_; }
  // Nothing is subscribed.
  bool empty() const { return names_.empty(); }
  // Of what was sent last under this name; 0 when nothing was.
  uint64_t SentHash(const std::string& name) const;
  // All that is subscribed, also what stays only until its removal was sent.
  std::vector<std::string> Names() const;
  bool Has(const std::string& name) const { return names_.contains(name); }
  // It asked for everything there is.
  bool wildcard() const { return wildcard_; }
  // The names that there are; to be called when wildcard() and whenever they change.
  Difference SetExisting(const std::vector<std::string>& existing);
  // Drops names that stayed only until their removal was sent; to be called after OnSent.
  Difference DropUnused();

  // A content of one resource that the client refused.
  struct NackedContent {
    uint64_t hash = 0;
    std::string version;  // of the response
    std::string message;  // cut off after some thousand bytes
  };
  struct NackedResource {
    std::string name;
    std::string version;
    std::string message;
  };

  struct State {
    bool asked = false;
    bool wildcard = false;
    std::vector<std::string> names;
    std::vector<std::string> missing;  // of `names`, those for which it was sent an error
    std::string sent_version;
    absl::Time sent_at = absl::InfinitePast();  // the last response
    std::string acked_version;
    std::string nacked_version;  // empty when the last answer was an ACK
    std::string nack_message;
    bool waiting = false;                          // the last response has not been answered yet
    std::vector<NackedResource> nacked_resources;  // until the client accepts another content
  };
  State Describe() const;

  // One name, and how far the client has come with it.
  struct Held {
    std::string name;
    uint64_t sent_hash = 0;    // 0: nothing was sent
    std::string sent_version;  // of the response
    absl::Time sent_at = absl::InfinitePast();
    uint64_t accepted_hash = 0;  // the last that it accepted
    std::shared_ptr<const NackedContent> nack;
  };
  std::vector<Held> DescribeNames() const;
  // How many names have a NACK.
  size_t nacks() const { return nacks_; }
  // Have NACKs come or gone since this was last called?
  bool TakeNacksChanged() { return std::exchange(nacks_changed_, false); }

 protected:
  // A response, as all that was in it remembers it.
  struct Sending {
    std::string version;
    absl::Time at;
  };
  struct Name {
    bool named = false;  // by the client
    bool found = false;  // exists, and the client asked for everything
    bool due = true;     // to be sent even if it did not change
    uint64_t sent_hash = 0;
    std::string sent_error;
    std::shared_ptr<const Sending> sent;
    uint64_t accepted_hash = 0;
    std::shared_ptr<const NackedContent> nack;
  };
  void AddName(const std::string& name, Difference& difference);
  // Nothing happens to a name that is subscribed all the same.
  void DropName(const std::string& name, Difference& difference);
  void SetWildcard(bool on, Difference& difference);
  // A name is about to leave the subscription although the client did not unsubscribe. True: it stays until its removal is
  // sent.
  virtual bool OnVanished(const std::string& name, const Name& state) = 0;
  static bool IsUsed(const Name& state) { return state.named || state.found; }
  // The answer to the last response.
  void OnAck();
  void OnNack(const std::string& message);
  // The answer to one response, be it the last or not; `error` nullptr: accepted.
  void OnAnswer(const std::string& nonce, const std::string* error);
  // Remembers what is to be answered, and forgets the answers for resources that are gone.
  void NoteSent(const Plan& plan, const std::string& version, const std::string& nonce, absl::Time at);
  void SetNack(Name& name, std::shared_ptr<const NackedContent> nack);

  const Coverage coverage_;
  const bool report_missing_;
  std::map<std::string, Name> names_;
  bool asked_ = false;
  bool wildcard_ = false;
  bool owes_answer_ = false;  // it is to be answered even if there is nothing
  std::string nonce_;         // of the last response
  bool answered_ = false;     // it was ACKed or NACKed

 private:
  struct Response {
    std::string nonce;
    std::shared_ptr<const Sending> sent;
    std::vector<std::pair<std::string, uint64_t>> resources;  // name, hash
  };
  void EraseIfUnused(std::map<std::string, Name>::iterator it, Difference& difference);

  std::vector<Response> unanswered_;  // the latest few
  std::shared_ptr<const Sending> last_sent_;
  size_t nacks_ = 0;
  bool nacks_changed_ = false;
  std::string acked_version_;
  std::string nacked_version_;
  std::string nack_message_;
};

}  // namespace weft::ads
