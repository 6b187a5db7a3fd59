// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/header_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::engine {
namespace {

using EditKind = model::HeaderEdit::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<HeaderRef>& EditedHeaders() {
  static const auto& headers = *new std::vector<HeaderRef>{{"X-Old", "1"}, {"user", "jason"}};
  return headers;
}

// Each change as `set name=value`.
std::vector<std::string> ToText(absl::Span<const HeaderChange> changes) {
  std::vector<std::string> lines;
  for (const HeaderChange& change : changes) {
    const char* kinds[] = {"remove ", "append ", "set "};
    std::string line = kinds[static_cast<int>(change.kind)] + std::string(change.name);
    if (change.kind != HeaderChange::Kind::kRemove) line += "=" + std::string(change.value);
    lines.push_back(std::move(line));
  }
  return lines;
}

// What the lists make of a request one after the other.
std::vector<std::string> ChangesBy(const std::vector<std::vector<model::HeaderEdit>>& lists) {
  RequestHead head;
  head.headers = EditedHeaders();
  HeaderChanges changes;
  std::vector<CompiledHeaderEdits> compiled;
  for (const auto& list : lists) compiled.push_back(*CompiledHeaderEdits::Compile(list));
  for (const auto& edits : compiled) edits.Apply({.request = head}, changes);
  return ToText(changes.view());
}

TEST(HeaderEdits, RemovalsComeFirstThenReplacementsThenAdditions) {
  const std::vector<model::HeaderEdit> edits = {
      {EditKind::kAppend, "a", "1"}, {EditKind::kSet, "b", "2"}, {EditKind::kRemove, "c", ""}, {EditKind::kSet, "d", "3"}};
  EXPECT_THAT(ChangesBy({edits}), ElementsAre("remove c", "set b=2", "set d=3", "append a=1"));
}

TEST(HeaderEdits, ValuesOfAListAreEvaluatedOnWhatItsRemovalsLeft) {
  EXPECT_THAT(ChangesBy({{{EditKind::kSet, "user", "kylie"}, {EditKind::kSet, "was", "%REQ(user)%"}}}),
              ElementsAre("set user=kylie", "set was=jason"));
  EXPECT_THAT(ChangesBy({{{EditKind::kSet, "was", "<%REQ(user)%>"}, {EditKind::kRemove, "user", ""}}}),
              ElementsAre("remove user", "set was=<>"));
}

TEST(HeaderEdits, ALaterListSeesWhatAnEarlierOneDid) {
  EXPECT_THAT(ChangesBy({{{EditKind::kSet, "user", "kylie"}}, {{EditKind::kSet, "now", "%REQ(user)%"}}}),
              ElementsAre("set user=kylie", "set now=kylie"));
}

TEST(HeaderEdits, AnEmptyValueChangesNothing) {
  EXPECT_THAT(ChangesBy({{{EditKind::kSet, "user", "%REQ(absent)%"}, {EditKind::kAppend, "a", ""}}}), IsEmpty());
}

TEST(HeaderEdits, SomeLookWhetherTheHeaderIsThere) {
  EXPECT_THAT(ChangesBy({{{EditKind::kAppendIfAbsent, "x-old", "2"}, {EditKind::kAppendIfAbsent, "x-new", "2"}}}),
              ElementsAre("append x-new=2"));
  EXPECT_THAT(ChangesBy({{{EditKind::kSetIfPresent, "x-old", "2"}, {EditKind::kSetIfPresent, "x-new", "2"}}}),
              ElementsAre("set x-old=2"));
  EXPECT_THAT(ChangesBy({{{EditKind::kRemove, "x-old", ""}}, {{EditKind::kAppendIfAbsent, "x-old", "2"}}}),
              ElementsAre("remove x-old", "append x-old=2"));
}

TEST(HeaderEdits, ResponsesAreEditedWithBothHeadsInSight) {
  RequestHead request;
  request.headers = EditedHeaders();
  const std::vector<HeaderRef> headers = {{"Server", "nginx"}};
  const ResponseHead response{200, headers};
  const auto edits = *CompiledHeaderEdits::Compile({{EditKind::kSet, "x-by", "%RESP(server)% for %REQ(user)%"},
                                                    {EditKind::kSetIfPresent, "server", "weft"},
                                                    {EditKind::kSetIfPresent, "user", "nobody"}});
  HeaderChanges changes;
  edits.Apply({.request = request, .response = &response}, changes);
  EXPECT_THAT(ToText(changes.view()), ElementsAre("set x-by=nginx for jason", "set server=weft"));
}

TEST(HeaderEdits, TextsStayWhereTheyAreWhileChangesAreAdded) {
  std::vector<model::HeaderEdit> edits;
  for (int i = 0; i < 20; ++i) edits.push_back({EditKind::kAppend, "h", "%REQ(user)%" + std::to_string(i)});
  const auto lines = ChangesBy({edits});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(lines[i], "append h=jason" + std::to_string(i));
}

TEST(HeaderEdits, NamesAreInLowerCase) {
  EXPECT_THAT(ChangesBy({{{EditKind::kRemove, "X-Old", ""}}}), ElementsAre("remove x-old"));
}

TEST(HeaderEdits, WhatIsWrongIsNamedWithItsPath) {
  EXPECT_EQ(CompiledHeaderEdits::Compile({{EditKind::kSet, "a", "1"}, {EditKind::kSet, ":path", "/"}}).status().message(),
            "[1].name: \":path\" cannot be edited; must be the name of a header other than host and those that begin with `:`");
  EXPECT_EQ(CompiledHeaderEdits::Compile({{EditKind::kAppend, "a", "%"}}).status().message(),
            "[0].value: \"%\": position 0: a lone %; write %% for a percent sign, or %COMMAND%");
}

}  // namespace
}  // namespace weft::engine
