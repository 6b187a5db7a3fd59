// SPDX-License-Identifier: Apache-2.0
#include "base/format_string.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "base/format_commands.h"
#include "base/status_macros.h"
#include "base/strings.h"

namespace weft {
namespace {

bool IsCommandByte(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// RFC 9110 5.6.2, and the colon of `:authority`.
bool IsHeaderName(std::string_view name) {
  if (name.starts_with(':')) name.remove_prefix(1);
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || kMarks.find(c) != std::string_view::npos;
  });
}

template <typename... Parts>
absl::Status FormatError(size_t position, const Parts&... parts) {
  return absl::InvalidArgumentError(StrCat("position ", position, ": ", parts...));
}

// Reads one format string from its beginning to its end.
class FormatParser {
 public:
  explicit FormatParser(std::string_view text) : text_(text) {}

  absl::StatusOr<std::vector<FormatPiece>> Parse() {
    while (at_ < text_.size()) {
      if (text_[at_] != '%') {
        literal_ += text_[at_++];
      } else if (text_.substr(at_, 2) == "%%") {
        literal_ += '%';
        at_ += 2;
      } else {
        EndLiteral();
        WEFT_RETURN_IF_ERROR(ParseCommand());
      }
    }
    EndLiteral();
    return std::move(pieces_);
  }

 private:
  void EndLiteral() {
    if (!literal_.empty()) pieces_.push_back({.literal = std::exchange(literal_, {})});
  }

  // text_[at_] is the opening percent sign.
  absl::Status ParseCommand() {
    const size_t start = at_++;
    FormatPiece piece;
    while (at_ < text_.size() && IsCommandByte(text_[at_])) piece.command += text_[at_++];
    if (piece.command.empty()) return FormatError(start, "a lone %; write %% for a percent sign, or %COMMAND%");
    if (at_ < text_.size() && text_[at_] == '(') {
      if (!ParseArgument(piece)) return Unterminated(start, "a closing )%");
    }
    if (!ParseMaxLength(piece)) return FormatError(at_, "the length after the colon must be a number from 0 to 4294967295");
    if (at_ == text_.size()) return Unterminated(start, "its closing %");
    if (text_[at_] != '%') {
      return FormatError(at_, "\"", text_.substr(at_, 1), "\" after \"", text_.substr(start, at_ - start),
                         "\"; must be the closing %, or write %% for a percent sign");
    }
    ++at_;
    WEFT_RETURN_IF_ERROR(CheckCommand(piece, start));
    pieces_.push_back(std::move(piece));
    return absl::OkStatus();
  }

  absl::Status Unterminated(size_t start, std::string_view missing) const {
    return FormatError(start, "\"", text_.substr(start), "\" lacks ", missing, "; write %% for a percent sign");
  }

  // An argument may hold both parentheses and percent signs: it ends where what follows can only be the expression's end.
  bool ParseArgument(FormatPiece& piece) {
    for (size_t close = text_.find(')', at_); close != std::string_view::npos; close = text_.find(')', close + 1)) {
      size_t end = close + 1;
      if (end < text_.size() && text_[end] == ':') {
        for (++end; end < text_.size() && IsDigit(text_[end]);) ++end;
      }
      if (end == text_.size() || text_[end] != '%') continue;
      piece.argument = text_.substr(at_ + 1, close - at_ - 1);
      at_ = close + 1;
      return true;
    }
    return false;
  }

  bool ParseMaxLength(FormatPiece& piece) {
    if (at_ == text_.size() || text_[at_] != ':') return true;
    size_t end = ++at_;
    while (end < text_.size() && IsDigit(text_[end])) ++end;
    uint32_t length = 0;
    if (!absl::SimpleAtoi(ToAbsl(text_.substr(at_, end - at_)), &length)) return false;
    piece.max_length = length;
    at_ = end;
    return true;
  }

  static absl::Status CheckCommand(const FormatPiece& piece, size_t start) {
    const FormatCommand* command = FindFormatCommand(piece.command);
    if (command == nullptr) return FormatError(start, "\"", piece.command, "\" is not a command that Envoy knows");
    if (command->argument == FormatCommand::Argument::kNone && piece.argument) {
      return FormatError(start, piece.command, " takes no argument");
    }
    if (command->argument >= FormatCommand::Argument::kRequired && piece.argument.value_or("").empty()) {
      return FormatError(start, piece.command, " needs an argument: %", piece.command, "(...)%");
    }
    if (!command->may_be_cut && piece.max_length) return FormatError(start, piece.command, " takes no length");
    if (command->argument != FormatCommand::Argument::kHeader) return absl::OkStatus();
    const auto choice = ParseHeaderChoice(*piece.argument);
    return choice.ok() ? absl::OkStatus() : FormatError(start, piece.command, ": ", ToStd(choice.status().message()));
  }

  const std::string_view text_;
  size_t at_ = 0;
  std::string literal_;
  std::vector<FormatPiece> pieces_;
};

}  // namespace

absl::StatusOr<std::vector<FormatPiece>> ParseFormat(std::string_view text) { return FormatParser(text).Parse(); }

absl::StatusOr<HeaderChoice> ParseHeaderChoice(std::string_view argument) {
  const std::vector<std::string_view> names = Split(argument, '?');
  if (names.size() > 2) {
    return absl::InvalidArgumentError(StrCat("\"", argument, "\" names more than one alternative; must be NAME or NAME?OTHER"));
  }
  for (const std::string_view name : names) {
    if (!IsHeaderName(name)) return absl::InvalidArgumentError(StrCat("\"", name, "\" is not the name of a header"));
  }
  return HeaderChoice{ToLower(names[0]), names.size() > 1 ? ToLower(names[1]) : std::string()};
}

bool IsEvaluated(std::string_view command) {
  const FormatCommand* found = FindFormatCommand(command);
  return found != nullptr && found->evaluated;
}

}  // namespace weft
