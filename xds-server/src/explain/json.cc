// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "engine/explain/text.h"
#include "explain/print.h"
#include "explain/words.h"

namespace weft::explain {

namespace {

using OrderedJson = nlohmann::ordered_json;

void PutText(OrderedJson& out, const char* name, const std::string& text) {
  if (!text.empty()) out[name] = text;
}

void PutEdits(OrderedJson& out, const model::HeaderEdits& edits) {
  for (const model::HeaderEdit& edit : edits.request) out["request_headers"].push_back(engine::EditText(edit));
  for (const model::HeaderEdit& edit : edits.response) out["response_headers"].push_back(engine::EditText(edit));
}

OrderedJson RuleJson(const RuleReport& rule) {
  OrderedJson json = {{"namespace", rule.ns}, {"name", rule.name}};
  PutText(json, "field", rule.field);
  PutText(json, "file", rule.place);
  PutText(json, "why", rule.why);
  return json;
}

void PutRules(OrderedJson& out, const char* name, const std::vector<RuleReport>& rules) {
  for (const RuleReport& rule : rules) out[name].push_back(RuleJson(rule));
}

OrderedJson EndpointJson(const EndpointReport& endpoint) {
  OrderedJson json = {{"address", endpoint.address}};
  PutText(json, "workload", endpoint.workload);
  if (!endpoint.labels.empty()) json["labels"] = endpoint.labels;
  json["weight"] = endpoint.weight;
  json["healthy"] = endpoint.health == model::Health::kHealthy || endpoint.health == model::Health::kUnknown;
  return json;
}

OrderedJson DestinationJson(const DestinationReport& destination) {
  OrderedJson json = {{"host", destination.host}, {"port", destination.port}};
  PutText(json, "subset", destination.subset);
  if (!destination.subset_labels.empty()) json["subset_labels"] = destination.subset_labels;
  json["percent"] = destination.trace.percent;
  PutText(json, "load_balancer", destination.balancer);
  json["endpoints"] = OrderedJson::array();
  for (const EndpointReport& endpoint : destination.endpoints) json["endpoints"].push_back(EndpointJson(endpoint));
  PutText(json, "missing", destination.missing);
  PutText(json, "authority", destination.trace.authority);
  PutEdits(json, destination.trace.headers);
  return json;
}

// What the client itself says of the route, without what stands elsewhere here.
OrderedJson PolicyJson(const engine::MatchTrace& trace) {
  OrderedJson taken = OrderedJson::parse(engine::ToJson(trace)).value("taken", OrderedJson::object());
  for (const char* elsewhere : {"name", "origin", "destinations", "mirrors"}) taken.erase(elsewhere);
  return taken;
}

const char* OutcomeName(const engine::MatchTrace& trace) {
  if (!trace.route) return "no_route";
  if (trace.route->redirect) return "redirect";
  return trace.route->direct_response ? "direct_response" : "route";
}

OrderedJson TakenRuleJson(const ExplainReport& report) {
  if (report.taken.empty()) return nullptr;
  OrderedJson json = RuleJson(report.taken[0]);
  PutText(json, "route", report.trace.route->name);
  json["conditions"] = ConditionWords(report.trace.route->match);
  return json;
}

OrderedJson RequestJson(const ExplainReport& report) {
  OrderedJson json = {{"method", report.request.method}, {"authority", report.trace.authority}, {"path", report.request.path}};
  for (const auto& [name, value] : report.request.headers) json["headers"][name] = value;
  return json;
}

OrderedJson ReportJson(const ExplainReport& report) {
  OrderedJson json = {{"request", RequestJson(report)}};
  json["from"] = {{"app", report.caller.app}, {"namespace", report.caller.ns}, {"labels", report.caller.labels}};
  json["to"] = {{"host", report.host}, {"port", report.port}};
  PutText(json["to"], "service", report.service);
  json["virtual_service"] = report.owner.empty() ? OrderedJson(nullptr) : RuleJson(report.owner[0]);
  json["rule"] = TakenRuleJson(report);
  json["outcome"] = OutcomeName(report.trace);
  for (const DestinationReport& destination : report.destinations) json["destinations"].push_back(DestinationJson(destination));
  for (const DestinationReport& mirror : report.mirrors) json["mirrors"].push_back(DestinationJson(mirror));
  if (report.trace.route) json["policy"] = PolicyJson(report.trace);
  PutRules(json, "not_matched", report.failed);
  PutRules(json, "left_out", report.left_out);
  PutRules(json, "others", report.others);
  if (!report.remarks.empty()) json["remarks"] = report.remarks;
  if (!report.caller.notes.empty()) json["notes"] = report.caller.notes;
  return json;
}

}  // namespace

void PrintExplainJson(const ExplainReport& report, std::ostream& out) {
  out << ReportJson(report).dump(2, ' ', false, OrderedJson::error_handler_t::replace) << "\n";
}

}  // namespace weft::explain
