// SPDX-License-Identifier: Apache-2.0
#include "http/exchange/response_reader.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "http/testing/read_all.h"

namespace weft::http {
namespace {

using testing::ReadAll;
using testing::ReadResult;

struct Framing {
  const char* name;
  std::string bytes;
  std::string expected;  // "200 body", or the kind of the error
  bool reusable = false;
  bool bodiless = false;
};

std::string Head(std::string_view headers, std::string_view status = "200 OK") {
  return StrCat("HTTP/1.1 ", status, "\r\n", headers, "\r\n");
}

std::vector<Framing> FramingsPart1() {
  [[maybe_unused]] const std::string chunked = "Transfer-Encoding: chunked\r\n";
  return {
      {"a length", Head("Content-Length: 5\r\n") + "hello", "200 hello", true},
      {"a length of nothing", Head("Content-Length: 0\r\n"), "200 ", true},
      {"chunks", Head(chunked) + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "200 hello", true},
      {"chunks with extensions", Head(chunked) + "5;a=b;c=\"d\"\r\nhello\r\n0;x\r\n\r\n", "200 hello", true},
      {"chunks with trailers", Head(chunked) + "5\r\nhello\r\n0\r\nDigest: x\r\n\r\n", "200 hello", true},
      {"upper-case chunk sizes", Head(chunked) + "A\r\n0123456789\r\n00\r\n\r\n", "200 0123456789", true},
      {"until the end", Head("") + "hello", "200 hello"},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"HTTP/1.0 that keeps the connection", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
       "200 hi", true},
      {"HTTP/1.0 until the end", "HTTP/1.0 200 OK\r\n\r\nhi", "200 hi"},
      {"connection close", Head("Connection: close\r\nContent-Length: 2\r\n") + "hi", "200 hi"},
      {"connection close in a list", Head("Connection: foo, Close\r\nContent-Length: 2\r\n") + "hi", "200 hi"},
      {"no reason", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi", "200 hi", true},
      {"no reason and no space", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", "200 hi", true},
      {"a reason of 26 KB", Head("Content-Length: 2\r\n", "200 " + std::string(26'000, 'x')) + "hi", "200 hi", true},
      {"204 with a length", Head("Content-Length: 5\r\n", "204 No Content"), "204 ", true},
      {"304 with a length", Head("Content-Length: 5\r\n", "304 Not Modified"), "304 ", true},
      {"HEAD with a length", Head("Content-Length: 5\r\n"), "200 ", true, true},
      {"HEAD with chunks", Head(chunked), "200 ", true, true},
      {"100 before the answer", Head("", "100 Continue") + Head("Content-Length: 2\r\n") + "hi", "200 hi", true},
      {"103 before the answer", Head("Link: x\r\n", "103 Early Hints") + Head("Content-Length: 2\r\n") + "hi", "200 hi", true},
      {"bytes after the answer", Head("Content-Length: 2\r\n") + "hihi", "200 hi"},
      {"a 204 with a body", Head("", "204 No Content") + "hi", "204 "},
      {"an empty header value", Head("X:\r\nContent-Length: 2\r\n") + "hi", "200 hi", true},
      {"white space about values", Head("Content-Length: \t 2 \t\r\n") + "hi", "200 hi", true},
      {"status 599", Head("Content-Length: 0\r\n", "599 x"), "599 ", true},
      {"obs-text in a value", Head("X: \xe4\xff\r\nContent-Length: 0\r\n"), "200 ", true},
      {"two lengths", Head("Content-Length: 5\r\nContent-Length: 2\r\n") + "hello", "malformed"},
      {"the same length twice", Head("Content-Length: 5\r\nContent-Length: 5\r\n") + "hello", "malformed"},
      {"a list of lengths", Head("Content-Length: 5, 5\r\n") + "hello", "malformed"},
      {"an empty length", Head("Content-Length:\r\n") + "hello", "malformed"},
      {"a negative length", Head("Content-Length: -5\r\n") + "hello", "malformed"},
      {"a length with a plus", Head("Content-Length: +5\r\n") + "hello", "malformed"},
      {"a length in hex", Head("Content-Length: 0x5\r\n") + "hello", "malformed"},
      {"a length beyond 64 bits", Head("Content-Length: 18446744073709551616\r\n") + "hello", "malformed"},
      {"length and chunks", Head("Content-Length: 5\r\n" + chunked) + "0\r\n\r\n", "malformed"},
      {"chunks and length", Head(chunked + "Content-Length: 5\r\n") + "0\r\n\r\n", "malformed"},
      {"chunked twice", Head(chunked + chunked) + "0\r\n\r\n", "malformed"},
  };
}

std::vector<Framing> FramingsPart2() {
  [[maybe_unused]] const std::string chunked = "Transfer-Encoding: chunked\r\n";
  return {
      {"another coding", Head("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", "malformed"},
      {"an unknown coding", Head("Transfer-Encoding: xchunked\r\n") + "0\r\n\r\n", "malformed"},
      {"chunked that is not last", Head("Transfer-Encoding: chunked, gzip\r\n") + "0\r\n\r\n", "malformed"},
      {"chunks of HTTP/1.0", "HTTP/1.0 200 OK\r\n" + chunked + "\r\n0\r\n\r\n", "malformed"},
      {"a folded header", Head("X: a\r\n b\r\nContent-Length: 2\r\n") + "hi", "malformed"},
      {"a header folded by a tab", Head("X: a\r\n\tb\r\nContent-Length: 2\r\n") + "hi", "malformed"},
      {"a folded first header", Head(" X: a\r\nContent-Length: 2\r\n") + "hi", "malformed"},
      {"a folded trailer", Head(chunked) + "0\r\nA: b\r\n c\r\n\r\n", "malformed"},
      {"a trailer folded after nothing", Head(chunked) + "0\r\nA:\r\n c\r\n\r\n", "malformed"},
      {"a bare LF in the head", "HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nhi", "malformed"},
      {"bare LFs alone", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", "malformed"},
      {"a bare CR in a value", Head("X: a\rb\r\nContent-Length: 2\r\n") + "hi", "malformed"},
      {"a NUL in a value", Head(std::string("X: a\0b\r\n", 8)) + "hi", "malformed"},
      {"a space before the colon", Head("Content-Length : 2\r\n") + "hi", "malformed"},
      {"no colon", Head("Content-Length\r\n") + "hi", "malformed"},
      {"no name", Head(": x\r\n") + "hi", "malformed"},
      {"status 99", Head("", "099 x"), "malformed"},
      {"status 600", Head("", "600 x"), "malformed"},
      {"status 20", Head("", "20 OK"), "malformed"},
      {"status 2000", Head("", "2000 OK"), "malformed"},
      {"status in letters", Head("", "abc OK"), "malformed"},
      {"HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", "malformed"},
      {"HTTP/1.9", "HTTP/1.9 200 OK\r\n\r\n", "malformed"},
      {"HTTP/0.9", "<html>hello</html>", "malformed"},
      {"an empty line first", "\r\n" + Head("Content-Length: 0\r\n"), "malformed"},
      {"a request", "GET / HTTP/1.1\r\n\r\n", "malformed"},
      {"lower-case http", "http/1.1 200 OK\r\n\r\n", "malformed"},
      {"101 unasked", Head("Upgrade: x\r\n", "101 Switching Protocols"), "malformed"},
      {"a chunk size that is none", Head(chunked) + "x\r\nhi\r\n", "malformed"},
      {"a negative chunk size", Head(chunked) + "-1\r\nhi\r\n", "malformed"},
      {"a chunk size with 0x", Head(chunked) + "0x5\r\nhello\r\n0\r\n\r\n", "malformed"},
      {"a chunk size beyond 64 bits", Head(chunked) + "10000000000000000\r\n", "malformed"},
      {"a chunk size with a bare LF", Head(chunked) + "5\nhello\r\n0\r\n\r\n", "malformed"},
      {"a chunk that is longer than its size", Head(chunked) + "2\r\nhello\r\n0\r\n\r\n", "malformed"},
      {"an LF in a chunk extension", Head(chunked) + "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", "malformed"},
      {"a length in a trailer", Head(chunked) + "0\r\nContent-Length: 5\r\n\r\n", "malformed"},
      {"nothing", "", "reset_before_head"},
      {"half a status line", "HTTP/1.1 20", "reset_before_head"},
      {"half a head", "HTTP/1.1 200 OK\r\nContent-Le", "reset_before_head"},
  };
}

std::vector<Framing> FramingsPart3() {
  [[maybe_unused]] const std::string chunked = "Transfer-Encoding: chunked\r\n";
  return {
      {"a 100 alone", Head("", "100 Continue"), "reset_before_head"},
      {"half a body", Head("Content-Length: 5\r\n") + "he", "reset_after_head"},
      {"half a chunk", Head(chunked) + "5\r\nhe", "reset_after_head"},
      {"no last chunk", Head(chunked) + "5\r\nhello\r\n", "reset_after_head"},
      {"half the trailers", Head(chunked) + "0\r\nA: b\r\n", "reset_after_head"},
  };
}

std::vector<Framing> Framings() {
  std::vector<Framing> all;
  for (auto part : {FramingsPart1, FramingsPart2, FramingsPart3}) {
    for (Framing& framing : part()) all.push_back(std::move(framing));
  }
  return all;
}

std::string Summary(const ReadResult& result) {
  if (!result.error.ok()) return std::string(ToString(result.error.kind));
  if (!result.ended) return "unfinished";
  return StrCat(result.response.status, " ", result.response.body);
}

TEST(ResponseReader, TellsFramingsApart) {
  for (const Framing& framing : Framings()) {
    const ReadResult result = ReadAll(framing.bytes, {}, framing.bodiless);
    EXPECT_EQ(Summary(result), framing.expected) << framing.name << ": " << result.error.text;
    // Those that end with the connection cannot be kept, and ReadAll ends it only when the answer needs it.
    EXPECT_EQ(result.reusable, framing.reusable) << framing.name;
  }
}

TEST(ResponseReader, ReadsTheSameHoweverTheBytesAreCut) {
  for (const Framing& framing : Framings()) {
    for (const size_t piece : {1, 2, 3, 7}) {
      const ReadResult result = ReadAll(framing.bytes, {}, framing.bodiless, true, [piece](size_t) { return piece; });
      EXPECT_EQ(Summary(result), framing.expected) << framing.name << " in pieces of " << piece << ": " << result.error.text;
    }
  }
}

TEST(ResponseReader, KeepsHeadersTrailersAndReason) {
  const ReadResult result = ReadAll(Head("A: 1\r\nB: 2\r\na: 3\r\nTransfer-Encoding: chunked\r\n", "404 Not Here") +
                                    "1\r\nx\r\n0\r\nT: y\r\nU: z\r\n\r\n");
  EXPECT_EQ(result.response.reason, "Not Here");
  EXPECT_EQ(result.response.headers, (Headers{{"A", "1"}, {"B", "2"}, {"a", "3"}, {"Transfer-Encoding", "chunked"}}));
  EXPECT_EQ(result.response.trailers, (Headers{{"T", "y"}, {"U", "z"}}));
}

TEST(ResponseReader, SkipsInterimAnswersButNotWithoutEnd) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += Head("A: 1\r\n", "102 Processing");
  EXPECT_EQ(ReadAll(many + Head("Content-Length: 0\r\n")).interim, 100u);
  EXPECT_EQ(ReadAll(many + Head("B: 2\r\nContent-Length: 0\r\n")).response.headers.size(), 2u);
  EXPECT_EQ(Summary(ReadAll(many + Head("", "102 Processing"))), "too_large");
}

TEST(ResponseReader, BoundsTheHead) {
  const std::string just = Head(StrCat("X: ", std::string(59'000, 'x'), "\r\nContent-Length: 0\r\n"));
  EXPECT_EQ(Summary(ReadAll(just)), "200 ");
  const ReadResult more = ReadAll(Head(StrCat("X: ", std::string(61'500, 'x'), "\r\nContent-Length: 0\r\n")));
  EXPECT_EQ(Summary(more), "too_large");
  const ReadResult endless = ReadAll("HTTP/1.1 200 " + std::string(10'000'000, 'x'));
  EXPECT_EQ(Summary(endless), "too_large");
  EXPECT_LE(endless.capacity, 256u * 1024);
}

TEST(ResponseReader, BoundsTheNumberOfHeadersAndTrailers) {
  std::string headers, trailers;
  for (int i = 0; i < 99; ++i) headers += "A: 1\r\n";
  EXPECT_EQ(Summary(ReadAll(Head(headers + "Content-Length: 0\r\n"))), "200 ");
  EXPECT_EQ(Summary(ReadAll(Head(headers + "B: 1\r\nContent-Length: 0\r\n"))), "too_large");
  for (int i = 0; i < 101; ++i) trailers += "A: 1\r\n";
  EXPECT_EQ(Summary(ReadAll(Head("Transfer-Encoding: chunked\r\n") + "0\r\n" + trailers + "\r\n")), "too_large");
}

TEST(ResponseReader, BoundsWhatChunksCarryBesideTheirData) {
  const std::string chunked = Head("Transfer-Encoding: chunked\r\n");
  const ReadResult extension = ReadAll(chunked + "5;" + std::string(10'000'000, 'x'));
  EXPECT_EQ(Summary(extension), "too_large");
  EXPECT_LE(extension.capacity, 256u * 1024);
  EXPECT_EQ(Summary(ReadAll(chunked + std::string(10'000'000, '0'))), "too_large");
  EXPECT_EQ(Summary(ReadAll(chunked + "0\r\nA: " + std::string(10'000'000, 'x'))), "too_large");
}

TEST(ResponseReader, BytesBeforeARequestAreSeenAsBytesOfAnAnswer) {
  ResponseReader reader;
  Response response;
  const Limits limits;
  reader.Begin(limits, &response, false);
  EXPECT_FALSE(reader.got_bytes());
  const std::string answers = Head("Content-Length: 0\r\n") + "HT";
  std::memcpy(reader.Space().data(), answers.data(), answers.size());
  reader.Add(answers.size());
  EXPECT_EQ(reader.Next(), ReadEvent::kHead);
  EXPECT_EQ(reader.Next(), ReadEvent::kEnd);
  EXPECT_FALSE(reader.reusable());
  reader.Begin(limits, &response, false);
  EXPECT_TRUE(reader.got_bytes());
}

}  // namespace
}  // namespace weft::http
