// SPDX-License-Identifier: Apache-2.0
// ARCHITECTURE.md shows the table of capabilities; this holds it to the one in the code.
#include <fstream>
#include <iterator>

#include "absl/strings/str_join.h"
#include "base/strings.h"
#include "clients/capability.h"
#include "gmock/gmock.h"

namespace weft::clients {
namespace {

std::string FieldsCell(const CapabilityInfo& info) {
  std::vector<std::string> fields;
  for (std::string_view field : Split(info.fields, ' ')) fields.push_back(StrCat("`", field, "`"));
  return absl::StrJoin(fields, ", ");
}

std::string RowOf(const CapabilityInfo& info) {
  std::string row = StrCat("| `", info.name, "` | ", info.is_policy() ? StrCat(FieldsCell(info), " | ") : "", info.with, " | ",
                           info.without, " |");
  for (const Product& product : Products()) row += product.can.Has(info.capability) ? " yes |" : " |";
  return row + "\n";
}

// `first`: the heads of the columns before those of the products.
std::string TableOf(bool policies, std::string_view first, int columns) {
  std::string table = StrCat("| ", first, " |");
  for (const Product& product : Products()) StrAppend(&table, " ", product.name, " |");
  table += "\n|";
  for (int i = 0; i < columns + static_cast<int>(Products().size()); ++i) table += " --- |";
  table += "\n";
  for (const CapabilityInfo& info : AllCapabilities()) {
    if (info.is_policy() == policies) table += RowOf(info);
  }
  return table;
}

TEST(CapabilityDocument, ShowsTheTable) {
  std::ifstream file(WEFT_ARCHITECTURE);
  ASSERT_TRUE(file) << WEFT_ARCHITECTURE;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const std::string& table : {TableOf(true, "Policy | Fields that need it | A client that has it | One that has not", 4),
                                   TableOf(false, "Form | A client that has it | One that has not", 3)}) {
    EXPECT_TRUE(text.find(table) != std::string::npos) << "ARCHITECTURE.md, \"Capabilities\", must hold:\n" << table;
  }
}

}  // namespace
}  // namespace weft::clients
