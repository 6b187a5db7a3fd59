// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/text.h"

#include <algorithm>

#include "base/strings.h"
#include "base/table_printer.h"
#include "explain/print.h"
#include "explain/words.h"

namespace weft::explain {

namespace {

constexpr size_t kTitleWidth = 12;
constexpr size_t kMostEndpointsShown = 5;

std::string LabelText(const manifest::Labels& labels) {
  std::string text;
  for (const auto& [key, value] : labels) StrAppend(&text, text.empty() ? "" : ",", key, "=", value);
  return text;
}

// "VirtualService default/reviews, http[0].match[1]".
std::string RuleTitle(const RuleReport& rule) {
  return StrCat("VirtualService ", rule.ns, "/", rule.name, rule.field.empty() ? "" : ", ", rule.field);
}

std::string EndpointText(const EndpointReport& endpoint) {
  std::string text = endpoint.address;
  if (!endpoint.workload.empty()) StrAppend(&text, " (", endpoint.workload, ")");
  if (endpoint.weight != 1) StrAppend(&text, " weight ", endpoint.weight);
  const bool well = endpoint.health == model::Health::kHealthy || endpoint.health == model::Health::kUnknown;
  return well ? text : text + " takes no calls";
}

class TextReport {
 public:
  TextReport(const ExplainReport& report, std::ostream& out) : report_(report), out_(out) {}

  void Print() {
    PrintCall();
    PrintRule();
    PrintDestinations("DESTINATION", report_.destinations);
    PrintPolicy();
    PrintDestinations("MIRROR", report_.mirrors);
    PrintRules("Tried before it, and did not match", report_.failed);
    PrintRules("Rules that this caller does not get", report_.left_out);
    PrintRules("Other VirtualServices with this host", report_.others);
    for (const std::string& remark : report_.remarks) out_ << "\nnote: " << remark << "\n";
    for (const std::string& note : report_.caller.notes) out_ << "\nnote: " << note << "\n";
  }

 private:
  void Line(std::string_view title, std::string_view text) {
    out_ << "  " << title << std::string(title.size() < kTitleWidth ? kTitleWidth - title.size() : 1, ' ') << text << "\n";
  }

  void PrintCall() {
    out_ << report_.request.method << " http://" << report_.trace.authority << report_.request.path;
    for (const auto& [name, value] : report_.request.headers) out_ << "  " << name << ": " << value;
    out_ << "\n";
    Line("from", StrCat(report_.caller.app, " in namespace ", report_.caller.ns, " (", LabelText(report_.caller.labels), ")"));
    Line("to", StrCat(report_.host, " port ", report_.port, " (",
                      report_.service.empty() ? "no service, only a rule knows it" : report_.service, ")"));
  }

  void PrintRule() {
    if (!report_.taken.empty()) {
      const RuleReport& rule = report_.taken[0];
      const std::string& name = report_.trace.route->name;
      Line("rule", StrCat(RuleTitle(rule), name.empty() ? "" : " \"", name, name.empty() ? "" : "\""));
      if (!rule.place.empty()) Line("at", rule.place);
      PrintConditions(report_.trace.route->match);
    } else if (report_.trace.route && !report_.owner.empty()) {
      Line("rule",
           StrCat("none: ", RuleTitle(report_.owner[0]), " has no rule for this caller, every call goes to the service"));
    } else if (report_.trace.route) {
      Line("rule", "none: no VirtualService owns the host, every call goes to the service");
    } else {
      Line("rule", report_.owner.empty()
                       ? "none"
                       : StrCat("none: ", RuleTitle(report_.owner[0]), " owns the host and no rule of it matches"));
      Line("answer", "status 404 from the client itself");
    }
  }

  void PrintConditions(const model::RouteMatch& match) {
    const std::vector<std::string> conditions = ConditionWords(match);
    if (conditions.empty()) Line("because", "it takes every call");
    for (size_t i = 0; i < conditions.size(); ++i) Line(i == 0 ? "because" : "and", conditions[i]);
  }

  void PrintPolicy() {
    if (!report_.trace.route) return;
    const auto words = PolicyWords(*report_.trace.route);
    if (!words.empty()) out_ << "\n";
    for (const auto& [title, text] : words) Line(title, text);
    for (const DestinationReport& destination : report_.destinations) {
      for (const model::HeaderEdit& edit : destination.trace.headers.request) PrintEdit(destination, "request", edit);
      for (const model::HeaderEdit& edit : destination.trace.headers.response) PrintEdit(destination, "response", edit);
    }
  }

  void PrintEdit(const DestinationReport& destination, std::string_view title, const model::HeaderEdit& edit) {
    Line(title, StrCat(engine::EditText(edit), report_.destinations.size() == 1 ? "" : " (only ", ShortHost(destination), ")"));
  }

  // "reviews:9080" for the callee itself and its neighbours, in full for the rest of the world.
  std::string ShortHost(const DestinationReport& destination) const {
    std::string_view host = destination.host;
    std::string suffix = StrCat(".", report_.caller.ns, ".svc.", report_.request.domain);
    if (host.ends_with(suffix)) host.remove_suffix(suffix.size());
    return StrCat(host, ":", destination.port, destination.subset.empty() ? "" : "/", destination.subset);
  }

  void PrintDestinations(const char* title, const std::vector<DestinationReport>& destinations) {
    if (destinations.empty()) return;
    std::vector<std::vector<std::string>> rows = {{StrCat("  ", title), "SHARE", "SUBSET", "ENDPOINTS"}};
    for (const DestinationReport& destination : destinations) AddRows(destination, rows);
    out_ << "\n";
    PrintTable(rows, out_);
  }

  void AddRows(const DestinationReport& destination, std::vector<std::vector<std::string>>& rows) const {
    std::string subset = destination.subset.empty() ? "-" : destination.subset;
    if (!destination.subset_labels.empty()) StrAppend(&subset, " (", LabelText(destination.subset_labels), ")");
    const std::string host = ShortHost(destination);
    std::vector<std::string> head = {StrCat("  ", host.substr(0, host.find('/'))),
                                     StrCat(engine::PercentText(destination.trace.percent), "%"), subset};
    const std::vector<std::string> lines = EndpointLines(destination);
    for (size_t i = 0; i < lines.size(); ++i) {
      std::vector<std::string> row = i == 0 ? head : std::vector<std::string>(3);
      row.push_back(lines[i]);
      rows.push_back(std::move(row));
    }
  }

  static std::vector<std::string> EndpointLines(const DestinationReport& destination) {
    if (!destination.missing.empty()) return {StrCat("none: ", destination.missing)};
    if (destination.endpoints.empty()) return {"none: calls get 503 until one is there"};
    std::vector<std::string> lines;
    for (size_t i = 0; i < destination.endpoints.size() && i < kMostEndpointsShown; ++i) {
      lines.push_back(EndpointText(destination.endpoints[i]));
    }
    const size_t more = destination.endpoints.size() - lines.size();
    if (more > 0) lines.push_back(StrCat("and ", more, " more"));
    if (destination.endpoints.size() > 1) lines.back() += StrCat(", by ", destination.balancer);
    return lines;
  }

  // Rules of the owner by their field, others by their names.
  void PrintRules(std::string_view title, const std::vector<RuleReport>& rules) {
    if (rules.empty()) return;
    out_ << "\n" << title << ":\n";
    const bool placed = std::any_of(rules.begin(), rules.end(), [](const RuleReport& rule) { return !rule.place.empty(); });
    std::vector<std::vector<std::string>> rows;
    for (const RuleReport& rule : rules) {
      std::vector<std::string> row = {StrCat("  ", rule.field.empty() ? StrCat(rule.ns, "/", rule.name) : rule.field)};
      if (placed) row.push_back(rule.place);
      row.push_back(rule.why);
      rows.push_back(std::move(row));
    }
    PrintTable(rows, out_);
  }

  const ExplainReport& report_;
  std::ostream& out_;
};

}  // namespace

void PrintExplainText(const ExplainReport& report, std::ostream& out) { TextReport(report, out).Print(); }

}  // namespace weft::explain
