// SPDX-License-Identifier: Apache-2.0
#include "weftctl/route_check/route_check_router.h"

#include <algorithm>

#include "base/status_macros.h"
#include "base/strings.h"
#include "mesh/call/call_heads.h"
#include "mesh/call/local_reply.h"
#include "xds/resource/parse.h"

namespace weft::ctl {
namespace {

namespace route = ::envoy::config::route::v3;

bool HasFractions(const route::RouteConfiguration& table) {
  for (const auto& host : table.virtual_hosts()) {
    for (const auto& one : host.routes()) {
      if (one.match().has_runtime_fraction()) return true;
    }
  }
  return false;
}

bool TakesPart(const envoy::type::v3::FractionalPercent& fraction, uint64_t random_value) {
  using Percent = envoy::type::v3::FractionalPercent;
  const uint64_t whole = fraction.denominator() == Percent::MILLION        ? 1'000'000
                         : fraction.denominator() == Percent::TEN_THOUSAND ? 10'000
                                                                           : 100;
  return random_value % whole < fraction.numerator();
}

// Each route that takes a fraction takes all or, by going, nothing.
void ResolveFractions(uint64_t random_value, route::RouteConfiguration& table) {
  for (auto& host : *table.mutable_virtual_hosts()) {
    auto& routes = *host.mutable_routes();
    routes.erase(std::remove_if(routes.begin(), routes.end(),
                                [&](const route::Route& one) {
                                  return one.match().has_runtime_fraction() &&
                                         !TakesPart(one.match().runtime_fraction().default_value(), random_value);
                                }),
                 routes.end());
    for (auto& one : routes) one.mutable_match()->clear_runtime_fraction();
  }
}

std::vector<HeaderRef> RefsOf(const HeaderFields& headers) {
  std::vector<HeaderRef> refs;
  for (const auto& [name, value] : headers) refs.push_back({name, value});
  return refs;
}

HeaderFields Changed(const HeaderFields& headers, absl::Span<const HeaderChange> changes) {
  Reply holder{0, "", "", headers};
  mesh::ApplyChanges(changes, holder);
  return std::move(holder.headers);
}

uint32_t SplitFor(const engine::CompiledRoute& taken, uint64_t random_value) {
  const uint64_t point = random_value % taken.splits.back().weight_end;
  uint32_t split = 0;
  while (point >= taken.splits[split].weight_end) ++split;
  return split;
}

// What the taken route makes of one request.
class RouteRun {
 public:
  RouteRun(const engine::CompiledRouteTable& table, const engine::CompiledRoute& taken, const RequestHead& head,
           const RouteCheckInput& input, RoutedRequest& out)
      : table_(table), taken_(taken), head_(head), input_(input), out_(out), heads_(head) {}

  void Run() {
    out_.request_headers = input_.request_headers;
    out_.response_headers = input_.response_headers;
    if (taken_.answers()) return Answer();
    Forward();
    Respond(0);
  }

 private:
  void Forward() {
    split_ = SplitFor(taken_, input_.random_value);
    out_.cluster = table_.cluster_names()[taken_.splits[split_].cluster];
    Random random(input_.random_value);  // of the request id, which no check looks at
    heads_.BuildRequest(taken_, split_, Input(nullptr), random);
    out_.host = heads_.request().authority;
    out_.path = heads_.request().path;
    out_.request_headers = Changed(input_.request_headers, heads_.request().changes);
  }

  void Answer() {
    out_.response_headers.clear();  // no server was asked
    if (taken_.actions->redirect) {
      out_.status = taken_.actions->redirect->status();
      out_.location = taken_.actions->redirect->Location(head_);
      out_.response_headers.emplace_back("location", out_.location);
    } else {
      out_.status = taken_.actions->direct_response->status;
    }
    Respond(out_.status);
    out_.response_headers.emplace_back(":status", std::to_string(out_.status));
  }

  void Respond(int status) {
    const std::vector<HeaderRef> refs = RefsOf(out_.response_headers);
    const ResponseHead response{status, refs};
    out_.response_headers = Changed(out_.response_headers, heads_.BuildResponse(taken_, split_, Input(&response)));
  }

  engine::ExpressionInput Input(const ResponseHead* response) const {
    engine::ExpressionInput input{.request = head_};
    input.request_changes = heads_.request().changes;
    input.response = response;
    input.route_name = taken_.name;
    input.cluster = out_.cluster;
    return input;
  }

  const engine::CompiledRouteTable& table_;
  const engine::CompiledRoute& taken_;
  const RequestHead& head_;
  const RouteCheckInput& input_;
  RoutedRequest& out_;
  mesh::CallHeads heads_;
  uint32_t split_ = 0;
};

}  // namespace

absl::StatusOr<RouteCheckRouter> RouteCheckRouter::Create(std::vector<route::RouteConfiguration> tables) {
  RouteCheckRouter router;
  for (const auto& proto : tables) {
    std::vector<std::string> ignored;
    WEFT_ASSIGN_OR_RETURN(auto table, Compile(proto, ignored));
    router.tables_.push_back(std::move(table));
    for (const std::string& field : ignored)
      router.ignored_.push_back(StrCat(proto.name(), proto.name().empty() ? "" : ": ", field));
  }
  router.protos_ = std::move(tables);
  return router;
}

absl::StatusOr<RouteCheckRouter::Table> RouteCheckRouter::Compile(const route::RouteConfiguration& proto,
                                                                  std::vector<std::string>& ignored) {
  const std::string place = proto.name().empty() ? "" : proto.name() + ": ";
  auto parsed = xds::RoutesFromProto(proto, ignored);
  if (!parsed.ok()) return absl::InvalidArgumentError(StrCat(place, ToStd(parsed.status().message())));
  auto compiled = engine::CompiledRouteTable::Compile(*parsed);
  if (!compiled.ok()) return absl::InvalidArgumentError(StrCat(place, ToStd(compiled.status().message())));
  return Table{*std::move(parsed), *std::move(compiled)};
}

absl::StatusOr<const RouteCheckRouter::Table*> RouteCheckRouter::TableFor(const RouteCheckInput& input) {
  size_t index = 0;
  while (index + 1 < tables_.size() && !tables_[index].compiled->HasVirtualHost(input.authority)) ++index;
  if (!HasFractions(protos_[index])) return &tables_[index];
  const auto key = std::pair(index, input.random_value);
  if (auto found = resolved_.find(key); found != resolved_.end()) return &found->second;
  route::RouteConfiguration proto = protos_[index];
  ResolveFractions(input.random_value, proto);
  std::vector<std::string> ignored;  // known from the table itself
  WEFT_ASSIGN_OR_RETURN(auto table, Compile(proto, ignored));
  return &resolved_.emplace(key, std::move(table)).first->second;
}

absl::StatusOr<RoutedRequest> RouteCheckRouter::Route(const RouteCheckInput& input) {
  WEFT_ASSIGN_OR_RETURN(auto table, TableFor(input));
  const std::vector<HeaderRef> headers = RefsOf(input.request_headers);
  const RequestHead head{input.method, input.scheme, input.authority, input.path, headers};
  Random random(input.random_value);
  RoutedRequest out;
  out.trace = engine::Explain(table->model, head, random);
  const engine::CompiledRouteTable& compiled = *table->compiled;
  if (const engine::CompiledRoute* taken = compiled.Match(head, random)) RouteRun(compiled, *taken, head, input, out).Run();
  return out;
}

}  // namespace weft::ctl
