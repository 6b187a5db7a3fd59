// SPDX-License-Identifier: Apache-2.0
// Upstreams whose heads and bodies are not what RFC 9112 has, or what few expect.
#pragma once

#include "http/testing/hostile_cases.h"

namespace weft::http::testing {

inline std::vector<HostileCase> HostileHeadsPart1() {
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  [[maybe_unused]] const std::string length = "Content-Length: 2\r\n";
  return {
      {"plain", Reply(Answer(length, "hi")), "200 hi", kKept},
      {"a reason of 26 KB", Reply(Answer(length, "hi", "200 " + std::string(26'000, 'x'))), "200 hi", kKept},
      {"a head of 61 KB", Reply(Answer("X: " + std::string(62'000, 'x') + "\r\n" + length, "hi")), "too_large"},
      {"a head without end",
       [](RawConnection& c) { c.ReadHead(), c.Send("HTTP/1.1 200 OK\r\nX: "), c.Flood(std::string(65'536, 'x')); },
       "too_large"},
      {"headers without end",
       [](RawConnection& c) { c.ReadHead(), c.Send("HTTP/1.1 200 OK\r\n"), c.Flood("X: y\r\nX: y\r\nX: y\r\n"); }, "too_large"},
      {"101 headers",
       [](RawConnection& c) {
         std::string headers;
         for (int i = 0; i < 101; ++i) headers += "X: y\r\n";
         c.ReadHead(), c.Send(Answer(headers + "Content-Length: 0\r\n")), c.WaitForClose();
       },
       "too_large"},
      {"100 before the answer", Reply(Answer("", "", "100 Continue") + Answer(length, "hi")), "200 hi", kKept},
      {"103 before the answer", Reply(Answer("Link: x\r\n", "", "103 Early Hints") + Answer(length, "hi")), "200 hi", kKept},
      {"103 without end", [](RawConnection& c) { c.ReadHead(), c.Flood(Answer("Link: x\r\n", "", "103 Early Hints")); },
       "too_large"},
      {"101 unasked", Reply(Answer("Upgrade: h2c\r\n", "", "101 Switching Protocols")), "malformed"},
      {"status 099", Reply(Answer(length, "hi", "099 x")), "malformed"},
      {"status 600", Reply(Answer(length, "hi", "600 x")), "malformed"},
      {"status 2000", Reply(Answer(length, "hi", "2000 OK")), "malformed"},
      {"no status", Reply("HTTP/1.1\r\n\r\n"), "malformed"},
      {"no reason", Reply("HTTP/1.1 200\r\n" + length + "\r\nhi"), "200 hi", kKept},
      {"HTTP/2", Reply("HTTP/2 200\r\n\r\n"), "malformed"},
      {"HTTP/2 frames", Reply(std::string("\0\0\x12\4\0\0\0\0\0", 9)), "malformed"},
      {"HTTP/0.9", Reply("<html>hello</html>"), "malformed"},
      {"SSH", [](RawConnection& c) { c.Send("SSH-2.0-OpenSSH_9.2\r\n"), c.WaitForClose(); }, "malformed"},
      {"a TLS alert", Reply("\x15\x03\x01\x02\x02"), "malformed"},
      {"a space before the colon", Reply(Answer("Content-Length : 2\r\n", "hi")), "malformed"},
      {"a header without a name", Reply(Answer(": x\r\n" + length, "hi")), "malformed"},
      {"a folded header", Reply(Answer("X: a\r\n b\r\n" + length, "hi")), "malformed"},
      {"a bare LF", Reply("HTTP/1.1 200 OK\n" + length + "\r\nhi"), "malformed"},
      {"bare LFs alone", Reply("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi"), "malformed"},
      {"a bare CR", Reply(Answer("X: a\rb\r\n" + length, "hi")), "malformed"},
      {"a NUL", Reply(Answer(std::string("X: a\0b\r\n", 8) + length, "hi")), "malformed"},
      {"HTTP/1.0", ReplyAndClose("HTTP/1.0 200 OK\r\n\r\nhi"), "200 hi"},
  };
}

inline std::vector<HostileCase> HostileHeadsPart2() {
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  [[maybe_unused]] const std::string length = "Content-Length: 2\r\n";
  return {
      {"HTTP/1.0 keep-alive", Reply("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + length + "\r\nhi"), "200 hi", kKept},
      {"connection: close", Reply(Answer("Connection: close\r\n" + length, "hi")), "200 hi"},
      {"keep-alive: max=0", Reply(Answer("Keep-Alive: timeout=5, max=0\r\n" + length, "hi")), "200 hi"},
      {"keep-alive: timeout=0", Reply(Answer("Keep-Alive: timeout=0\r\n" + length, "hi")), "200 hi"},
      {"keep-alive: nonsense", Reply(Answer("Keep-Alive: timeout=x, max=, =\r\n" + length, "hi")), "200 hi", kKept},
      {"closes at once", [](RawConnection&) {}, "reset_before_head"},
      {"closes after the request", [](RawConnection& c) { c.ReadHead(); }, "reset_before_head"},
      {"resets after the request", [](RawConnection& c) { c.ReadHead(), c.Reset(); }, "reset_before_head"},
      {"closes within the head", ReplyAndClose("HTTP/1.1 200 OK\r\nContent-"), "reset_before_head"},
      {"closes after a 100", ReplyAndClose(Answer("", "", "100 Continue")), "reset_before_head"},
      {"answers unasked",
       [](RawConnection& c) { c.Send(Answer("Content-Length: 2\r\n", "hi")), c.ReadHead(), c.WaitForClose(); }, "200 hi",
       kKept},
  };
}

inline std::vector<HostileCase> HostileBodiesPart1() {
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] const std::string length = "Content-Length: 2\r\n", chunked = "Transfer-Encoding: chunked\r\n";
  [[maybe_unused]] const auto body_limit = [](OperationOptions& options) { options.limits.body = 100'000; };
  return {
      {"two lengths", Reply(Answer(length + "Content-Length: 3\r\n", "hi!")), "malformed"},
      {"a length twice", Reply(Answer(length + length, "hi")), "malformed"},
      {"length and chunks", Reply(Answer(length + chunked, "0\r\n\r\n")), "malformed"},
      {"chunks and length", Reply(Answer(chunked + length, "0\r\n\r\n")), "malformed"},
      {"gzip as transfer coding", Reply(Answer("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")), "malformed"},
      {"a negative length", Reply(Answer("Content-Length: -1\r\n", "hi")), "malformed"},
      {"a length beyond 64 bits", Reply(Answer("Content-Length: 99999999999999999999\r\n", "hi")), "malformed"},
      {"a length of 2^63, collected", Reply(Answer("Content-Length: 9223372036854775808\r\n", "hi")), "too_large"},
      {"a body without end",
       [](RawConnection& c) { c.ReadHead(), c.Send(Answer("")), c.Flood(std::string(65'536, 'x')); },
       "too_large",
       kClosed,
       {},
       body_limit},
      {"chunks without end",
       [](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("Transfer-Encoding: chunked\r\n")), c.Flood("4\r\nabcd\r\n4\r\nabcd\r\n");
       },
       "too_large",
       kClosed,
       {},
       body_limit},
      {"a chunk extension without end",
       [](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("Transfer-Encoding: chunked\r\n", "5;")), c.Flood(std::string(65'536, 'x'));
       },
       "too_large"},
      {"trailers without end",
       [](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("Transfer-Encoding: chunked\r\n", "0\r\n")), c.Flood("X: y\r\nX: y\r\n");
       },
       "too_large"},
      {"a chunk size of letters", Reply(Answer(chunked, "xyz\r\nhi\r\n")), "malformed"},
      {"a chunk size beyond 64 bits", Reply(Answer(chunked, "fffffffffffffffff\r\nhi\r\n")), "malformed"},
  };
}

inline std::vector<HostileCase> HostileBodiesPart2() {
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] const std::string length = "Content-Length: 2\r\n", chunked = "Transfer-Encoding: chunked\r\n";
  [[maybe_unused]] const auto body_limit = [](OperationOptions& options) { options.limits.body = 100'000; };
  return {
      {"a chunk of 2^64-1",
       Reply(Answer(chunked, "ffffffffffffffff\r\n" + std::string(200'000, 'x'))),
       "too_large",
       kClosed,
       {},
       body_limit},
      {"a chunk that is too long", Reply(Answer(chunked, "1\r\nhi\r\n0\r\n\r\n")), "malformed"},
      {"a chunk ended by LF", Reply(Answer(chunked, "2\nhi\n0\n\n")), "malformed"},
      {"chunks with trailers", Reply(Answer(chunked, "2\r\nhi\r\n0\r\nX: y\r\n\r\n")), "200 hi", kKept},
      {"a chunk size of many zeros", Reply(Answer(chunked, "0000000000002\r\nhi\r\n0\r\n\r\n")), "200 hi", kKept},
      {"no chunks", Reply(Answer(chunked, "0\r\n\r\n")), "200 ", kKept},
      {"bytes after the answer", Reply(Answer(length, "hi there")), "200 hi"},
      {"a second answer", Reply(Answer(length, "hi") + Answer(length, "no")), "200 hi"},
      {"a 204 with a length", Reply(Answer("Content-Length: 5\r\n", "", "204 No Content")), "204 ", kKept},
      {"a 204 with a body", Reply(Answer("Content-Length: 5\r\n", "hello", "204 No Content")), "204 "},
      {"a 304 with a length", Reply(Answer("Content-Length: 5\r\n", "", "304 Not Modified")), "304 ", kKept},
      {"HEAD with a length", Reply(Answer("Content-Length: 5\r\n")), "200 ", kKept, {.method = "HEAD"}},
      {"HEAD with a length of 2^63",
       Reply(Answer("Content-Length: 9223372036854775808\r\n")),
       "200 ",
       kKept,
       {.method = "HEAD"}},
      {"HEAD with a body", Reply(Answer(length, "hi")), "200 ", kClosed, {.method = "HEAD"}},
      {"closes within the body", ReplyAndClose(Answer("Content-Length: 5\r\n", "he")), "reset_after_head"},
      {"closes within a chunk", ReplyAndClose(Answer(chunked, "5\r\nhe")), "reset_after_head"},
      {"closes before the last chunk", ReplyAndClose(Answer(chunked, "2\r\nhi\r\n")), "reset_after_head"},
      {"resets within the body",
       [](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("Content-Length: 5\r\n", "he")), c.Trickle("l", std::chrono::milliseconds(20)), c.Reset();
       },
       "reset_after_head"},
      {"a body until the end", ReplyAndClose(Answer("", "hi")), "200 hi"},
  };
}

inline std::vector<HostileCase> HostileBodiesPart3() {
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] const std::string length = "Content-Length: 2\r\n", chunked = "Transfer-Encoding: chunked\r\n";
  [[maybe_unused]] const auto body_limit = [](OperationOptions& options) { options.limits.body = 100'000; };
  return {
      {"a large body",
       Reply(Answer("Content-Length: 3000000\r\n", std::string(3'000'000, 'x'))),
       "200 ",
       kKept,
       {},
       nullptr,
       1,
       false,
       false,
       3'000'000},
      {"a body in single bytes",
       [](RawConnection& c) {
         c.ReadHead(), c.Trickle(Answer("Content-Length: 2\r\n", "hi"), std::chrono::milliseconds(1)), c.WaitForClose();
       },
       "200 hi", kKept},
  };
}

}  // namespace weft::http::testing
