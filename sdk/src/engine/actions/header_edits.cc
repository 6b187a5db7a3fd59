// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/header_edits.h"

#include <algorithm>

#include "base/field_path.h"
#include "base/strings.h"

namespace weft::engine {
namespace {

using EditKind = model::HeaderEdit::Kind;

int EditRank(EditKind kind) {
  switch (kind) {
    case EditKind::kRemove:
      return 0;
    case EditKind::kSet:
    case EditKind::kSetIfPresent:
      return 1;
    default:
      return 2;
  }
}

absl::Status CheckEditName(const std::string& name) {
  if (!name.empty() && name[0] != ':' && name != "host") return absl::OkStatus();
  return FieldError("\"", name,
                    "\" cannot be edited; must be the name of a header other than host and those that begin with `:`");
}

}  // namespace

absl::StatusOr<CompiledHeaderEdits> CompiledHeaderEdits::Compile(const std::vector<model::HeaderEdit>& edits) {
  CompiledHeaderEdits compiled;
  compiled.edits_.reserve(edits.size());
  for (size_t i = 0; i < edits.size(); ++i) {
    Edit edit{edits[i].kind, ToLower(edits[i].name), {}};
    if (absl::Status status = CheckEditName(edit.name); !status.ok()) return Within(status, "[", i, "].name");
    if (edit.kind != EditKind::kRemove) {
      auto value = HeaderExpression::Compile(edits[i].value);
      if (!value.ok()) return Within(value.status(), "[", i, "].value");
      edit.value = *std::move(value);
    }
    compiled.edits_.push_back(std::move(edit));
  }
  std::stable_sort(compiled.edits_.begin(), compiled.edits_.end(),
                   [](const Edit& a, const Edit& b) { return EditRank(a.kind) < EditRank(b.kind); });
  return compiled;
}

void CompiledHeaderEdits::Apply(const ExpressionInput& input, HeaderChanges& changes) const {
  size_t seen = changes.view().size();  // how many of the changes the values of this list are evaluated on
  for (const Edit& edit : edits_) {
    if (edit.kind == EditKind::kRemove) {
      changes.Add({HeaderChange::Kind::kRemove, edit.name, {}});
      ++seen;
      continue;
    }
    ExpressionInput now = input;
    (input.response == nullptr ? now.request_changes : now.response_changes) = changes.view().subspan(0, seen);
    const auto has = [&] { return (input.response == nullptr ? now.RequestHeaders() : now.ResponseHeaders()).Has(edit.name); };
    if (edit.kind == EditKind::kAppendIfAbsent && has()) continue;
    if (edit.kind == EditKind::kSetIfPresent && !has()) continue;
    const std::string_view value = edit.value.is_literal() ? edit.value.literal() : changes.Keep(edit.value.Evaluate(now));
    if (value.empty()) continue;
    const bool sets = edit.kind == EditKind::kSet || edit.kind == EditKind::kSetIfPresent;
    changes.Add({sets ? HeaderChange::Kind::kSet : HeaderChange::Kind::kAppend, edit.name, value});
  }
}

}  // namespace weft::engine
