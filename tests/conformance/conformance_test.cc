// SPDX-License-Identifier: Apache-2.0
// Each row of the table is a test of its own, in memory; and the table as a whole covers what it has to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "conformance/expectation.h"
#include "conformance/in_memory.h"
#include "conformance/row.h"
#include "manifest/object/kind.h"

namespace weft::conformance {
namespace {

using ::testing::IsEmpty;

const std::vector<Row>& Table() {
  static const auto* const kTable = [] {
    auto* table = new std::vector<Row>;
    try {
      *table = LoadTable(WEFT_CONFORMANCE_DIR);
    } catch (const std::exception& error) {
      table->push_back({});
      table->back().name = "Table_CannotBeRead";
      table->back().broken = error.what();
    }
    return table;
  }();
  return *kTable;
}

class Conformance : public ::testing::TestWithParam<Row> {};

TEST_P(Conformance, IsAsTheRowDefines) {
  const Row& row = GetParam();
  ASSERT_EQ(row.broken, "");
  if (!row.has_request) {
    std::vector<Json> manifests;
    EXPECT_THAT(FindingDifferences(row.expect, CheckManifests(row, manifests)), IsEmpty());
    return;
  }
  std::vector<std::string> complaints;
  const Observation seen = ObserveInMemory(row, complaints);
  EXPECT_THAT(complaints, IsEmpty());
  EXPECT_THAT(Differences(row.expect, seen), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Row, Conformance, ::testing::ValuesIn(Table()), [](const auto& info) { return info.param.name; });

// The paths of the fields in a value, maps and lists without their keys: `http[].match[].headers{}.exact`.
void CollectPaths(const Json& schema, const Json& value, const std::string& path, std::set<std::string>& paths) {
  paths.insert(path);
  if (schema.contains("additionalProperties") && value.is_object()) {
    for (const Json& item : value) CollectPaths(schema["additionalProperties"], item, path + "{}", paths);
  } else if (schema.contains("properties") && value.is_object()) {
    for (const auto& [name, item] : value.items()) {
      if (schema["properties"].contains(name)) CollectPaths(schema["properties"][name], item, path + "." + name, paths);
    }
  } else if (schema.contains("items") && value.is_array()) {
    for (const Json& item : value) CollectPaths(schema["items"], item, path + "[]", paths);
  }
}

// Every path that the schema allows.
void AllPaths(const Json& schema, const std::string& path, std::set<std::string>& paths) {
  paths.insert(path);
  if (schema.contains("additionalProperties") && schema["additionalProperties"].is_object()) {
    AllPaths(schema["additionalProperties"], path + "{}", paths);
  }
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, property] : properties.items()) {
    AllPaths(property, path + "." + name, paths);
  }
  if (schema.contains("items")) AllPaths(schema["items"], path + "[]", paths);
}

Json SpecSchema() {
  Json schema = manifest::FindByKind("networking.istio.io/v1", "VirtualService")->schema["properties"]["spec"];
  for (const char* other : {"tls", "tcp"}) schema["properties"].erase(other);
  return schema;
}

TEST(ConformanceTable, EveryFieldOfHttpRulesStandsInSomeRow) {
  std::set<std::string> missing;
  AllPaths(SpecSchema(), "spec", missing);
  ASSERT_GT(missing.size(), 100u);
  for (const Row& row : Table()) {
    for (const Json& manifest : row.manifests) {
      std::set<std::string> covered;
      if (manifest["kind"] == "VirtualService") CollectPaths(SpecSchema(), manifest["spec"], "spec", covered);
      for (const std::string& path : covered) missing.erase(path);
    }
  }
  EXPECT_THAT(missing, IsEmpty());
}

TEST(ConformanceTable, HasEnoughRowsAndATenthGoesOverTheWire) {
  const auto wired = std::count_if(Table().begin(), Table().end(), [](const Row& row) { return row.wire; });
  EXPECT_GE(Table().size(), 250u);
  EXPECT_GE(static_cast<size_t>(wired) * 10, Table().size());
}

TEST(ConformanceTable, EveryFeatureHasARowOverTheWire) {
  std::set<std::string> without, with;
  for (const Row& row : Table()) (row.wire ? with : without).insert(row.file);
  for (const std::string& file : with) without.erase(file);
  without.erase("vs_validation");  // judges manifests, makes no calls
  EXPECT_THAT(without, IsEmpty());
}

TEST(ConformanceTable, NoTwoRowsHaveTheSameName) {
  std::set<std::string> names;
  for (const Row& row : Table()) EXPECT_TRUE(names.insert(row.name).second) << row.name;
}

}  // namespace
}  // namespace weft::conformance
