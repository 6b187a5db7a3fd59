// SPDX-License-Identifier: Apache-2.0
#include "weftctl/output/short_columns.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_join.h"
#include "base/strings.h"
#include "manifest/object/field.h"

namespace weft::ctl {

namespace {

using manifest::Field;

std::string Joined(const Field& list) { return absl::StrJoin(list.Texts(), ","); }

std::string RightAligned(size_t number, int width) {
  char text[32];
  std::snprintf(text, sizeof text, "%*zu", width, number);
  return text;
}

std::vector<std::string> VirtualServiceCells(const Field& spec) {
  return {Joined(spec["gateways"]), Joined(spec["hosts"]), RightAligned(spec["http"].size(), 5),
          RightAligned(spec["tcp"].size(), 4)};
}

std::vector<std::string> DestinationRuleCells(const Field& spec) {
  std::vector<std::string> subsets;
  for (const Field& subset : spec["subsets"].Items()) subsets.push_back(subset["name"].Text());
  return {spec["host"].Text(), absl::StrJoin(subsets, ",")};
}

std::vector<std::string> ServiceEntryCells(const Field& spec) {
  std::vector<std::string> ports;
  for (const Field& port : spec["ports"].Items())
    ports.push_back(StrCat(port["protocol"].Text("TCP"), "/", port["number"].Int()));
  return {Joined(spec["hosts"]), absl::StrJoin(ports, ",")};
}

std::vector<std::string> GatewayCells(const Field& spec) {
  std::vector<std::string> hosts;
  for (const Field& server : spec["servers"].Items()) hosts.push_back(Joined(server["hosts"]));
  return {absl::StrJoin(hosts, ",")};
}

struct ShortTable {
  std::string_view kind;
  std::vector<std::string> head;  // between the name and the namespace
  std::string_view name_head;
  std::vector<std::string> (*cells)(const Field& spec);
};

const ShortTable* FindShortTable(const manifest::Kind& kind) {
  static const auto* const kTables = new std::vector<ShortTable>{
      {"VirtualService", {"GATEWAYS", "HOSTS", "#HTTP", "#TCP"}, "VIRTUAL-SERVICE NAME", VirtualServiceCells},
      {"DestinationRule", {"HOST", "SUBSETS"}, "DESTINATION-RULE NAME", DestinationRuleCells},
      {"Gateway", {"HOSTS"}, "GATEWAY NAME", GatewayCells},
      {"ServiceEntry", {"HOSTS", "PORTS"}, "SERVICE-ENTRY NAME", ServiceEntryCells},
  };
  for (const ShortTable& table : *kTables) {
    if (table.kind == kind.kind) return &table;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> ShortHead(const manifest::Kind& kind) {
  const ShortTable* table = FindShortTable(kind);
  if (table == nullptr) return {"NAME", "KIND", "NAMESPACE", "AGE"};
  std::vector<std::string> head = {std::string(table->name_head)};
  head.insert(head.end(), table->head.begin(), table->head.end());
  head.insert(head.end(), {"NAMESPACE", "AGE"});
  return head;
}

std::vector<std::string> ShortRow(const manifest::Kind& kind, const manifest::Json& object, absl::Time now) {
  manifest::Meta meta = manifest::ParseMeta(object);
  std::vector<std::string> row = {meta.name};
  if (const ShortTable* table = FindShortTable(kind)) {
    std::vector<std::string> cells = table->cells(Field(object)["spec"]);
    row.insert(row.end(), cells.begin(), cells.end());
  } else {
    row.push_back(kind.kind);
  }
  row.insert(row.end(), {meta.ns, ShortAge(meta.created, now)});
  return row;
}

std::string ShortAge(int64_t created, absl::Time now) {
  if (created == 0) return "<unknown>";
  int64_t seconds = std::max<int64_t>(0, absl::ToUnixSeconds(now) - created);
  int64_t days = seconds / 86400;
  if (seconds < 60) return StrCat(seconds, "s");
  if (seconds < 3600) return StrCat(seconds / 60, "m");
  if (days < 1) return StrCat(seconds / 3600, "h");
  return days < 365 ? StrCat(days, "d") : StrCat(days / 365, "y");
}

}  // namespace weft::ctl
