// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/label_selector.h"

#include "absl/strings/numbers.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/request/label_syntax.h"
#include "kubeapi/request/text.h"

namespace weft::kubeapi {

namespace {

absl::Status SelectorError(std::string_view requirement, std::string_view what) {
  return absl::InvalidArgumentError(StrCat("unable to parse requirement \"", requirement, "\": ", what));
}

// Commas separate requirements, except inside the parentheses of a set.
std::vector<std::string_view> SplitRequirements(std::string_view text) {
  std::vector<std::string_view> parts;
  size_t start = 0;
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (text[i] != ',' || depth > 0) continue;
    parts.push_back(text.substr(start, i - start));
    start = i + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

}  // namespace

absl::StatusOr<LabelSelector> LabelSelector::Parse(std::string_view text) {
  LabelSelector selector;
  if (Strip(text).empty()) return selector;
  for (std::string_view part : SplitRequirements(text)) {
    WEFT_ASSIGN_OR_RETURN(auto requirement, ParseRequirement(Strip(part)));
    selector.requirements_.push_back(std::move(requirement));
  }
  return selector;
}

absl::StatusOr<LabelSelector::Requirement> LabelSelector::ParseRequirement(std::string_view text) {
  absl::StatusOr<Requirement> requirement;
  if (size_t open = text.find('('); open != std::string_view::npos) {
    requirement = ParseSet(text, open);
  } else if (size_t at = text.find_first_of("=!<>", 1); at != std::string_view::npos) {
    requirement = ParseComparison(text, at);
  } else if (text.starts_with("!")) {
    requirement = Requirement{std::string(Strip(text.substr(1))), Operator::kAbsent, {}};
  } else {
    requirement = Requirement{std::string(text), Operator::kExists, {}};
  }
  if (!requirement.ok()) return requirement;
  if (auto wrong = CheckLabelKey(requirement->key)) return SelectorError(text, *wrong);
  for (const auto& value : requirement->values) {
    if (auto wrong = CheckLabelValue(value)) return SelectorError(text, *wrong);
  }
  return requirement;
}

// "key in (a, b)" and "key notin (a, b)".
absl::StatusOr<LabelSelector::Requirement> LabelSelector::ParseSet(std::string_view text, size_t open) {
  if (text.back() != ')') return SelectorError(text, "the set must end with \")\"");
  auto [key, words] = CutText(Strip(text.substr(0, open)), ' ');
  std::string_view op = Strip(words);
  if (op != "in" && op != "notin") {
    return SelectorError(text, "before a set there must be a key and \"in\" or \"notin\"");
  }
  Requirement requirement{std::string(key), op == "in" ? Operator::kIn : Operator::kNotIn, {}};
  for (std::string_view value : Split(text.substr(open + 1, text.size() - open - 2), ',')) {
    requirement.values.emplace(Strip(value));
  }
  return requirement;
}

// "key=value", "key==value", "key!=value", "key>1", "key<1".
absl::StatusOr<LabelSelector::Requirement> LabelSelector::ParseComparison(std::string_view text, size_t at) {
  size_t length = text.substr(at, 2) == "==" || text.substr(at, 2) == "!=" ? 2 : 1;
  std::string_view op = text.substr(at, length);
  if (op == "!") return SelectorError(text, "\"!\" must stand before the key or in \"!=\"");
  Requirement requirement{std::string(Strip(text.substr(0, at))), Operator::kIn, {}};
  std::string value(Strip(text.substr(at + length)));
  if (op == "!=") requirement.op = Operator::kNotIn;
  if (op == ">") requirement.op = Operator::kGreater;
  if (op == "<") requirement.op = Operator::kLess;
  int64_t number = 0;
  if ((op == ">" || op == "<") && !absl::SimpleAtoi(value, &number)) {
    return SelectorError(text, "after \"<\" and \">\" there must be a whole number");
  }
  requirement.values.insert(std::move(value));
  return requirement;
}

bool LabelSelector::Requirement::Holds(const manifest::Labels& labels) const {
  auto found = labels.find(key);
  bool present = found != labels.end();
  int64_t have = 0, bound = 0;
  switch (op) {
    case Operator::kIn:
      return present && values.contains(found->second);
    case Operator::kNotIn:
      return !present || !values.contains(found->second);
    case Operator::kExists:
      return present;
    case Operator::kAbsent:
      return !present;
    case Operator::kGreater:
    case Operator::kLess:
      if (!present || !absl::SimpleAtoi(found->second, &have) || !absl::SimpleAtoi(*values.begin(), &bound)) return false;
      return op == Operator::kGreater ? have > bound : have < bound;
  }
  return false;
}

bool LabelSelector::Matches(const manifest::Labels& labels) const {
  for (const auto& requirement : requirements_) {
    if (!requirement.Holds(labels)) return false;
  }
  return true;
}

bool LabelSelector::MatchesObject(const manifest::Json& object) const {
  if (requirements_.empty()) return true;
  manifest::Labels labels;
  if (const Json* found = FindIn(object, {"metadata", "labels"}); found && found->is_object()) {
    for (const auto& [key, value] : found->items()) {
      if (value.is_string()) labels[key] = value.get<std::string>();
    }
  }
  return Matches(labels);
}

}  // namespace weft::kubeapi
