// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/name_in_text.h"

#include "base/strings.h"

namespace weft::ads {
namespace {

bool IsOfName(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '|' || c == '*';
}

bool EndsBefore(std::string_view rest) {
  if (rest.empty()) return true;
  // A full stop or a colon goes on with the name only if more of it follows.
  if (rest[0] == '.' || rest[0] == ':') return rest.size() == 1 || !IsOfName(rest[1]);
  return !IsOfName(rest[0]);
}

bool BeginsAfter(std::string_view before) { return before.empty() || (!IsOfName(before.back()) && before.back() != '.'); }

}  // namespace

bool ContainsName(std::string_view text, std::string_view name) {
  if (name.empty()) return false;
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    if (BeginsAfter(text.substr(0, at)) && EndsBefore(text.substr(at + name.size()))) return true;
  }
  return false;
}

}  // namespace weft::ads
