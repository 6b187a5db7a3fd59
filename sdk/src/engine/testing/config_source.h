// SPDX-License-Identifier: Apache-2.0
// Small route tables and requests out of any source of choices: a seeded Random in tests, the bytes of a fuzzer.
// The alphabets are tiny on purpose, so that domains, paths and values collide, nest and overlap all the time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/strings.h"
#include "model/route.h"
#include "weft/request.h"

namespace weft::engine::testing {

// A request that owns what its head looks at.
struct OwnedRequest {
  std::string method, authority, path;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<HeaderRef> refs;

  RequestHead Head() {
    refs.clear();
    for (const auto& [name, value] : headers) refs.push_back({name, value});
    RequestHead head;
    head.method = method;
    head.authority = authority;
    head.path = path;
    head.headers = refs;
    return head;
  }
};

// Choices: has `uint32_t Below(uint32_t n)`.
template <typename Choices>
class ConfigSource {
 public:
  explicit ConfigSource(Choices& choices) : choices_(choices) {}

  model::RouteTable Table() {
    model::RouteTable table;
    const uint32_t hosts = 1 + choices_.Below(4);
    for (uint32_t i = 0; i < hosts; ++i) table.virtual_hosts.push_back(Host(i));
    return table;
  }

  OwnedRequest Request() {
    OwnedRequest request;
    request.method = OneOf({"GET", "POST"});
    request.authority =
        StrCat(OneOf({"a.b", "x.a.b", "A.B", "b", "a.c", "[::1]", "other", ""}), OneOf({"", "", ":80", ":x", ":"}));
    request.path = Path() + OneOf({"", "", "?", "?q=a", "?q=b&q=a", "?p&q", "?Q=a&&q=ab", "?=a&q"});
    for (uint32_t n = choices_.Below(5); n > 0; --n) request.headers.emplace_back(HeaderName(true), Value());
    return request;
  }

 private:
  std::string OneOf(std::initializer_list<const char*> choices) {
    return choices.begin()[choices_.Below(static_cast<uint32_t>(choices.size()))];
  }
  bool Flip(uint32_t one_in) { return choices_.Below(one_in) == 0; }

  model::VirtualHost Host(uint32_t index) {
    model::VirtualHost host;
    for (uint32_t n = 1 + choices_.Below(3); n > 0; --n) {
      host.domains.push_back(
          OneOf({"a.b", "a.b:80", "*.b", "*b", "*.a.b", "a.*", "x.*", "*", "b", "a.c", "[::1]", "*:80", "a*", "x.a.b"}));
    }
    const uint32_t routes = choices_.Below(Flip(3) ? 40 : 8);
    const bool many_regexes = Flip(3);
    for (uint32_t i = 0; i < routes; ++i) host.routes.push_back(Route(StrCat(index, "/", i), many_regexes));
    return host;
  }

  model::Route Route(std::string name, bool many_regexes) {
    model::Route route;
    route.name = std::move(name);
    route.match.path = PathMatch(many_regexes);
    for (uint32_t n = Flip(3) ? choices_.Below(3) : 0; n > 0; --n) route.match.headers.push_back(Header());
    if (Flip(6)) route.match.query.push_back(Query());
    if (Flip(8)) route.match.fraction = model::Fraction{choices_.Below(3) * 500'000};
    for (uint32_t n = 1 + choices_.Below(2); n > 0; --n) route.clusters.push_back({OneOf({"v1", "v2", "v3"}), n});
    return route;
  }

  model::PathMatcher PathMatch(bool many_regexes) {
    model::PathMatcher path;
    path.type =
        many_regexes && !Flip(3) ? model::PathMatcher::Type::kRegex : static_cast<model::PathMatcher::Type>(choices_.Below(4));
    if (path.type == model::PathMatcher::Type::kRegex) {
      path.value = Pattern();
    } else {
      path.value = Flip(8) ? "" : Path();
      path.ignore_case = Flip(4);
    }
    return path;
  }

  // Some hold literal text that a path may or must contain, some hide it behind what makes it optional.
  std::string Pattern() {
    if (Flip(2)) {
      return OneOf({"/a.*", "/[ab]+", ".*b", "/a(/b)?", "(?i)/AB.*", "/ab|/ba/.*", "", "/.{3}", "/a?b?a?", "[^/]*", "/a/b/.*"});
    }
    std::string pattern = OneOf({"/", ".*", "/", "(?i)/"});
    for (uint32_t n = choices_.Below(7); n > 0; --n) {
      pattern += OneOf({"a", "b", "/", "ab", "ab/", "A", ".*", "[ab]", "[^/]*", "a?", "b*", "(a|b)", "(/ab)+", "b{2}", "\\/",
                        "[[:alpha:]]+", "[]a]?"});
    }
    return Flip(16) ? pattern + "|/b.*" : pattern;
  }

  std::string Path() {
    std::string path = "/";
    for (uint32_t n = choices_.Below(Flip(4) ? 16 : 7); n > 0; --n) path += OneOf({"a", "b", "/", "A", "ab", "b"});
    return path;
  }

  std::string HeaderName(bool as_sent) {
    if (as_sent) return OneOf({"x", "X", "end-user", "End-User", "y", "Host"});
    return OneOf({"x", "end-user", "y", ":method", ":path", ":authority", ":scheme", "host", "absent"});
  }
  std::string Value() { return OneOf({"", "a", "A", "ab", "b", "ba", "GET", "http", "7", "-3", "12", "7x"}); }

  model::StringMatcher String() {
    model::StringMatcher string;
    string.type = static_cast<model::StringMatcher::Type>(choices_.Below(5));
    const bool regex = string.type == model::StringMatcher::Type::kRegex;
    string.value = regex ? OneOf({"a.*", ".*", "", "[ab]+", "a,b", "(?i)AB?"}) : Value();
    string.ignore_case = Flip(3);
    return string;
  }

  model::HeaderMatcher Header() {
    model::HeaderMatcher header;
    header.name = HeaderName(false);
    header.type = static_cast<model::HeaderMatcher::Type>(choices_.Below(3));
    header.string = String();
    header.present = !Flip(3);
    header.range_start = -5;
    header.range_end = choices_.Below(20);
    header.invert = Flip(3);
    header.treat_missing_as_empty = Flip(3);
    return header;
  }

  model::QueryMatcher Query() {
    model::QueryMatcher query;
    query.name = OneOf({"q", "p", "Q", ""});
    if (!Flip(3)) query.string = String();
    return query;
  }

  Choices& choices_;
};

}  // namespace weft::engine::testing
