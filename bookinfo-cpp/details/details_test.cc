// SPDX-License-Identifier: Apache-2.0
#include "details/details.h"

#include <gtest/gtest.h>

#include "common/test_server.h"
#include "details/external_books.h"

namespace bookinfo {
namespace {

constexpr const char* kVolumes = R"({"items":[{"volumeInfo":{"authors":["William Shakespeare"],"publisher":"Dover",
  "publishedDate":"2002-01-01","pageCount":64,"printType":"BOOK","language":"en","industryIdentifiers":[
  {"type":"ISBN_10","identifier":"0486424618"},{"type":"ISBN_13","identifier":"9780486424613"}]}}]})";

TEST(Details, AnswersTheOneBookWithTheRequestedId) {
  TestServer server;
  AddDetailsHandlers(*server);
  auto client = server.Start();
  const auto result = client.Get("/details/7");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(result->body,
            R"({"id":7,"author":"William Shakespeare","year":1595,"type":"paperback","pages":200,"publisher":"PublisherA",)"
            R"("language":"English","ISBN-10":"1234567890","ISBN-13":"123-1234567890"})");
}

TEST(Details, RefusesAnIdThatIsNoNumber) {
  TestServer server;
  AddDetailsHandlers(*server);
  auto client = server.Start();
  for (const char* path : {"/details", "/details/", "/details/abc", "/details/1/x"}) {
    const auto result = client.Get(path);
    ASSERT_TRUE(result) << path;
    EXPECT_EQ(result->status, 400) << path;
    EXPECT_EQ(result->body, R"({"error":"please provide numeric product id"})") << path;
  }
}

TEST(Details, ReportsThatItIsHealthy) {
  TestServer server;
  AddDetailsHandlers(*server);
  auto client = server.Start();
  EXPECT_EQ(client.Get("/health")->body, R"({"status":"Details is healthy"})");
}

TEST(Details, AFailedLookupIsABadRequestAsInTheSample) {
  TestServer server;
  AddDetailsHandlers(*server, [](int32_t) { return std::optional<Json>(); });
  auto client = server.Start();
  EXPECT_EQ(client.Get("/details/0")->status, 400);
}

TEST(ExternalBooks, TurnsAVolumeIntoDetails) {
  const auto details = DetailsFromVolumes(3, kVolumes);
  ASSERT_TRUE(details);
  EXPECT_EQ(details->dump(), R"({"id":3,"author":"William Shakespeare","year":"2002-01-01","type":"paperback","pages":64,)"
                             R"("publisher":"Dover","language":"English","ISBN-10":"0486424618","ISBN-13":"9780486424613"})");
}

TEST(ExternalBooks, HasNoDetailsWhenNothingWasFound) {
  for (const char* answer :
       {"", "not json", "{}", R"({"items":[]})", R"({"items":[{}]})", R"({"items":[{"volumeInfo":{}}]})"}) {
    EXPECT_FALSE(DetailsFromVolumes(0, answer)) << answer;
  }
}

}  // namespace
}  // namespace bookinfo
