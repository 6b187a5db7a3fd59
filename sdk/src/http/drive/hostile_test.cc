// SPDX-License-Identifier: Apache-2.0
// The table of bad and odd upstreams through the blocking driver and the asynchronous one.
#include <gtest/gtest.h>

#include "base/strings.h"
#include "http/testing/carrier.h"
#include "http/testing/hostile_conduct.h"
#include "http/testing/hostile_messages.h"

namespace weft::http {
namespace {

using testing::Carrier;
using testing::HostileCase;

std::vector<HostileCase> AllCases() {
  std::vector<HostileCase> all;
  for (auto part :
       {testing::HostileHeadsPart1, testing::HostileHeadsPart2, testing::HostileBodiesPart1, testing::HostileBodiesPart2,
        testing::HostileBodiesPart3, testing::HostileTimesPart1, testing::HostileTimesPart2, testing::HostileTimesPart3,
        testing::HostileUploadsPart1, testing::HostileUploadsPart2, testing::HostileReusePart1, testing::HostileReusePart2,
        testing::HostileReusePart3}) {
    for (HostileCase& row : part()) all.push_back(std::move(row));
  }
  return all;
}

std::string Summary(const Error& error, const Response& response, bool long_body) {
  if (error.kind == ErrorKind::kDeadline) return StrCat("deadline:", ToString(error.deadline));
  if (!error.ok()) return std::string(ToString(error.kind));
  return StrCat(response.status, " ", long_body ? std::string_view() : std::string_view(response.body));
}

class HostileTest : public ::testing::TestWithParam<testing::CarrierKind> {};

void RunRow(HostileCase& row, testing::CarrierKind kind) {
  testing::RawServer server(row.script);
  auto carrier = testing::MakeCarrier(kind);
  const std::string id = StrCat("127.0.0.1:", server.port());
  const Endpoint endpoint{.address = "127.0.0.1", .port = server.port(), .id = id, .cluster = "hostile"};
  if (row.warm) {
    Request warm_up;
    Response response;
    OperationOptions options;
    EXPECT_EQ(Summary(carrier->Run(endpoint, warm_up, options, &response), response, false), "200 warm");
    if (row.settle) carrier->SettleIdle(id);
  }
  OperationOptions options;
  options.deadlines.rule = Clock::now() + std::chrono::seconds(10);
  if (row.adjust != nullptr) row.adjust(options);
  Response response;
  const TimePoint start = Clock::now();
  const Error error = carrier->Run(endpoint, row.request, options, &response);
  const bool long_body = row.body_size != SIZE_MAX;
  EXPECT_EQ(Summary(error, response, long_body), row.expected) << error.text;
  if (long_body) {
    EXPECT_EQ(response.body.size(), row.body_size);
  }
  if (!error.ok()) {
    EXPECT_FALSE(error.text.empty());
  }
  EXPECT_LT(Clock::now() - start, std::chrono::seconds(5));  // bounded, on a slow machine as well
  EXPECT_LE(response.body.capacity(), 8'000'000u);
  EXPECT_LE(response.headers.size() + response.trailers.size(), 200u);
  EXPECT_EQ(carrier->pool().idle(), row.then == HostileCase::Then::kKept ? 1u : 0u);
  // Who gave up may have done so before the server looked.
  if (error.kind != ErrorKind::kDeadline) {
    EXPECT_EQ(server.connections(), row.connections);
  }
}

TEST_P(HostileTest, EveryUpstreamHasTheRightOutcomeInBoundedTimeAndMemory) {
  auto cases = AllCases();
  EXPECT_GE(cases.size(), 100u);
  for (HostileCase& row : cases) {
    SCOPED_TRACE(row.name);
    RunRow(row, GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(BothModes, HostileTest,
                         ::testing::Values(testing::CarrierKind::kBlocking, testing::CarrierKind::kAsync),
                         [](const auto& info) { return info.param == testing::CarrierKind::kBlocking ? "Blocking" : "Async"; });

}  // namespace
}  // namespace weft::http
