// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/view/table.h"

#include <vector>

#include "base/dates.h"
#include "kubeapi/request/json_text.h"
#include "kubeapi/request/text.h"
#include "kubeapi/view/human_duration.h"

namespace weft::kubeapi {

namespace {

const std::vector<manifest::Column>& ColumnsOf(const manifest::Kind& kind) {
  static const auto* const kAgeOnly = new std::vector<manifest::Column>{{.name = "Age",
                                                                         .path = ".metadata.creationTimestamp",
                                                                         .type = "date",
                                                                         .description = "Time since the object was created."}};
  return kind.columns.empty() ? *kAgeOnly : kind.columns;
}

Json ColumnDefinition(const manifest::Column& column) {
  return {{"name", column.name},
          {"type", column.type},
          {"format", ""},
          {"description", column.description},
          {"priority", column.priority}};
}

// A dotted path from the object's root: ".spec.hosts".
const Json* AtPath(const Json& object, std::string_view path) {
  const Json* at = &object;
  for (std::string_view step : Split(path, '.')) {
    if (step.empty()) continue;
    if (!at->is_object()) return nullptr;
    auto found = at->find(std::string(step));
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

Json AgeCell(const Json* value, absl::Time now) {
  if (!value || !value->is_string()) return "<unknown>";
  const std::optional<absl::Time> created = ParseRfc3339(value->get_ref<const std::string&>());
  return created ? HumanDuration(now - *created) : "<invalid>";
}

Json CellOf(const manifest::Column& column, const Json& object, absl::Time now) {
  if (column.cell) return column.cell(object);
  const Json* value = AtPath(object, column.path);
  if (column.type == "date") return AgeCell(value, now);
  if (!value) return nullptr;
  return value->is_structured() ? Json(ToText(*value)) : *value;
}

}  // namespace

Json TableColumns(const manifest::Kind& kind) {
  Json columns = Json::array();
  columns.push_back({{"name", "Name"},
                     {"type", "string"},
                     {"format", "name"},
                     {"description", "Name of the object, unique among its kind within a namespace."},
                     {"priority", 0}});
  for (const auto& column : ColumnsOf(kind)) columns.push_back(ColumnDefinition(column));
  return columns;
}

Json TableCells(const manifest::Kind& kind, const Json& object, absl::Time now) {
  Json cells = Json::array();
  cells.push_back(StringIn(object, {"metadata", "name"}));
  for (const auto& column : ColumnsOf(kind)) cells.push_back(CellOf(column, object, now));
  return cells;
}

}  // namespace weft::kubeapi
