// SPDX-License-Identifier: Apache-2.0
#include "manifest/yaml/yaml.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/yaml/yaml_builder.h"

namespace weft::manifest {

namespace {

constexpr size_t kLargestText = 3 << 20;

int LineAt(std::string_view text, size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

// The length of the well-formed UTF-8 character at the start of `text`, 0 when there is none: no surrogates, nothing overlong.
size_t Utf8Length(std::string_view text) {
  auto byte = [text](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  unsigned first = byte(0);
  if (first < 0x80) return 1;
  size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  bool beyond = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return overlong || beyond ? 0 : length;
}

// The parser takes some control characters for the end of its input, and JSON holds UTF-8 alone.
absl::Status CheckCharacters(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
      return absl::InvalidArgumentError(
          StrCat("line ", LineAt(text, i), ": control character 0x", absl::Hex(c, absl::kZeroPad2), " is not allowed in YAML"));
    }
    size_t length = Utf8Length(text.substr(i));
    if (length == 0) return absl::InvalidArgumentError(StrCat("line ", LineAt(text, i), ": not valid UTF-8"));
    i += length;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WalkYaml(std::string_view text, YamlEvents& handler) {
  if (text.size() > kLargestText) {
    return absl::InvalidArgumentError(
        StrCat("the YAML is ", text.size(), " bytes, at most ", kLargestText, " (3 MiB) are allowed"));
  }
  WEFT_RETURN_IF_ERROR(CheckCharacters(text));
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(
        StrCat("line ", error.mark.line + 1, ", column ", error.mark.column + 1, ": ", error.msg));
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(StrCat("cannot read the YAML: ", error.what()));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Document>> ParseYaml(std::string_view text) {
  YamlBuilder builder;
  WEFT_RETURN_IF_ERROR(WalkYaml(text, builder));
  return builder.TakeDocuments();
}

}  // namespace weft::manifest
