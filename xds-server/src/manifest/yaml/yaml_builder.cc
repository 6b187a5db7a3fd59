// SPDX-License-Identifier: Apache-2.0
#include "manifest/yaml/yaml_builder.h"

#include <yaml-cpp/exceptions.h>

#include "base/strings.h"
#include "manifest/yaml/yaml_scalar.h"

namespace weft::manifest {

namespace {

constexpr size_t kDeepest = 128;
constexpr size_t kMostCopiedNodes = 100'000;
constexpr size_t kMostCopiedBytes = 4 << 20;

// yaml-cpp's tags for a plain and for a quoted scalar.
constexpr std::string_view kPlainTag = "?";
constexpr std::string_view kQuotedTag = "!";

[[noreturn]] void RefuseYaml(const YAML::Mark& mark, const std::string& reason) { throw YAML::ParserException(mark, reason); }

void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
  if (tag.empty() || tag == kPlainTag || tag == kQuotedTag) return;
  RefuseYaml(mark, StrCat("tags are not allowed in a manifest: remove \"", tag, "\""));
}

}  // namespace

void YamlEvents::OnDocumentStart(const YAML::Mark& mark) {
  if (mark.pos == last_start_) RefuseYaml(mark, "unexpected character, perhaps a bracket that nothing opened");
  last_start_ = mark.pos;
  StartDocument(mark);
}

void YamlBuilder::StartDocument(const YAML::Mark& mark) {
  current_ = Document{};
  current_.line = mark.line + 1;
  started_ = false;
  anchors_.clear();
}

void YamlBuilder::OnDocumentEnd() {
  if (!current_.json.is_null()) documents_.push_back(std::move(current_));
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  NoteStart(mark);
  if (ExpectsKey()) RefuseYaml(mark, "a key must be text, not null");
  Value(mark, Json(), {1, 0}, anchor);
}

void YamlBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  NoteStart(mark);
  auto it = anchors_.find(anchor);
  if (it == anchors_.end()) RefuseYaml(mark, "an alias stands inside of what it refers to");
  if (ExpectsKey()) RefuseYaml(mark, "a key must be text, not an alias");
  Spend(mark, it->second.size);
  Value(mark, it->second.value, it->second.size, 0);
}

void YamlBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) {
  NoteStart(mark);
  RefuseTag(mark, tag);
  bool plain = tag == kPlainTag;
  if (ExpectsKey()) {
    if (plain && text == "<<") RefuseYaml(mark, "merge keys (<<) are not allowed in a manifest: write the fields out");
    return Key(mark, text);
  }
  std::optional<Json> value = plain ? PlainScalar(text) : Json(text);
  if (!value) RefuseYaml(mark, StrCat(text, " is no number that JSON can hold"));
  Value(mark, *std::move(value), {1, text.size()}, anchor);
}

void YamlBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  Open(mark, tag, anchor, Json::array());
}

void YamlBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  Open(mark, tag, anchor, Json::object());
}

void YamlBuilder::OnSequenceEnd() { Close(); }
void YamlBuilder::OnMapEnd() { Close(); }

void YamlBuilder::Key(const YAML::Mark& mark, std::string key) {
  Frame& frame = frames_.back();
  auto [first, is_new] = frame.key_lines.emplace(key, mark.line + 1);
  if (!is_new) RefuseYaml(mark, StrCat("duplicate key \"", key, "\", given first in line ", first->second));
  frame.size.bytes += key.size();
  frame.key = std::move(key);
  frame.has_key = true;
}

void YamlBuilder::Value(const YAML::Mark& mark, Json value, Size size, YAML::anchor_t anchor) {
  if (anchor != 0) {
    Spend(mark, size);
    anchors_[anchor] = {value, size};
  }
  if (frames_.empty()) {
    current_.json = std::move(value);
    return;
  }
  Frame& frame = frames_.back();
  frame.size.nodes += size.nodes;
  frame.size.bytes += size.bytes;
  if (frame.value.is_array()) {
    frame.value.push_back(std::move(value));
  } else {
    frame.value[frame.key] = std::move(value);
    frame.has_key = false;
  }
}

void YamlBuilder::Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Json empty) {
  NoteStart(mark);
  RefuseTag(mark, tag);
  if (ExpectsKey()) RefuseYaml(mark, "a key must be text, not a list or a map");
  if (frames_.size() >= kDeepest) RefuseYaml(mark, StrCat("nested deeper than ", kDeepest, " levels"));
  frames_.push_back(
      {.value = std::move(empty), .anchor = anchor, .size = {1, 0}, .has_key = false, .key = "", .key_lines = {}});
}

void YamlBuilder::Close() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  Value(last_mark_, std::move(frame.value), frame.size, frame.anchor);
}

// Copies are what makes a small text large, so they have a budget of their own.
void YamlBuilder::Spend(const YAML::Mark& mark, Size size) {
  copied_.nodes += size.nodes;
  copied_.bytes += size.bytes;
  if (copied_.nodes <= kMostCopiedNodes && copied_.bytes <= kMostCopiedBytes) return;
  RefuseYaml(mark, StrCat("excessive aliasing: anchors and aliases grow to more than ", kMostCopiedNodes, " nodes or ",
                          kMostCopiedBytes >> 20, " MiB; write the values out"));
}

void YamlBuilder::NoteStart(const YAML::Mark& mark) {
  if (!started_ && !mark.is_null()) current_.line = mark.line + 1;
  started_ = true;
  last_mark_ = mark;
}

}  // namespace weft::manifest
