// What one client asked for of one resource type on one stream, what it was sent and what it said about it.
//
// The state-of-the-world protocol has no message kinds: a request is at once the full list of names, an answer to the last
// response and sometimes neither. How a request is read:
//
//   nonce is not the latest   stale: the client will speak again about the newer response, with the names it then wants;
//   ignored. nonce is the latest,      the ACK, or with error_detail the NACK, of the last response; names that are new in it
//   are due.
//     for the first time
//   nonce is the latest,      a statement of what is wanted. A client that drops a name and takes it back at once sends the
//   very
//     again                   same request twice and has forgotten the resource in between: everything named is due.
//   no nonce                  the type's first request of the stream, or another one sent before a response came; the newest
//   counts.
//
// A NACK is told by error_detail alone: the version may be the old one or the refused one. What was refused is not sent again
// until its content changes. Source: https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weft::ads {

// Pure and not thread-safe.
class Subscription {
 public:
  // Of listeners and clusters every response holds all that is subscribed, and what is left out is deleted; of the other types
  // it holds what changed.
  enum class Coverage { kAll, kChanged };

  struct Request {
    std::vector<std::string> names;
    std::string nonce;
    std::optional<std::string> error;  // error_detail's message
  };
  enum class Verdict { kFirst, kAck, kNack, kStale, kAgain };
  struct Outcome {
    Verdict verdict = Verdict::kFirst;
    std::vector<std::string> added;    // names that are new in the subscription
    std::vector<std::string> removed;  // and those that are gone from it
  };

  // A resource as it is now. `hash` 0: it does not exist, and `missing` says why.
  struct Content {
    uint64_t hash = 0;
    const std::string* missing = nullptr;
  };
  using Lookup = std::function<Content(const std::string& name)>;

  struct Item {
    std::string name;
    uint64_t hash = 0;
    std::string error;
  };
  // A response to be sent: nothing when both lists are empty and `needed` is false.
  struct Plan {
    bool needed = false;
    bool removes_only = false;  // all it says is that something is gone: send it after what replaces it
    std::vector<Item> resources;
    std::vector<Item> errors;
  };

  // `tell_errors`: the client understands resource_errors; others hear nothing of what does not exist.
  explicit Subscription(Coverage coverage, bool tell_errors = false) : coverage_(coverage), tell_errors_(tell_errors) {}

  Outcome OnRequest(const Request& request);

  // What has to be said now.
  Plan MakePlan(const Lookup& lookup) const;
  // `plan` went out under this version and nonce.
  void OnSent(const Plan& plan, const std::string& version, const std::string& nonce);

  bool Has(const std::string& name) const { return names_.contains(name); }
  // An empty list as the first word about listeners or clusters, or "*", asks for everything there is. Nobody who dials by name
  // does.
  bool wildcard() const { return wildcard_; }

  struct State {
    bool asked = false;
    std::vector<std::string> names;
    std::vector<std::string> missing;  // of `names`, those it was told do not exist
    std::string sent_version;
    std::string acked_version;
    std::string nacked_version;  // empty when the last answer was an ACK
    std::string nack_message;
    bool waiting = false;  // the last response has not been answered yet
  };
  State Describe() const;

 private:
  struct Name {
    uint64_t sent_hash = 0;
    std::string sent_error;
    bool due = true;  // to be sent even if it did not change
  };
  Outcome SetNames(Verdict verdict, const std::vector<std::string>& names);
  bool IsDue(const Name& state, const Content& now) const;

  Coverage coverage_;
  bool tell_errors_;
  std::map<std::string, Name> names_;
  bool asked_ = false;
  bool ever_named_ = false;
  bool wildcard_ = false;
  std::string nonce_;      // of the last response
  bool answered_ = false;  // it was ACKed or NACKed
  std::string sent_version_;
  std::string acked_version_;
  std::string nacked_version_;
  std::string nack_message_;
};

}  // namespace weft::ads
