// SPDX-License-Identifier: Apache-2.0
/// \file
/// HTTP messages, limits and errors of weft::http as plain values. No socket and no other library's type in sight.
///
/// \par Example
/// \code
///   weft::http::Request request{.method = "POST", .path = "/reviews", .body = "{}"};
///   request.headers.Add("content-type", "application/json");
/// \endcode
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "weft/request.h"

namespace weft::http {

/// Headers in the order in which they stand in a message; a name may occur several times, and is compared without regard to
/// case.
///
/// A plain value. Views of names and values are valid until the next change. All text lies in one block: a message of thirty
/// headers costs two allocations.
class Headers {
 private:
  struct Entry {
    uint32_t name, name_size, value, value_size;
  };

 public:
  /// Yields HeaderRef by value.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = HeaderRef;
    using difference_type = std::ptrdiff_t;
    using pointer = const HeaderRef*;
    using reference = HeaderRef;
    HeaderRef operator*() const { return headers_->At(*entry_); }
    Iterator& operator++() { return ++entry_, *this; }
    bool operator==(const Iterator& other) const { return entry_ == other.entry_; }

   private:
    friend class Headers;
    Iterator(const Headers* headers, const Entry* entry) : headers_(headers), entry_(entry) {}
    const Headers* headers_;
    const Entry* entry_;
  };

  Headers() = default;
  Headers(std::initializer_list<HeaderRef> headers);

  void Add(std::string_view name, std::string_view value);
  /// In place of all of this name; a new one stands at the end.
  void Set(std::string_view name, std::string_view value);
  /// How many of this name there were.
  size_t Remove(std::string_view name);
  void Clear();
  void Reserve(size_t headers, size_t bytes);

  /// The first of this name.
  std::optional<std::string_view> Get(std::string_view name) const;
  bool Has(std::string_view name) const { return Get(name).has_value(); }
  size_t Count(std::string_view name) const;
  /// All values of this name with ", " between them; empty when there is none.
  std::string Joined(std::string_view name) const;

  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  HeaderRef operator[](size_t index) const { return At(entries_[index]); }
  Iterator begin() const { return {this, entries_.data()}; }
  Iterator end() const { return {this, entries_.data() + entries_.size()}; }
  /// The same headers in the same order; names without regard to case.
  bool operator==(const Headers& other) const;

 private:
  HeaderRef At(const Entry& entry) const {
    return {{text_.data() + entry.name, entry.name_size}, {text_.data() + entry.value, entry.value_size}};
  }

  std::string text_;
  std::vector<Entry> entries_;
};

/// What a body that is not in memory gives when it is asked for more.
enum class BodyState : uint8_t {
  kMore,    ///< there may be more: ask again
  kEnd,     ///< what was appended now, if anything, is the last
  kFailed,  ///< the exchange ends as cancelled
};

/// A request's body in pieces. `next` appends what it has to `out`, at best some kilobytes; it may block, and is called on the
/// thread that drives the exchange.
struct BodySource {
  std::function<BodyState(std::string* out)> next;
  /// Known: sent with content-length, and giving fewer or more bytes fails the exchange. Unknown: sent in chunks.
  std::optional<uint64_t> size = {};
};

struct Request {
  std::string method = "GET";
  std::string path = "/";  ///< with query, as it is to stand in the request line
  /// `host`, `content-length`, `transfer-encoding` and `connection` are written by the wire: those given here give way, except
  /// `connection: close` and a `host`.
  Headers headers = {};
  std::string body = {};
  BodySource source = {};  ///< in place of `body` when it has a `next`
};

struct Response {
  int status = 0;
  int minor_version = 1;  ///< 0 of a HTTP/1.0 peer
  std::string reason = {};
  Headers headers = {};
  std::string body = {};
  Headers trailers = {};
};

/// Who gets an answer that is not collected. Both are called on the thread that drives the exchange; false ends the exchange as
/// cancelled.
struct ResponseSink {
  std::function<bool(const Response& head)> head = nullptr;
  std::function<bool(std::string_view piece)> data = nullptr;  ///< null: the body is collected in Response::body
};

/// How much a peer may send. What is more fails the exchange with kTooLarge.
struct Limits {
  size_t head = 60 * 1024;            ///< bytes of status line and headers together; of trailers as well
  size_t headers = 100;               ///< of them, and of trailers as well
  size_t informational = 100;         ///< answers with 1xx before the answer
  uint64_t body = 256 * 1024 * 1024;  ///< of a body that is collected in memory; what is passed on in pieces has no limit
  uint64_t decompressed = 256 * 1024 * 1024;
  static constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();
};

/// Which of several deadlines passed.
enum class DeadlineKind : uint8_t { kNone, kRule, kPerTry, kCaller, kReadTimeout, kWriteTimeout };

enum class ErrorKind : uint8_t {
  kNone,
  kInvalidRequest,  ///< cannot be sent as it is; nothing was sent
  kUnresolved,      ///< the name has no address
  kConnectRefused,  ///< no connection: refused, unreachable, or reset while connecting
  kConnectTimeout,
  kDeadline,         ///< see Error::deadline
  kResetBeforeHead,  ///< the connection broke before the head of the answer was complete
  kResetAfterHead,   ///< the connection broke within the answer's body
  kMalformed,        ///< the answer is not HTTP as RFC 9112 has it
  kTooLarge,         ///< the answer exceeds a limit
  kCancelled,        ///< by the caller, a content receiver or a content provider
  kOverflow,         ///< the pool's limits leave no place for one more connection or request
};

/// "connect_refused", "deadline", ...: stable names for logs and metrics.
std::string_view ToString(ErrorKind kind);
/// "rule", "per_try", "caller", "read_timeout", "write_timeout".
std::string_view ToString(DeadlineKind kind);

/// How an exchange failed. kNone: it did not.
struct Error {
  ErrorKind kind = ErrorKind::kNone;
  DeadlineKind deadline = DeadlineKind::kNone;  ///< with kDeadline
  /// Whether a byte of the request may have reached the peer.
  bool sent = false;
  std::string text = {};  ///< for people: what was expected and what came

  bool ok() const { return kind == ErrorKind::kNone; }
  absl::Status ToStatus() const;
  /// What retries, budgets and outlier detection are to see of it.
  Outcome ToOutcome() const;
};

}  // namespace weft::http
