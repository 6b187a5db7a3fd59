// SPDX-License-Identifier: Apache-2.0
#include "engine/match/regex_literals.h"

#include <utility>

#include "absl/strings/ascii.h"

namespace weft::engine {
namespace {

// Reads a pattern that RE2 has accepted from left to right. Where something may be more than it seems, it gives up.
class LiteralReader {
 public:
  explicit LiteralReader(std::string_view pattern) : pattern_(pattern) {}

  std::vector<std::string> Read() && {
    while (at_ < pattern_.size() && !given_up_) Step();
    if (given_up_) return {};
    EndRun();
    return std::move(runs_);
  }

 private:
  void Step() {
    const char c = pattern_[at_];
    switch (c) {
      case '\\':
        return Escape();
      case '[':
        EndRun();
        return SkipClass();
      case '(':
        EndRun();
        return SkipGroup();
      case '|':
        given_up_ = true;
        return;
      case '*':
      case '?':
        return Repeat(/*at_least_once=*/false);
      case '+':
        return Repeat(/*at_least_once=*/true);
      case '{':
        return Counted();
      case '.':
      case '^':
      case '$':
        EndRun();
        ++at_;
        return;
      default:
        ++at_;
        // A letter beyond ASCII is several bytes, which a repetition takes as one.
        return static_cast<unsigned char>(c) < 0x80 ? Literal(c) : EndRun();
    }
  }

  void Literal(char c) {
    run_ += c;
    last_is_literal_ = true;
  }

  void EndRun() {
    if (!run_.empty()) runs_.push_back(std::exchange(run_, {}));
    last_is_literal_ = false;
  }

  // What was repeated is no longer sure to stand beside what comes next.
  void Repeat(bool at_least_once) {
    if (last_is_literal_ && !at_least_once) run_.pop_back();
    EndRun();
    ++at_;
  }

  // {2}, {2,} or {2,5}; anything else RE2 reads as text.
  void Counted() {
    const size_t close = pattern_.find('}', at_);
    const std::string_view inside = close == std::string_view::npos ? "" : pattern_.substr(at_ + 1, close - at_ - 1);
    if (inside.empty() || inside.front() == ',' || inside.find_first_not_of("0123456789,") != std::string_view::npos) {
      given_up_ = true;
      return;
    }
    Repeat(/*at_least_once=*/false);
    at_ = close + 1;
  }

  void Escape() {
    if (at_ + 1 == pattern_.size()) {
      given_up_ = true;
      return;
    }
    const char c = pattern_[at_ + 1];
    at_ += 2;
    if (absl::ascii_ispunct(static_cast<unsigned char>(c))) return Literal(c);
    constexpr std::string_view kClassesAndAnchors = "dDwWsSbBAz";
    if (kClassesAndAnchors.find(c) != std::string_view::npos) return EndRun();
    given_up_ = true;  // \x41, \pN, \Q...\E and the like
  }

  void SkipClass() {
    ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == '^') ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == ']') ++at_;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      if (pattern_.substr(at_, 2) == "[:") {
        SkipNamedClass();
      } else {
        at_ += pattern_[at_] == '\\' ? 2 : 1;
      }
    }
    ++at_;
  }

  // [:alpha:]
  void SkipNamedClass() {
    const size_t end = pattern_.find(":]", at_ + 2);
    given_up_ |= end == std::string_view::npos;
    at_ = given_up_ ? pattern_.size() : end + 2;
  }

  void SkipGroup() {
    size_t depth = 0;
    do {
      const char c = pattern_[at_];
      if (c == '[') {
        SkipClass();
        continue;
      }
      if (c == '(') {
        ++depth;
        const std::string_view rest = pattern_.substr(at_);
        if (rest.starts_with("(?") && !rest.starts_with("(?:") && !rest.starts_with("(?P<")) given_up_ = true;
      }
      if (c == ')') --depth;
      if (c == '\\' && pattern_.substr(at_ + 1, 1) == "Q") given_up_ = true;
      at_ += c == '\\' ? 2 : 1;
    } while (depth > 0 && at_ < pattern_.size() && !given_up_);
  }

  const std::string_view pattern_;
  size_t at_ = 0;
  bool given_up_ = false;
  bool last_is_literal_ = false;  // what a repetition would repeat is the last character of run_
  std::string run_;
  std::vector<std::string> runs_;
};

}  // namespace

std::vector<std::string> RequiredLiterals(std::string_view pattern) { return LiteralReader(pattern).Read(); }

}  // namespace weft::engine
