// SPDX-License-Identifier: Apache-2.0
#include "base/table_printer.h"

#include <algorithm>

namespace weft {

namespace {

constexpr size_t kGap = 3;
constexpr size_t kNarrowest = 10;

// Characters, not bytes.
size_t TextWidth(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

void PrintTable(const std::vector<std::vector<std::string>>& rows, std::ostream& out) {
  std::vector<size_t> widths;
  for (const std::vector<std::string>& row : rows) {
    if (widths.size() < row.size()) widths.resize(row.size(), kNarrowest);
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], TextWidth(row[i]) + kGap);
  }
  for (const std::vector<std::string>& row : rows) {
    for (size_t i = 0; i + 1 < row.size(); ++i) out << row[i] << std::string(widths[i] - TextWidth(row[i]), ' ');
    out << (row.empty() ? "" : row.back()) << "\n";
  }
}

}  // namespace weft
