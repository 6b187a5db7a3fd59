// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_headers.h"

#include <algorithm>

#include "base/format_string.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

using envoy::config::core::v3::HeaderValueOption;
using model::HeaderEdit;

// RFC 9110, token.
bool IsHeaderNameByte(char c) {
  return absl::ascii_isalnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

absl::StatusOr<std::string> EditedName(const std::string& name, const std::string& path) {
  if (name.empty()) return FieldErrorAt(path, "required value");
  if (name.front() == ':' || EqualsIgnoreCase(name, "host")) {
    return FieldErrorAt(path, StrCat("\"", name,
                                     "\" cannot be edited as a header; host_rewrite_literal, prefix_rewrite and "
                                     "regex_rewrite change what it stands for"));
  }
  if (!std::all_of(name.begin(), name.end(), IsHeaderNameByte)) {
    return FieldErrorAt(path, StrCat("\"", name, "\" is not the name of a header"));
  }
  return ToLower(name);
}

// `append` is the older spelling of `append_action`; who sets both contradicts himself.
absl::StatusOr<HeaderEdit::Kind> EditKind(const HeaderValueOption& proto, const std::string& path) {
  using Kind = HeaderEdit::Kind;
  if (proto.has_append()) {
    if (proto.append_action() != HeaderValueOption::APPEND_IF_EXISTS_OR_ADD) {
      return FieldErrorAt(path, "append and append_action exclude each other");
    }
    return proto.append().value() ? Kind::kAppend : Kind::kSet;
  }
  switch (proto.append_action()) {
    case HeaderValueOption::APPEND_IF_EXISTS_OR_ADD:
      return Kind::kAppend;
    case HeaderValueOption::ADD_IF_ABSENT:
      return Kind::kAppendIfAbsent;
    case HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD:
      return Kind::kSet;
    case HeaderValueOption::OVERWRITE_IF_EXISTS:
      return Kind::kSetIfPresent;
    default:
      break;
  }
  return FieldErrorAt(path + ".append_action",
                      StrCat(static_cast<int>(proto.append_action()), " is not a known action, 0 to 3"));
}

absl::StatusOr<std::string> EditedValue(const envoy::config::core::v3::HeaderValue& proto, const std::string& path) {
  if (!proto.value().empty() && !proto.raw_value().empty()) return FieldErrorAt(path, "value and raw_value exclude each other");
  const std::string& value = proto.raw_value().empty() ? proto.value() : proto.raw_value();
  WEFT_RETURN_IF_ERROR(CheckHeaderValue(value, path + ".value"));
  return value;
}

// Lists what will never have a value, and the wish for an empty one: nothing sends such headers.
absl::Status CheckExpressions(const HeaderValueOption& proto, const std::string& value, const std::string& path,
                              std::vector<std::string>& ignored) {
  auto pieces = ParseFormat(value);
  if (!pieces.ok()) {
    return FieldErrorAt(path + ".header.value", StrCat("\"", value, "\": ", ToStd(pieces.status().message())));
  }
  bool may_be_empty = true;
  for (const FormatPiece& piece : *pieces) {
    if (!piece.literal.empty()) may_be_empty = false;
    if (piece.command.empty() || IsEvaluated(piece.command)) continue;
    ignored.push_back(StrCat(path, ".header.value %", piece.command, "%"));
  }
  if (may_be_empty && proto.keep_empty_value()) ignored.push_back(path + ".keep_empty_value");
  return absl::OkStatus();
}

bool GivesValue(const HeaderEdit& edit) { return edit.kind != HeaderEdit::Kind::kRemove; }

// Whether a header of this name is there for certain after the edits.
bool Ensures(const std::vector<HeaderEdit>& edits, const std::string& name) {
  return std::any_of(edits.begin(), edits.end(), [&](const HeaderEdit& edit) {
    return GivesValue(edit) && edit.name == name && edit.kind != HeaderEdit::Kind::kSetIfPresent;
  });
}

void DropValues(std::vector<HeaderEdit>& edits, const std::string& name) {
  std::erase_if(edits, [&](const HeaderEdit& edit) { return GivesValue(edit) && edit.name == name; });
}

// `next` came from one level, so its own edits do not make each other void.
void AppendEdits(const std::vector<HeaderEdit>& next, std::vector<HeaderEdit>& all) {
  using Kind = HeaderEdit::Kind;
  std::vector<HeaderEdit> added;
  for (HeaderEdit edit : next) {
    if (edit.kind == Kind::kAppendIfAbsent && Ensures(all, edit.name)) continue;
    if (edit.kind == Kind::kSetIfPresent && Ensures(all, edit.name)) edit.kind = Kind::kSet;
    if (edit.kind != Kind::kAppend && edit.kind != Kind::kAppendIfAbsent) DropValues(all, edit.name);
    added.push_back(std::move(edit));
  }
  all.insert(all.end(), added.begin(), added.end());
}

}  // namespace

absl::Status CheckHeaderValue(std::string_view value, const std::string& path) {
  if (value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) return absl::OkStatus();
  return FieldErrorAt(path, "must not contain CR, LF or NUL");
}

absl::StatusOr<std::vector<HeaderEdit>> HeaderEditsFromLists(const google::protobuf::RepeatedPtrField<HeaderValueOption>& add,
                                                             const google::protobuf::RepeatedPtrField<std::string>& remove,
                                                             const std::string& prefix, std::vector<std::string>& ignored) {
  std::vector<HeaderEdit> edits;
  for (int i = 0; i < remove.size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto name, EditedName(remove.Get(i), StrCat(prefix, "_to_remove[", i, "]")));
    edits.push_back({HeaderEdit::Kind::kRemove, std::move(name), {}});
  }
  for (int i = 0; i < add.size(); ++i) {
    const std::string path = StrCat(prefix, "_to_add[", i, "]");
    WEFT_ASSIGN_OR_RETURN(auto name, EditedName(add.Get(i).header().key(), path + ".header.key"));
    WEFT_ASSIGN_OR_RETURN(auto kind, EditKind(add.Get(i), path));
    WEFT_ASSIGN_OR_RETURN(auto value, EditedValue(add.Get(i).header(), path + ".header"));
    WEFT_RETURN_IF_ERROR(CheckExpressions(add.Get(i), value, path, ignored));
    if (value.empty()) continue;  // Envoy: such an edit changes nothing
    edits.push_back({kind, std::move(name), std::move(value)});
  }
  return edits;
}

void AppendHeaderEdits(const model::HeaderEdits& next, model::HeaderEdits& all) {
  AppendEdits(next.request, all.request);
  AppendEdits(next.response, all.response);
}

}  // namespace weft::xds
