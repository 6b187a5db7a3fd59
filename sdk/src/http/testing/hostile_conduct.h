// SPDX-License-Identifier: Apache-2.0
// Upstreams that take their time, that answer while they are sent to, and that spoil connections for the next request.
#pragma once

#include "http/testing/hostile_cases.h"

namespace weft::http::testing {

inline std::function<void(OperationOptions&)> RuleDeadline(int milliseconds) {
  return [=](OperationOptions& options) { options.deadlines.rule = Clock::now() + std::chrono::milliseconds(milliseconds); };
}

inline std::vector<HostileCase> HostileTimesPart1() {
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] constexpr std::chrono::milliseconds kPause{10};
  [[maybe_unused]] const auto silent = [](RawConnection& c) { c.ReadHead(), c.WaitForClose(); };
  return {
      {"says nothing", silent, "deadline:rule", kClosed, {}, RuleDeadline(100)},
      {"says nothing, per try",
       silent,
       "deadline:per_try",
       kClosed,
       {},
       [](OperationOptions& o) { o.deadlines.per_try = Clock::now() + std::chrono::milliseconds(100); }},
      {"says nothing, caller",
       silent,
       "deadline:caller",
       kClosed,
       {},
       [](OperationOptions& o) { o.deadlines.caller = Clock::now() + std::chrono::milliseconds(100); }},
      {"says nothing, read timeout",
       silent,
       "deadline:read_timeout",
       kClosed,
       {},
       [](OperationOptions& o) { o.deadlines.read_timeout = std::chrono::milliseconds(100); }},
      {"trickles the head",
       [=](RawConnection& c) { c.ReadHead(), c.Trickle(Answer("X: " + std::string(10'000, 'x') + "\r\n"), kPause); },
       "deadline:rule",
       kClosed,
       {},
       RuleDeadline(150)},
      {"trickles the body",
       [=](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("Content-Length: 10000\r\n")), c.Trickle(std::string(10'000, 'x'), kPause);
       },
       "deadline:rule",
       kClosed,
       {},
       RuleDeadline(150)},
  };
}

inline std::vector<HostileCase> HostileTimesPart2() {
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] constexpr std::chrono::milliseconds kPause{10};
  [[maybe_unused]] const auto silent = [](RawConnection& c) { c.ReadHead(), c.WaitForClose(); };
  return {
      {"trickles chunks",
       [=](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("Transfer-Encoding: chunked\r\n"));
         while (c.Trickle("1\r\nx\r\n", kPause)) {
         }
       },
       "deadline:rule",
       kClosed,
       {},
       RuleDeadline(150)},
      {"trickles 1xx",
       [=](RawConnection& c) {
         c.ReadHead();
         while (c.Trickle("HTTP/1.1 102 P\r\n\r\n", kPause)) {
         }
       },
       "deadline:rule",
       kClosed,
       {},
       RuleDeadline(150)},
      {"floods within the deadline",
       [](RawConnection& c) { c.ReadHead(), c.Send(Answer("Transfer-Encoding: chunked\r\n")), c.Flood("1\r\nx\r\n"); },
       "deadline:rule",
       kClosed,
       {},
       [](OperationOptions& o) { RuleDeadline(150)(o), o.limits.body = Limits::kNone; }},
      {"stops within the body",
       [](RawConnection& c) { c.ReadHead(), c.Send(Answer("Content-Length: 10\r\n", "hello")), c.WaitForClose(); },
       "deadline:read_timeout",
       kClosed,
       {},
       [](OperationOptions& o) { o.deadlines.read_timeout = std::chrono::milliseconds(100); }},
  };
}

inline std::vector<HostileCase> HostileTimesPart3() {
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] constexpr std::chrono::milliseconds kPause{10};
  [[maybe_unused]] const auto silent = [](RawConnection& c) { c.ReadHead(), c.WaitForClose(); };
  return {
      {"progress holds the read timeout off",
       [](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("Content-Length: 60\r\n")), c.Trickle(std::string(60, 'x'), std::chrono::milliseconds(10)),
             c.WaitForClose();
       },
       "200 " + std::string(60, 'x'),
       HostileCase::Then::kKept,
       {},
       [](OperationOptions& o) { o.deadlines.read_timeout = std::chrono::milliseconds(300); }},
      {"a deadline that has passed", silent, "deadline:rule", kClosed, {}, RuleDeadline(-1), 0},
      {"the first of several deadlines is named",
       silent,
       "deadline:per_try",
       kClosed,
       {},
       [](OperationOptions& o) {
         RuleDeadline(200)(o);
         o.deadlines.caller = Clock::now() + std::chrono::milliseconds(300);
         o.deadlines.per_try = Clock::now() + std::chrono::milliseconds(100);
       }},
  };
}

inline std::vector<HostileCase> HostileUploadsPart1() {
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  [[maybe_unused]] const Request post{.method = "POST", .path = "/", .body = std::string(8'000'000, 'x')};
  [[maybe_unused]] const Request small{.method = "POST", .path = "/", .body = "hello"};
  Request endless{.method = "POST"};
  endless.source.next = [](std::string* out) { return out->append(16'384, 'x'), BodyState::kMore; };
  Request expecting = small;
  expecting.headers.Add("Expect", "100-continue");
  return {
      {"takes a large body",
       [](RawConnection& c) {
         c.ReadHead(), c.ReadBytes(8'000'000), c.Send(Answer("Content-Length: 2\r\n", "ok")), c.WaitForClose();
       },
       "200 ok", kKept, post},
      {"answers before the body",
       [](RawConnection& c) { c.ReadHead(), c.Send(Answer("Content-Length: 2\r\n", "no", "413 Too Large")), c.HoldUnread(); },
       "413 no", kClosed, post},
      {"answers before the body and closes",
       [](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("Content-Length: 2\r\n", "no", "413 Too Large")), c.CloseWriting(), c.HoldUnread();
       },
       "413 no", kClosed, post},
      {"answers an endless upload", Reply(Answer("Content-Length: 2\r\n", "no", "400 Bad")), "400 no", kClosed, endless},
      {"takes an endless upload", [](RawConnection& c) { c.ReadHead(), c.WaitForClose(); }, "deadline:rule", kClosed, endless,
       RuleDeadline(200)},
      {"does not read",
       [](RawConnection& c) {
         c.ReadHead(), c.Trickle(std::string(1'000, ' '), std::chrono::milliseconds(0)), c.WaitForClose();
       },
       "malformed", kClosed, post},
      {"resets within the body", [](RawConnection& c) { c.ReadHead(), c.ReadBytes(1'000), c.Reset(); }, "reset_before_head",
       kClosed, post},
      {"does not take the body, write timeout", [](RawConnection& c) { c.ReadHead(), c.HoldUnread(); },
       "deadline:write_timeout", kClosed, post,
       [](OperationOptions& o) { o.deadlines.write_timeout = std::chrono::milliseconds(100); }},
      {"100 after expect",
       [](RawConnection& c) {
         c.ReadHead(), c.Send(Answer("", "", "100 Continue")), c.Send(Answer("Content-Length: 5\r\n", c.ReadBytes(5))),
             c.WaitForClose();
       },
       "200 hello", kKept, expecting},
  };
}

inline std::vector<HostileCase> HostileUploadsPart2() {
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  [[maybe_unused]] const Request post{.method = "POST", .path = "/", .body = std::string(8'000'000, 'x')};
  [[maybe_unused]] const Request small{.method = "POST", .path = "/", .body = "hello"};
  Request endless{.method = "POST"};
  endless.source.next = [](std::string* out) { return out->append(16'384, 'x'), BodyState::kMore; };
  Request expecting = small;
  expecting.headers.Add("Expect", "100-continue");
  return {
      {"417 after expect", Reply(Answer("Content-Length: 0\r\n", "", "417 No")), "417 ", kClosed, expecting},
      {"nothing after expect",
       [](RawConnection& c) { c.ReadHead(), c.Send(Answer("Content-Length: 5\r\n", c.ReadBytes(5))), c.WaitForClose(); },
       "200 hello", kKept, expecting,
       [](OperationOptions& o) { o.deadlines.continue_patience = std::chrono::milliseconds(50); }},
      {"an answer before the end of a small body", Reply(Answer("Content-Length: 0\r\n", "", "200 OK")), "200 ", kKept, small},
  };
}

inline std::vector<HostileCase> HostileReusePart1() {
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  // The first exchange of a connection gets "warm"; then `second` goes on.
  [[maybe_unused]] const auto after_one = [](RawServer::Script second) {
    return [second = std::move(second)](RawConnection& c) {
      if (c.ReadHead().empty()) return;
      c.Send(Answer("Content-Length: 4\r\n", "warm"));
      second(c);
    };
  };
  // On the connections after the first: a plain answer.
  [[maybe_unused]] const auto first_only = [=](RawServer::Script second) {
    return [=](RawConnection& c) {
      if (c.number() == 0) return after_one(second)(c);
      Reply(Answer("Content-Length: 5\r\n", "fresh"))(c);
    };
  };
  [[maybe_unused]] const Request post{.method = "POST", .path = "/", .body = "x"};
  return {
      {"keeps the connection", after_one(Reply(Answer("Content-Length: 2\r\n", "hi"))), "200 hi", kKept, {}, nullptr, 1, true},
      {"closes the idle connection", first_only([](RawConnection&) {}), "200 fresh", kKept, {}, nullptr, 2, true, true},
      {"sends on the idle connection",
       first_only([](RawConnection& c) { c.Send(Answer("Content-Length: 6\r\n", "stolen")), c.WaitForClose(); }),
       "200 fresh",
       kKept,
       {},
       nullptr,
       2,
       true,
       true},
      {"closes when the second request comes",
       first_only([](RawConnection& c) { c.ReadHead(); }),
       "200 fresh",
       kKept,
       {},
       nullptr,
       2,
       true},
  };
}

inline std::vector<HostileCase> HostileReusePart2() {
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  // The first exchange of a connection gets "warm"; then `second` goes on.
  [[maybe_unused]] const auto after_one = [](RawServer::Script second) {
    return [second = std::move(second)](RawConnection& c) {
      if (c.ReadHead().empty()) return;
      c.Send(Answer("Content-Length: 4\r\n", "warm"));
      second(c);
    };
  };
  // On the connections after the first: a plain answer.
  [[maybe_unused]] const auto first_only = [=](RawServer::Script second) {
    return [=](RawConnection& c) {
      if (c.number() == 0) return after_one(second)(c);
      Reply(Answer("Content-Length: 5\r\n", "fresh"))(c);
    };
  };
  [[maybe_unused]] const Request post{.method = "POST", .path = "/", .body = "x"};
  return {
      {"resets when the second request comes",
       first_only([](RawConnection& c) { c.ReadHead(), c.Reset(); }),
       "200 fresh",
       kKept,
       {},
       nullptr,
       2,
       true},
      {"closes when a second POST comes", first_only([](RawConnection& c) { c.ReadHead(); }), "reset_before_head", kClosed,
       post, nullptr, 1, true},
      {"closes when the second request comes, no resend",
       first_only([](RawConnection& c) { c.ReadHead(); }),
       "reset_before_head",
       kClosed,
       {},
       [](OperationOptions& o) { o.resend_stale = false; },
       1,
       true},
  };
}

inline std::vector<HostileCase> HostileReusePart3() {
  [[maybe_unused]] constexpr auto kClosed = HostileCase::Then::kClosed;
  [[maybe_unused]] constexpr auto kKept = HostileCase::Then::kKept;
  // The first exchange of a connection gets "warm"; then `second` goes on.
  [[maybe_unused]] const auto after_one = [](RawServer::Script second) {
    return [second = std::move(second)](RawConnection& c) {
      if (c.ReadHead().empty()) return;
      c.Send(Answer("Content-Length: 4\r\n", "warm"));
      second(c);
    };
  };
  // On the connections after the first: a plain answer.
  [[maybe_unused]] const auto first_only = [=](RawServer::Script second) {
    return [=](RawConnection& c) {
      if (c.number() == 0) return after_one(second)(c);
      Reply(Answer("Content-Length: 5\r\n", "fresh"))(c);
    };
  };
  [[maybe_unused]] const Request post{.method = "POST", .path = "/", .body = "x"};
  return {
      {"closes within the second answer",
       first_only([](RawConnection& c) { c.ReadHead(), c.Send("HTTP"); }),
       "reset_before_head",
       kClosed,
       {},
       nullptr,
       1,
       true},
      {"closes every time",
       [=](RawConnection& c) { c.number() == 0 ? after_one([](RawConnection& d) { d.ReadHead(); })(c) : (void)c.ReadHead(); },
       "reset_before_head",
       kClosed,
       {},
       nullptr,
       2,
       true},
  };
}

}  // namespace weft::http::testing
