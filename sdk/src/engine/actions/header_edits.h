// SPDX-License-Identifier: Apache-2.0
// The header edits of a route or of one of its destinations, compiled.
//
// Within one list all removals come first, then what replaces, then what adds; every value is evaluated on the headers as they
// were after the removals. A value that comes out empty changes nothing. Source: Envoy's request_headers_to_add and its kin.
#pragma once

#include <forward_list>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "engine/actions/header_expression.h"
#include "model/route/headers.h"
#include "weft/request.h"

namespace weft::engine {

// Changes with the texts that their views look into; the views also look into the edits they were made by. No allocation while
// there are few changes and all values are literal.
class HeaderChanges {
 public:
  HeaderChanges() = default;
  HeaderChanges(const HeaderChanges&) = delete;
  HeaderChanges& operator=(const HeaderChanges&) = delete;

  absl::Span<const HeaderChange> view() const { return {changes_.data(), changes_.size()}; }
  bool empty() const { return changes_.empty(); }
  void Add(HeaderChange change) { changes_.push_back(change); }
  // Keeps a text for as long as the changes.
  std::string_view Keep(std::string text) { return texts_.emplace_front(std::move(text)); }
  void Clear() {
    changes_.clear();
    texts_.clear();
  }

 private:
  absl::InlinedVector<HeaderChange, 4> changes_;
  std::forward_list<std::string> texts_;
};

// Immutable, thread-safe.
class CompiledHeaderEdits {
 public:
  // Fails with a FieldError at `[i].name` or `[i].value`.
  static absl::StatusOr<CompiledHeaderEdits> Compile(const std::vector<model::HeaderEdit>& edits);

  bool empty() const { return edits_.empty(); }

  // Adds to `changes` what these edits make of a request or, when the input has one, of a response. `changes` holds what was
  // changed before: the input's own changes of that message are not looked at.
  void Apply(const ExpressionInput& input, HeaderChanges& changes) const;

 private:
  struct Edit {
    model::HeaderEdit::Kind kind;
    std::string name;  // lower case
    HeaderExpression value;
  };

  std::vector<Edit> edits_;
};

}  // namespace weft::engine
