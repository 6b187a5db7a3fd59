// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "weft/transport.h"

namespace weft::transport {
namespace {

constexpr std::string_view kHost = "host";

// Copies of the values from the first change on that takes a header away, which they may be views of.
class SafeValues {
 public:
  explicit SafeValues(absl::Span<const HeaderChange> changes) : changes_(changes) {}
  void Keep(size_t from) {
    if (!copies_.empty()) return;
    from_ = from;
    for (const HeaderChange& change : changes_.subspan(from)) copies_.emplace_back(change.value);
  }
  std::string_view Of(size_t index) const { return copies_.empty() ? changes_[index].value : copies_[index - from_]; }

 private:
  const absl::Span<const HeaderChange> changes_;
  size_t from_ = 0;
  absl::InlinedVector<std::string, 4> copies_;
};

}  // namespace

void AddContext(const Context* context, HeaderMap& headers) {
  if (context == nullptr) return;
  for (const auto& [name, value] : context->headers()) {
    if (!headers.Has(name)) headers.Add(name, value);
  }
}

void ApplyChanges(absl::Span<const HeaderChange> changes, HeaderMap& headers) {
  SafeValues values(changes);
  for (size_t i = 0; i < changes.size(); ++i) {
    const HeaderChange& change = changes[i];
    if (change.kind != HeaderChange::Kind::kAppend && headers.Has(change.name)) {
      values.Keep(i);
      headers.Remove(change.name);
    }
    if (change.kind != HeaderChange::Kind::kRemove) headers.Add(change.name, values.Of(i));
  }
}

void ApplyHead(const OutgoingHead& head, HeaderMap& headers) {
  ApplyChanges(head.changes, headers);
  if (head.authority_rewritten) headers.Remove(kHost);
  if (!headers.Has(kHost)) headers.Add(kHost, head.authority);
}

void SetTimeLeft(Clock::duration left, HeaderMap& headers) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
  headers.Remove(kExpectedTimeoutHeader);
  headers.Add(kExpectedTimeoutHeader, std::to_string(std::max<int64_t>(1, milliseconds)));
}

void AddExplanation(const Call& call, HeaderMap& headers) {
  constexpr std::string_view kExplainHeader = "x-weft-explain";
  const std::string text = call.Explanation();
  if (text.empty()) return;
  headers.Remove(kExplainHeader);
  headers.Add(kExplainHeader, text);
}

}  // namespace weft::transport
