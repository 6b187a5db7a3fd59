// SPDX-License-Identifier: Apache-2.0
#include "weftctl/commands/proxy_status.h"

#include "base/dates.h"
#include "base/strings.h"
#include "base/table_printer.h"
#include "manifest/object/field.h"
#include "weftctl/output/short_columns.h"

namespace weft::ctl {

namespace {

using manifest::Field;

// In the order of istioctl's columns.
constexpr const char* kProxyTypes[] = {"CDS", "LDS", "EDS", "RDS"};

std::string TextOr(const Field& field, const char* otherwise) {
  std::string text = field.Text();
  return text.empty() ? otherwise : text;
}

std::string SubscribedTypes(const Field& types) {
  std::string names;
  int count = 0;
  for (const char* type : kProxyTypes) {
    if (!types[type]) continue;
    StrAppend(&names, count++ == 0 ? "" : ",", type);
  }
  return count == 0 ? "0" : StrCat(count, " (", names, ")");
}

// InfinitePast when there is none.
absl::Time TimeOf(const Field& field) { return ParseRfc3339(field.Text()).value_or(absl::InfinitePast()); }

std::string SyncWord(const Field& type, absl::Time now) {
  if (!type) return "IGNORED";
  const std::string state = type["state"].Text();
  if (state == "NOT_SENT") return "NOT SENT";
  const std::string word = state == "NACKED" ? "ERROR" : state;
  const absl::Time updated = TimeOf(type["updated"]);
  if (updated == absl::InfinitePast() || now == absl::InfinitePast()) return word;
  return StrCat(word, " (", ShortAge(absl::ToUnixSeconds(updated), now), ")");
}

std::vector<std::string> ProxyHead(bool by_type) {
  if (!by_type) return {"NAME", "CLUSTER", "ISTIOD", "VERSION", "SUBSCRIBED TYPES"};
  std::vector<std::string> head = {"NAME", "CLUSTER"};
  head.insert(head.end(), std::begin(kProxyTypes), std::end(kProxyTypes));
  head.insert(head.end(), {"ISTIOD", "VERSION"});
  return head;
}

std::vector<std::string> ProxyRow(const Json& client, const ProxyClients& proxies, bool by_type) {
  const Field fields(client);
  std::vector<std::string> row = {ProxyName(client), TextOr(fields["cluster"], "-")};
  if (by_type) {
    for (const char* type : kProxyTypes) row.push_back(SyncWord(fields["types"][type], proxies.at));
  }
  row.push_back(proxies.server);
  row.push_back(TextOr(fields["version"], "-"));
  if (!by_type) row.push_back(SubscribedTypes(fields["types"]));
  return row;
}

// A response may have been refused for no resource of it that is still there.
std::vector<std::string> RefusedLines(const Field& types) {
  std::vector<std::string> lines;
  for (const char* name : kProxyTypes) {
    const Field type = types[name];
    const std::vector<Field> refused = type["refused"].Items();
    for (const Field& one : refused) {
      lines.push_back(StrCat(name, " ", one["name"].Text(), " (version ", one["version"].Text(), "): ", one["message"].Text()));
    }
    if (refused.empty() && type["nacked"]) {
      lines.push_back(StrCat(name, " (version ", type["nacked"].Text(), "): ", type["message"].Text()));
    }
  }
  return lines;
}

void PrintRemarks(const std::string& title, const std::vector<std::string>& lines, std::ostream& out) {
  if (lines.empty()) return;
  out << "\n" << title << ":\n";
  for (const std::string& line : lines) out << "  " << line << "\n";
}

}  // namespace

absl::StatusOr<ProxyClients> ReadSyncz(const Json& page) {
  const Field fields(page);
  if (!page.is_object() || !fields["clients"]) {
    return absl::InvalidArgumentError("what answers there is not the admin port of xds-server");
  }
  ProxyClients proxies{TextOr(fields["server"], "xds-server"), TimeOf(fields["time"]), {}};
  for (const Field& client : fields["clients"].Items()) {
    if (client["node"]) proxies.clients.push_back(client.json());
  }
  return proxies;
}

std::string ProxyName(const Json& client) {
  const std::string node = Field(client)["node"].Text();
  const std::vector<std::string_view> parts = Split(node, '~');
  return parts.size() == 4 && !parts[2].empty() ? std::string(parts[2]) : node;
}

std::vector<Json> ClientsNamed(const std::vector<Json>& clients, const std::string& name) {
  std::vector<Json> named;
  for (const Json& client : clients) {
    const std::string short_name = ProxyName(client);
    const bool is_it = name == short_name || name == Field(client)["node"].Text() ||
                       StrCat(name, ".", Field(client)["namespace"].Text()) == short_name;
    if (is_it) named.push_back(client);
  }
  return named;
}

void PrintProxyTable(const ProxyClients& proxies, bool by_type, std::ostream& out) {
  std::vector<std::vector<std::string>> rows = {ProxyHead(by_type)};
  for (const Json& client : proxies.clients) rows.push_back(ProxyRow(client, proxies, by_type));
  PrintTable(rows, out);
}

void PrintProxyRemarks(const ProxyClients& proxies, std::ostream& out) {
  for (const Json& client : proxies.clients) {
    PrintRemarks("Refused by " + ProxyName(client), RefusedLines(Field(client)["types"]), out);
    PrintRemarks("Left out for " + ProxyName(client), Field(client)["leftOut"].Texts(), out);
  }
}

}  // namespace weft::ctl
