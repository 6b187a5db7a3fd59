// SPDX-License-Identifier: Apache-2.0
#include "http/exchange/exchange.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/strings.h"

namespace weft::http {
namespace {

// One exchange over a connection that is two strings.
class ExchangeTest : public ::testing::Test {
 protected:
  void Start(Request request, const ResponseSink* sink = nullptr) {
    request_ = std::move(request);
    exchange_.reset();
    wire_.emplace();
    exchange_.emplace(RequestView::Of(request_, "reviews:9080"), limits_, &response_, sink, &*wire_);
  }
  // Writes what is to be written now, in pieces of `step` bytes.
  std::string Written(size_t step = 7) {
    std::string out;
    for (auto pieces = exchange_->Output(); !pieces.empty(); pieces = exchange_->Output()) {
      const std::string_view piece = pieces[0].substr(0, step);
      out += piece;
      exchange_->Wrote(piece.size());
    }
    return out;
  }
  void Receive(std::string_view bytes) {
    std::memcpy(exchange_->Space().data(), bytes.data(), bytes.size());
    exchange_->Read(bytes.size());
  }
  Request Post(std::string body) { return {.method = "POST", .path = "/x", .body = std::move(body)}; }

  Limits limits_;
  Request request_;
  Response response_;
  std::optional<WireState> wire_;
  std::optional<Exchange> exchange_;
};

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

TEST_F(ExchangeTest, SendsAGetAndCollectsTheAnswer) {
  Start({.path = "/a?b", .headers = {{"Accept", "*/*"}, {"Connection", "keep-alive"}}});
  EXPECT_EQ(Written(), "GET /a?b HTTP/1.1\r\nhost: reviews:9080\r\nAccept: */*\r\n\r\n");
  Receive(kOk);
  ASSERT_TRUE(exchange_->done());
  EXPECT_TRUE(exchange_->error().ok());
  EXPECT_EQ(response_.body, "hi");
  EXPECT_TRUE(exchange_->reusable());
}

TEST_F(ExchangeTest, FramesBodiesItselfWhateverTheCallerSays) {
  Request request = Post("hello");
  request.headers = {{"Content-Length", "3"}, {"Transfer-Encoding", "chunked"}, {"Host", "other"}};
  Start(request);
  EXPECT_EQ(Written(), "POST /x HTTP/1.1\r\nhost: other\r\ncontent-length: 5\r\n\r\nhello");
  Start(Post(""));
  EXPECT_EQ(Written(), "POST /x HTTP/1.1\r\nhost: reviews:9080\r\ncontent-length: 0\r\n\r\n");
}

TEST_F(ExchangeTest, SendsASourceOfUnknownLengthInChunks) {
  std::vector<std::string> parts = {"hello", "", "sixteen bytes..."};
  size_t next = 0;
  Request request = Post("");
  request.source.next = [&](std::string* out) {
    *out += parts[next];
    return ++next == parts.size() ? BodyState::kEnd : BodyState::kMore;
  };
  Start(request);
  std::string out = Written();
  out += Written();  // an empty piece is a pause
  EXPECT_EQ(out.substr(out.find("\r\n\r\n") + 4), "5\r\nhello\r\n10\r\nsixteen bytes...\r\n0\r\n\r\n");
  EXPECT_TRUE(exchange_->upload_over());
}

TEST_F(ExchangeTest, SendsASourceOfKnownLengthAsItIsAndNotWithAnother) {
  const auto with_size = [&](uint64_t size) {
    Request request = Post("");
    request.source = {[](std::string* out) { return *out += "hello", BodyState::kEnd; }, size};
    Start(request);
    return Written();
  };
  EXPECT_TRUE(with_size(5).ends_with("content-length: 5\r\n\r\nhello"));
  EXPECT_FALSE(exchange_->done());
  with_size(6);
  EXPECT_EQ(exchange_->error().kind, ErrorKind::kCancelled);
  EXPECT_TRUE(exchange_->error().sent);
  EXPECT_TRUE(with_size(4).ends_with("content-length: 4\r\n\r\n"));
  EXPECT_EQ(exchange_->error().kind, ErrorKind::kCancelled);
}

TEST_F(ExchangeTest, AnEarlyAnswerStopsTheUploadAndCostsTheConnection) {
  Start(Post(std::string(1000, 'x')));
  exchange_->Wrote(exchange_->Output()[0].size() + 10);
  Receive("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(exchange_->Output().empty());
  EXPECT_FALSE(exchange_->done());
  Receive("no");
  EXPECT_TRUE(exchange_->done());
  EXPECT_EQ(response_.status, 413);
  EXPECT_FALSE(exchange_->reusable());
}

TEST_F(ExchangeTest, AnAnswerCountsThoughWritingFailed) {
  Start(Post(std::string(1000, 'x')));
  exchange_->WriteFailed();
  EXPECT_TRUE(exchange_->Output().empty());
  Receive(kOk);
  EXPECT_TRUE(exchange_->error().ok());
  EXPECT_FALSE(exchange_->reusable());
}

TEST_F(ExchangeTest, TheBodyWaitsForA100) {
  Request request = Post("hello");
  request.headers.Add("expect", "100-continue");
  Start(request);
  EXPECT_TRUE(Written().ends_with("\r\n\r\n"));
  EXPECT_TRUE(exchange_->awaiting_continue());
  Receive("HTTP/1.1 103 Early Hints\r\n\r\n");
  EXPECT_TRUE(exchange_->awaiting_continue());
  Receive("HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(Written(), "hello");
  Receive(kOk);
  EXPECT_TRUE(exchange_->reusable());
}

TEST_F(ExchangeTest, AFinalAnswerInPlaceOfA100MakesTheBodyMoot) {
  Request request = Post("hello");
  request.headers.Add("expect", "100-continue");
  Start(request);
  Written();
  Receive("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(exchange_->done());
  EXPECT_EQ(response_.status, 417);
  EXPECT_FALSE(exchange_->reusable());
}

TEST_F(ExchangeTest, RefusesWhatCannotBeSentAndSendsNothing) {
  for (const Request& request :
       {Request{.method = "G T"}, Request{.path = "/a b"}, Request{.path = ""}, Request{.path = "/\r\nX: y"},
        Request{.headers = {{"a b", "c"}}}, Request{.headers = {{"a", "b\r\nc: d"}}}}) {
    Start(request);
    EXPECT_TRUE(exchange_->done());
    EXPECT_EQ(exchange_->error().kind, ErrorKind::kInvalidRequest);
    EXPECT_TRUE(exchange_->Output().empty());
    EXPECT_FALSE(exchange_->reusable());
  }
}

TEST_F(ExchangeTest, PassesABodyOnInPieces) {
  std::string seen;
  ResponseSink sink{[&](const Response& head) { return seen += StrCat(head.status, ":"), true; },
                    [&](std::string_view piece) { return seen += StrCat("[", piece, "]"), true; }};
  limits_.body = 3;
  Start({}, &sink);
  Written();
  Receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n");
  Receive("0\r\n\r\n");
  EXPECT_EQ(seen, "200:[abc][def]");
  EXPECT_TRUE(exchange_->error().ok());
  EXPECT_EQ(response_.body, "");
}

TEST_F(ExchangeTest, AReceiverThatHadEnoughCancels) {
  ResponseSink sink{nullptr, [](std::string_view) { return false; }};
  Start({}, &sink);
  Written();
  Receive(kOk);
  EXPECT_EQ(exchange_->error().kind, ErrorKind::kCancelled);
}

TEST_F(ExchangeTest, BoundsACollectedBody) {
  limits_.body = 4;
  Start({});
  Written();
  Receive("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(exchange_->error().kind, ErrorKind::kTooLarge);
  Start({});
  Written();
  Receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\nabc\r\n");
  EXPECT_EQ(exchange_->error().kind, ErrorKind::kTooLarge);
  Start({.method = "HEAD"});
  Written();
  Receive("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
  EXPECT_TRUE(exchange_->error().ok());
}

TEST_F(ExchangeTest, ConnectionCloseOfTheCallerIsSentAndHeld) {
  Start({.headers = {{"Connection", "close"}}});
  EXPECT_TRUE(Written().ends_with("connection: close\r\n\r\n"));
  Receive(kOk);
  EXPECT_TRUE(exchange_->error().ok());
  EXPECT_FALSE(exchange_->reusable());
}

}  // namespace
}  // namespace weft::http
