// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_virtual_host.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "xds/resource/parse_action.h"
#include "xds/resource/parse_filters.h"
#include "xds/resource/parse_headers.h"
#include "xds/resource/parse_match.h"
#include "xds/resource/parse_mirrors.h"
#include "xds/resource/parse_reply.h"
#include "xds/resource/parse_retry.h"
#include "xds/resource/parse_rewrite.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

namespace route = ::envoy::config::route::v3;

// What the routes of a virtual host take over from it where they have no setting of their own.
struct HostDefaults {
  model::HeaderEdits headers;
  std::vector<model::Mirror> mirrors;
  std::optional<model::RetryPolicy> retry;
  FilterConfigs filters;
};

absl::StatusOr<std::optional<model::RetryPolicy>> UsableRetry(const route::RetryPolicy& proto, const std::string& path,
                                                              std::vector<std::string>& ignored) {
  WEFT_ASSIGN_OR_RETURN(auto retry, RetryFromProto(proto, path, ignored));
  if (retry.num_retries == 0 || retry.retry_on == 0) return std::optional<model::RetryPolicy>();
  return std::optional(std::move(retry));
}

absl::StatusOr<HostDefaults> DefaultsFromProto(const route::VirtualHost& proto, const std::string& path,
                                               std::vector<std::string>& ignored) {
  HostDefaults defaults;
  WEFT_ASSIGN_OR_RETURN(defaults.headers, HeaderEditsFromProto(proto, path + ".", ignored));
  WEFT_ASSIGN_OR_RETURN(defaults.mirrors,
                        MirrorsFromProto(proto.request_mirror_policies(), path + ".request_mirror_policies", ignored));
  WEFT_ASSIGN_OR_RETURN(defaults.filters, FilterConfigsFromProto(proto.typed_per_filter_config(), path, ignored));
  if (!proto.has_retry_policy()) return defaults;
  WEFT_ASSIGN_OR_RETURN(defaults.retry, UsableRetry(proto.retry_policy(), path + ".retry_policy", ignored));
  return defaults;
}

// The source of a route by the control plane; no decision depends on it.
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
    WEFT_ASSIGN_OR_RETURN(out.match, MatchFromProto(proto.match(), path_ + ".match"));
    WEFT_RETURN_IF_ERROR(ReadAction(proto, out));
    WEFT_RETURN_IF_ERROR(ReadHeaders(proto, out));
    WEFT_RETURN_IF_ERROR(ReadFilters(proto, out));
    if (!proto.stat_prefix().empty()) ignored_.push_back(path_ + ".stat_prefix");
    return out;
  }

 private:
  absl::Status ReadAction(const route::Route& proto, model::Route& out) {
    switch (proto.action_case()) {
      case route::Route::kRoute:
        return ReadForwarding(proto.route(), path_ + ".route", out);
      case route::Route::kRedirect: {
        WEFT_ASSIGN_OR_RETURN(out.redirect, RedirectFromProto(proto.redirect(), path_ + ".redirect"));
        return absl::OkStatus();
      }
      case route::Route::kDirectResponse: {
        WEFT_ASSIGN_OR_RETURN(out.direct_response,
                              DirectResponseFromProto(proto.direct_response(), path_ + ".direct_response"));
        return absl::OkStatus();
      }
      case route::Route::kNonForwardingAction:
        out.direct_response = NonForwardingResponse();
        return absl::OkStatus();
      case route::Route::ACTION_NOT_SET:
        break;
    }
    return FieldErrorAt(path_, "action: exactly one of route, redirect, direct_response is required");
  }

  absl::Status ReadForwarding(const route::RouteAction& action, const std::string& path, model::Route& out) {
    WEFT_RETURN_IF_ERROR(ReadRouteAction(action, path, ignored_, out));
    WEFT_ASSIGN_OR_RETURN(auto mirrors,
                          MirrorsFromProto(action.request_mirror_policies(), path + ".request_mirror_policies", ignored_));
    out.mirrors = action.request_mirror_policies().empty() ? host_.mirrors : std::move(mirrors);
    out.retry = host_.retry;
    if (!action.has_retry_policy()) return absl::OkStatus();
    WEFT_ASSIGN_OR_RETURN(out.retry, UsableRetry(action.retry_policy(), path + ".retry_policy", ignored_));
    return absl::OkStatus();
  }

  // Whoever comes last wins, and by default that is the outermost level.
  absl::Status ReadHeaders(const route::Route& proto, model::Route& out) {
    WEFT_ASSIGN_OR_RETURN(auto own, HeaderEditsFromProto(proto, path_ + ".", ignored_));
    if (outer_.most_specific_wins) {
      out.headers = outer_.table;
      AppendHeaderEdits(host_.headers, out.headers);
      AppendHeaderEdits(own, out.headers);
    } else {
      out.headers = std::move(own);
      AppendHeaderEdits(host_.headers, out.headers);
      AppendHeaderEdits(outer_.table, out.headers);
    }
    return absl::OkStatus();
  }

  absl::Status ReadFilters(const route::Route& proto, model::Route& out) {
    WEFT_ASSIGN_OR_RETURN(auto own, FilterConfigsFromProto(proto.typed_per_filter_config(), path_, ignored_));
    out.fault = own.has_fault ? own.fault : host_.filters.fault;
    out.cors = own.has_cors ? own.cors : host_.filters.cors;
    return absl::OkStatus();
  }

  const HostDefaults& host_;
  const OuterHeaderEdits& outer_;
  const std::string path_;
  std::vector<std::string>& ignored_;
};

absl::Status ReadDomains(const route::VirtualHost& proto, const std::string& path, model::VirtualHost& out) {
  if (proto.domains().empty()) return FieldErrorAt(path + ".domains", "required value");
  for (int i = 0; i < proto.domains_size(); ++i) {
    const std::string& domain = proto.domains(i);
    const size_t star = domain.find('*');
    const bool one_star_at_an_end = star == domain.rfind('*') && (star == 0 || star + 1 == domain.size());
    if (domain.empty() || (star != std::string::npos && !one_star_at_an_end)) {
      return FieldErrorAt(StrCat(path, ".domains[", i, "]"),
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
  WEFT_RETURN_IF_ERROR(ReadDomains(proto, path, host));
  WEFT_ASSIGN_OR_RETURN(auto defaults, DefaultsFromProto(proto, path, ignored));
  if (proto.require_tls() != route::VirtualHost::NONE) ignored.push_back(path + ".require_tls");
  if (proto.include_request_attempt_count()) ignored.push_back(path + ".include_request_attempt_count");
  for (int i = 0; i < proto.routes_size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto read,
                          RouteReader(defaults, outer, StrCat(path, ".routes[", i, "]"), ignored).Read(proto.routes(i)));
    host.routes.push_back(std::move(read));
  }
  return host;
}

}  // namespace weft::xds
