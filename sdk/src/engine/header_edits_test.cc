#include "engine/header_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::engine {
namespace {

using Kind = model::HeaderEdit::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<HeaderRef>& EditedHeaders() {
  static const auto& headers = *new std::vector<HeaderRef>{{"X-Old", "1"}, {"user", "jason"}};
  return headers;
}

// Each change as `set name=value`.
std::vector<std::string> Words(absl::Span<const HeaderChange> changes) {
  std::vector<std::string> words;
  for (const HeaderChange& change : changes) {
    const char* kinds[] = {"remove ", "append ", "set "};
    std::string word = kinds[static_cast<int>(change.kind)] + std::string(change.name);
    if (change.kind != HeaderChange::Kind::kRemove) word += "=" + std::string(change.value);
    words.push_back(std::move(word));
  }
  return words;
}

// What the lists make of a request one after the other.
std::vector<std::string> ChangesBy(const std::vector<std::vector<model::HeaderEdit>>& lists) {
  RequestHead head;
  head.headers = EditedHeaders();
  HeaderChanges changes;
  std::vector<CompiledHeaderEdits> compiled;
  for (const auto& list : lists) compiled.push_back(*CompiledHeaderEdits::Compile(list));
  for (const auto& edits : compiled) edits.Apply({.request = head}, changes);
  return Words(changes.view());
}

TEST(HeaderEdits, RemovalsComeFirstThenReplacementsThenAdditions) {
  EXPECT_THAT(ChangesBy({{{Kind::kAppend, "a", "1"}, {Kind::kSet, "b", "2"}, {Kind::kRemove, "c", ""}, {Kind::kSet, "d", "3"}}}),
              ElementsAre("remove c", "set b=2", "set d=3", "append a=1"));
}

TEST(HeaderEdits, ValuesOfAListAreEvaluatedOnWhatItsRemovalsLeft) {
  EXPECT_THAT(ChangesBy({{{Kind::kSet, "user", "kylie"}, {Kind::kSet, "was", "%REQ(user)%"}}}),
              ElementsAre("set user=kylie", "set was=jason"));
  EXPECT_THAT(ChangesBy({{{Kind::kSet, "was", "<%REQ(user)%>"}, {Kind::kRemove, "user", ""}}}),
              ElementsAre("remove user", "set was=<>"));
}

TEST(HeaderEdits, ALaterListSeesWhatAnEarlierOneDid) {
  EXPECT_THAT(ChangesBy({{{Kind::kSet, "user", "kylie"}}, {{Kind::kSet, "now", "%REQ(user)%"}}}),
              ElementsAre("set user=kylie", "set now=kylie"));
}

TEST(HeaderEdits, AnEmptyValueChangesNothing) {
  EXPECT_THAT(ChangesBy({{{Kind::kSet, "user", "%REQ(absent)%"}, {Kind::kAppend, "a", ""}}}), IsEmpty());
}

TEST(HeaderEdits, SomeLookWhetherTheHeaderIsThere) {
  EXPECT_THAT(ChangesBy({{{Kind::kAppendIfAbsent, "x-old", "2"}, {Kind::kAppendIfAbsent, "x-new", "2"}}}),
              ElementsAre("append x-new=2"));
  EXPECT_THAT(ChangesBy({{{Kind::kSetIfPresent, "x-old", "2"}, {Kind::kSetIfPresent, "x-new", "2"}}}), ElementsAre("set x-old=2"));
  EXPECT_THAT(ChangesBy({{{Kind::kRemove, "x-old", ""}}, {{Kind::kAppendIfAbsent, "x-old", "2"}}}),
              ElementsAre("remove x-old", "append x-old=2"));
}

TEST(HeaderEdits, ResponsesAreEditedWithBothHeadsInSight) {
  RequestHead request;
  request.headers = EditedHeaders();
  const std::vector<HeaderRef> headers = {{"Server", "nginx"}};
  const ResponseHead response{200, headers};
  const auto edits = *CompiledHeaderEdits::Compile({{Kind::kSet, "x-by", "%RESP(server)% for %REQ(user)%"},
                                                    {Kind::kSetIfPresent, "server", "weft"},
                                                    {Kind::kSetIfPresent, "user", "nobody"}});
  HeaderChanges changes;
  edits.Apply({.request = request, .response = &response}, changes);
  EXPECT_THAT(Words(changes.view()), ElementsAre("set x-by=nginx for jason", "set server=weft"));
}

TEST(HeaderEdits, TextsStayWhereTheyAreWhileChangesAreAdded) {
  std::vector<model::HeaderEdit> edits;
  for (int i = 0; i < 20; ++i) edits.push_back({Kind::kAppend, "h", "%REQ(user)%" + std::to_string(i)});
  const auto words = ChangesBy({edits});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(words[i], "append h=jason" + std::to_string(i));
}

TEST(HeaderEdits, NamesAreInLowerCase) { EXPECT_THAT(ChangesBy({{{Kind::kRemove, "X-Old", ""}}}), ElementsAre("remove x-old")); }

TEST(HeaderEdits, WhatIsWrongIsNamedWithItsPath) {
  EXPECT_EQ(CompiledHeaderEdits::Compile({{Kind::kSet, "a", "1"}, {Kind::kSet, ":path", "/"}}).status().message(),
            "[1].name: \":path\" cannot be edited; must be the name of a header other than host and those that begin with `:`");
  EXPECT_EQ(CompiledHeaderEdits::Compile({{Kind::kAppend, "a", "%"}}).status().message(),
            "[0].value: \"%\": position 0: a lone %; write %% for a percent sign, or %COMMAND%");
}

}  // namespace
}  // namespace weft::engine
