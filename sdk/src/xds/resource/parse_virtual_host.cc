// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_virtual_host.h"

#include "base/strings.h"
#include "xds/resource/field_path.h"
#include "xds/resource/parse_action.h"
#include "xds/resource/parse_filters.h"
#include "xds/resource/parse_headers.h"
#include "xds/resource/parse_match.h"
#include "xds/resource/parse_mirrors.h"
#include "xds/resource/parse_reply.h"
#include "xds/resource/parse_retry.h"
#include "xds/resource/parse_rewrite.h"

namespace weft::xds {
namespace {

namespace route = ::envoy::config::route::v3;

// What the routes of a virtual host take over from it where they say nothing themselves.
struct HostDefaults {
  model::HeaderEdits headers;
  std::vector<model::Mirror> mirrors;
  std::optional<model::RetryPolicy> retry;
  FilterConfigs filters;
};

absl::StatusOr<std::optional<model::RetryPolicy>> UsableRetry(const route::RetryPolicy& proto, const std::string& path,
                                                              std::vector<std::string>& ignored) {
  auto retry = RetryFromProto(proto, path, ignored);
  if (!retry.ok()) return retry.status();
  if (retry->num_retries == 0 || retry->retry_on == 0) return std::optional<model::RetryPolicy>();
  return std::optional(*std::move(retry));
}

absl::StatusOr<HostDefaults> DefaultsFromProto(const route::VirtualHost& proto, const std::string& path,
                                               std::vector<std::string>& ignored) {
  HostDefaults defaults;
  auto headers = HeaderEditsFromProto(proto, path + ".", ignored);
  if (!headers.ok()) return headers.status();
  defaults.headers = *std::move(headers);
  auto mirrors = MirrorsFromProto(proto.request_mirror_policies(), path + ".request_mirror_policies", ignored);
  if (!mirrors.ok()) return mirrors.status();
  defaults.mirrors = *std::move(mirrors);
  auto filters = FilterConfigsFromProto(proto.typed_per_filter_config(), path, ignored);
  if (!filters.ok()) return filters.status();
  defaults.filters = *std::move(filters);
  if (!proto.has_retry_policy()) return defaults;
  auto retry = UsableRetry(proto.retry_policy(), path + ".retry_policy", ignored);
  if (!retry.ok()) return retry.status();
  defaults.retry = *std::move(retry);
  return defaults;
}

// What the control plane says a route was made from; nobody decides by it.
std::string OriginFromProto(const envoy::config::core::v3::Metadata& metadata) {
  const auto weft = metadata.filter_metadata().find("weft");
  if (weft == metadata.filter_metadata().end()) return {};
  const auto origin = weft->second.fields().find("origin");
  return origin == weft->second.fields().end() ? std::string() : origin->second.string_value();
}

class RouteReader {
 public:
  RouteReader(const HostDefaults& host, const OuterHeaderEdits& outer, std::string path, std::vector<std::string>& ignored)
      : host_(host), outer_(outer), path_(std::move(path)), ignored_(ignored) {}

  absl::StatusOr<model::Route> Read(const route::Route& proto) {
    model::Route out;
    out.name = proto.name();
    out.origin = OriginFromProto(proto.metadata());
    auto match = MatchFromProto(proto.match(), path_ + ".match");
    if (!match.ok()) return match.status();
    out.match = *std::move(match);
    if (auto status = ReadAction(proto, out); !status.ok()) return status;
    if (auto status = ReadHeaders(proto, out); !status.ok()) return status;
    if (auto status = ReadFilters(proto, out); !status.ok()) return status;
    if (!proto.stat_prefix().empty()) ignored_.push_back(path_ + ".stat_prefix");
    return out;
  }

 private:
  absl::Status ReadAction(const route::Route& proto, model::Route& out) {
    switch (proto.action_case()) {
      case route::Route::kRoute:
        return ReadForwarding(proto.route(), path_ + ".route", out);
      case route::Route::kRedirect: {
        auto redirect = RedirectFromProto(proto.redirect(), path_ + ".redirect");
        if (!redirect.ok()) return redirect.status();
        out.redirect = *std::move(redirect);
        return absl::OkStatus();
      }
      case route::Route::kDirectResponse: {
        auto response = DirectResponseFromProto(proto.direct_response(), path_ + ".direct_response");
        if (!response.ok()) return response.status();
        out.direct_response = *std::move(response);
        return absl::OkStatus();
      }
      case route::Route::kNonForwardingAction:
        out.direct_response = NonForwardingResponse();
        return absl::OkStatus();
      case route::Route::ACTION_NOT_SET:
        break;
    }
    return FieldError(path_, "action: exactly one of route, redirect, direct_response is required");
  }

  absl::Status ReadForwarding(const route::RouteAction& action, const std::string& path, model::Route& out) {
    if (auto status = ReadRouteAction(action, path, ignored_, out); !status.ok()) return status;
    auto mirrors = MirrorsFromProto(action.request_mirror_policies(), path + ".request_mirror_policies", ignored_);
    if (!mirrors.ok()) return mirrors.status();
    out.mirrors = action.request_mirror_policies().empty() ? host_.mirrors : *std::move(mirrors);
    out.retry = host_.retry;
    if (!action.has_retry_policy()) return absl::OkStatus();
    auto retry = UsableRetry(action.retry_policy(), path + ".retry_policy", ignored_);
    if (!retry.ok()) return retry.status();
    out.retry = *std::move(retry);
    return absl::OkStatus();
  }

  // Whoever comes last has the last word, and by default that is the outermost level.
  absl::Status ReadHeaders(const route::Route& proto, model::Route& out) {
    auto own = HeaderEditsFromProto(proto, path_ + ".", ignored_);
    if (!own.ok()) return own.status();
    if (outer_.most_specific_wins) {
      out.headers = outer_.table;
      AppendHeaderEdits(host_.headers, out.headers);
      AppendHeaderEdits(*own, out.headers);
    } else {
      out.headers = *std::move(own);
      AppendHeaderEdits(host_.headers, out.headers);
      AppendHeaderEdits(outer_.table, out.headers);
    }
    return absl::OkStatus();
  }

  absl::Status ReadFilters(const route::Route& proto, model::Route& out) {
    auto own = FilterConfigsFromProto(proto.typed_per_filter_config(), path_, ignored_);
    if (!own.ok()) return own.status();
    out.fault = own->says_fault ? own->fault : host_.filters.fault;
    out.cors = own->says_cors ? own->cors : host_.filters.cors;
    return absl::OkStatus();
  }

  const HostDefaults& host_;
  const OuterHeaderEdits& outer_;
  const std::string path_;
  std::vector<std::string>& ignored_;
};

absl::Status ReadDomains(const route::VirtualHost& proto, const std::string& path, model::VirtualHost& out) {
  if (proto.domains().empty()) return FieldError(path + ".domains", "required value");
  for (int i = 0; i < proto.domains_size(); ++i) {
    const std::string& domain = proto.domains(i);
    const size_t star = domain.find('*');
    const bool one_star_at_an_end = star == domain.rfind('*') && (star == 0 || star + 1 == domain.size());
    if (domain.empty() || (star != std::string::npos && !one_star_at_an_end)) {
      return FieldError(StrCat(path, ".domains[", i, "]"),
                        StrCat("\"", domain, "\" is neither a name, nor *, nor a name with one * at its beginning or end"));
    }
    out.domains.push_back(ToLower(domain));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<model::VirtualHost> VirtualHostFromProto(const route::VirtualHost& proto, const std::string& path,
                                                        const OuterHeaderEdits& outer, std::vector<std::string>& ignored) {
  model::VirtualHost host;
  host.name = proto.name();
  if (auto status = ReadDomains(proto, path, host); !status.ok()) return status;
  auto defaults = DefaultsFromProto(proto, path, ignored);
  if (!defaults.ok()) return defaults.status();
  if (proto.require_tls() != route::VirtualHost::NONE) ignored.push_back(path + ".require_tls");
  if (proto.include_request_attempt_count()) ignored.push_back(path + ".include_request_attempt_count");
  for (int i = 0; i < proto.routes_size(); ++i) {
    auto read = RouteReader(*defaults, outer, StrCat(path, ".routes[", i, "]"), ignored).Read(proto.routes(i));
    if (!read.ok()) return read.status();
    host.routes.push_back(*std::move(read));
  }
  return host;
}

}  // namespace weft::xds
