// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/object/text.h"
#include "manifest/yaml/yaml.h"
#include "manifest/yaml/yaml_scalar.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kFirstKeys[] = {"apiVersion", "kind", "metadata", "spec", "status"};

// Whether the text reads back as itself without quotes, here and in parsers that follow YAML 1.1 more closely.
bool IsPlainSafe(std::string_view text) {
  if (text.empty()) return false;
  std::optional<Json> plain = PlainScalar(text);
  if (!plain || !plain->is_string()) return false;
  for (std::string_view word : {"y", "n", "yes", "no", "on", "off", "="}) {
    if (EqualsIgnoreCase(text, word)) return false;
  }
  for (unsigned char c : text) {
    bool safe = absl::ascii_isalnum(c) || c >= 0x80 || absl::StrContains("-_./*+()$^|\\ =@;~<>,:", static_cast<char>(c));
    if (!safe) return false;
  }
  // No indicator in front, nothing that looks like a key, no blank at either end; digits in front could be a date or a time.
  if (IsOneOf(text.front(), "-*|>@=~,:\\ <")) return false;
  if (absl::ascii_isdigit(static_cast<unsigned char>(text.front())) && Contains(text, ":")) return false;
  if (absl::ascii_isdigit(static_cast<unsigned char>(text.front())) && Contains(text, "-")) return false;
  return text.back() != ' ' && text.back() != ':' && !Contains(text, ": ");
}

bool IsBlockText(std::string_view text) {
  if (!Contains(text, "\n") || Contains(text, "\r") || Contains(text, "\t")) return false;
  for (unsigned char c : text) {
    if (c < 0x20 && c != '\n') return false;
  }
  return text.front() != ' ' && text.front() != '\n' && !Contains(text, " \n") && !text.ends_with("\n\n") && text.back() != ' ';
}

class YamlWriter {
 public:
  std::string Take() { return std::move(out_); }

  // Writes a value that follows "key:" or "-" on the same line when it is a scalar, on the next lines when not.
  void Value(const Json& value, size_t indent, bool in_list) {
    if (value.is_object() && !value.empty()) return Map(value, indent, in_list);
    if (value.is_array() && !value.empty()) return List(value, indent, in_list);
    if (!out_.empty() && out_.back() != '\n') out_ += ' ';
    Scalar(value, indent);
  }

 private:
  void Map(const Json& map, size_t indent, bool in_list) {
    bool same_line = in_list;
    if (!in_list && !out_.empty()) out_ += '\n';
    auto member = [&](const std::string& key, const Json& value) {
      if (same_line) {
        out_ += ' ';
      } else {
        out_.append(indent, ' ');
      }
      same_line = false;
      out_ += IsPlainSafe(key) ? key : Json(key).dump();
      out_ += ':';
      Value(value, value.is_array() ? indent : indent + 2, false);
    };
    for (std::string_view first : kFirstKeys) {
      if (auto it = map.find(std::string(first)); it != map.end()) member(it.key(), *it);
    }
    for (auto it = map.begin(); it != map.end(); ++it) {
      if (std::find(std::begin(kFirstKeys), std::end(kFirstKeys), it.key()) == std::end(kFirstKeys)) member(it.key(), *it);
    }
  }

  void List(const Json& list, size_t indent, bool in_list) {
    bool same_line = in_list;
    if (!in_list && !out_.empty()) out_ += '\n';
    for (const Json& item : list) {
      if (same_line) {
        out_ += ' ';
      } else {
        out_.append(indent, ' ');
      }
      same_line = false;
      out_ += '-';
      Value(item, indent + 2, true);
    }
  }

  void Scalar(const Json& value, size_t indent) {
    if (!value.is_string()) {
      StrAppend(&out_, value.dump(), "\n");
      return;
    }
    const std::string& text = value.get_ref<const std::string&>();
    if (IsPlainSafe(text)) {
      StrAppend(&out_, text, "\n");
    } else if (IsBlockText(text)) {
      BlockText(text, indent);
    } else {
      StrAppend(&out_, Json(text).dump(-1, ' ', false, Json::error_handler_t::replace), "\n");
    }
  }

  void BlockText(std::string_view text, size_t indent) {
    bool ends_line = text.ends_with('\n');
    if (ends_line) text.remove_suffix(1);
    out_ += ends_line ? "|\n" : "|-\n";
    for (std::string_view line : Split(text, '\n')) {
      if (!line.empty()) out_.append(indent == 0 ? 2 : indent, ' ');
      StrAppend(&out_, line, "\n");
    }
  }

  std::string out_;
};

}  // namespace

std::string ToYaml(const Json& json) {
  YamlWriter writer;
  writer.Value(json, 0, false);
  return writer.Take();
}

}  // namespace weft::manifest
