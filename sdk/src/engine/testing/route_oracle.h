// SPDX-License-Identifier: Apache-2.0
// Matching as its definition reads: every domain, every route, every condition, from the top, on copies. Slow, obvious, and
// written apart from the engine, which random tables and requests are held against.
#pragma once

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/random.h"
#include "model/route.h"
#include "weft/request.h"

namespace weft::engine::testing {

class RouteOracle {
 public:
  explicit RouteOracle(const model::RouteTable& table) : table_(table) {}

  // Draws from `random` for routes that match a fraction, once all else matched.
  const model::Route* Match(const RequestHead& head, Random& random) const {
    const model::VirtualHost* host = HostOf(head.authority);
    if (host == nullptr) return nullptr;
    for (const model::Route& route : host->routes) {
      if (PathFits(route.match.path, head) && HeadersFit(route.match, head) && QueryFits(route.match, head) &&
          (!route.match.fraction || random.PerMillion(route.match.fraction->per_million))) {
        return &route;
      }
    }
    return nullptr;
  }

  const model::VirtualHost* HostOf(std::string_view authority) const {
    const std::string name = Lower(authority);
    if (const auto* host = BestHost(name)) return host;
    static const RE2 with_port(R"((\[.*\]|[^:]*):[0-9]+)");
    std::string bare;
    return RE2::FullMatch(name, with_port, &bare) ? BestHost(bare) : nullptr;
  }

 private:
  static std::string Lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
  }

  // The better a domain fits, the greater: exact, then suffixes, then prefixes by length, then `*`.
  static std::pair<int, size_t> Fit(const std::string& domain, const std::string& name) {
    if (domain == name) return {4, 0};
    if (domain == "*") return {1, 0};
    if (domain.size() > name.size()) return {0, 0};  // the star stands for at least one character
    if (domain.front() == '*' && name.ends_with(domain.substr(1))) return {3, domain.size()};
    if (domain.back() == '*' && name.starts_with(domain.substr(0, domain.size() - 1))) return {2, domain.size()};
    return {0, 0};
  }

  const model::VirtualHost* BestHost(const std::string& name) const {
    const model::VirtualHost* best = nullptr;
    std::pair<int, size_t> best_fit{0, 0};
    for (const model::VirtualHost& host : table_.virtual_hosts) {
      for (const std::string& domain : host.domains) {
        const auto fit = Fit(Lower(domain), name);
        if (fit > best_fit) best = &host, best_fit = fit;
      }
    }
    return best;
  }

  // Patterns are parsed once: a million comparisons parse the same ones again and again.
  static bool RegexFits(const std::string& pattern, const std::string& text) {
    thread_local std::unordered_map<std::string, std::unique_ptr<const RE2>> parsed;
    if (parsed.size() > 10'000) parsed.clear();
    auto& regex = parsed[pattern];
    if (regex == nullptr) regex = std::make_unique<const RE2>(pattern, RE2::Quiet);
    return RE2::FullMatch(text, *regex);
  }

  static bool PathFits(const model::PathMatcher& matcher, const RequestHead& head) {
    std::string path(head.path.substr(0, head.path.find('?')));
    std::string value = matcher.value;
    if (matcher.type == model::PathMatcher::Type::kRegex) return RegexFits(value, path);
    if (matcher.ignore_case) path = Lower(path), value = Lower(value);
    if (matcher.type == model::PathMatcher::Type::kExact) return path == value;
    if (!path.starts_with(value)) return false;
    if (matcher.type == model::PathMatcher::Type::kPrefix) return true;
    return path.size() == value.size() || value.ends_with('/') || path[value.size()] == '/';
  }

  static bool StringFits(const model::StringMatcher& matcher, std::string text) {
    using Type = model::StringMatcher::Type;
    std::string value = matcher.value;
    if (matcher.type == Type::kRegex) return RegexFits(value, text);
    if (matcher.ignore_case) text = Lower(text), value = Lower(value);
    return (matcher.type == Type::kExact && text == value) || (matcher.type == Type::kPrefix && text.starts_with(value)) ||
           (matcher.type == Type::kSuffix && text.ends_with(value)) ||
           (matcher.type == Type::kContains && text.find(value) != std::string::npos);
  }

  static std::optional<std::string> HeaderValue(const std::string& name, const RequestHead& head) {
    if (name == ":method") return std::string(head.method);
    if (name == ":authority" || name == "host") return std::string(head.authority);
    if (name == ":scheme") return std::string(head.scheme);
    if (name == ":path") return std::string(head.path);
    std::optional<std::string> joined;
    for (const HeaderRef& header : head.headers) {
      if (Lower(header.name) != name) continue;
      joined = joined ? *joined + "," + std::string(header.value) : std::string(header.value);
    }
    return joined;
  }

  static bool InRange(const model::HeaderMatcher& matcher, const std::string& value) {
    int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc() && end == value.data() + value.size() && number >= matcher.range_start &&
           number < matcher.range_end;
  }

  static bool HeaderFits(const model::HeaderMatcher& matcher, const RequestHead& head) {
    std::optional<std::string> value = HeaderValue(Lower(matcher.name), head);
    if (matcher.type == model::HeaderMatcher::Type::kPresent) return (value.has_value() == matcher.present) != matcher.invert;
    if (!value && matcher.treat_missing_as_empty) value = "";
    if (!value) return false;
    const bool range = matcher.type == model::HeaderMatcher::Type::kRange;
    return (range ? InRange(matcher, *value) : StringFits(matcher.string, *value)) != matcher.invert;
  }

  static bool HeadersFit(const model::RouteMatch& match, const RequestHead& head) {
    return std::all_of(match.headers.begin(), match.headers.end(), [&](const auto& m) { return HeaderFits(m, head); });
  }

  static std::vector<std::pair<std::string, std::string>> Parameters(const RequestHead& head) {
    std::vector<std::pair<std::string, std::string>> parameters;
    const size_t mark = head.path.find('?');
    if (mark == std::string_view::npos) return parameters;
    std::string rest = std::string(head.path.substr(mark + 1)) + "&";
    for (size_t end; (end = rest.find('&')) != std::string::npos; rest.erase(0, end + 1)) {
      const std::string piece = rest.substr(0, end);
      const size_t equals = std::min(piece.find('='), piece.size());
      if (!piece.empty()) parameters.emplace_back(piece.substr(0, equals), piece.substr(std::min(equals + 1, piece.size())));
    }
    return parameters;
  }

  static bool QueryFits(const model::RouteMatch& match, const RequestHead& head) {
    const auto parameters = Parameters(head);
    return std::all_of(match.query.begin(), match.query.end(), [&](const model::QueryMatcher& matcher) {
      const auto first = std::find_if(parameters.begin(), parameters.end(), [&](auto& p) { return p.first == matcher.name; });
      return first != parameters.end() && (!matcher.string || StringFits(*matcher.string, first->second));
    });
  }

  const model::RouteTable& table_;
};

}  // namespace weft::engine::testing
