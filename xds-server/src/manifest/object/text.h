// SPDX-License-Identifier: Apache-2.0
// Cutting text up, for std::string_view.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::manifest {

bool Contains(std::string_view text, std::string_view part);
bool IsOneOf(char c, std::string_view characters);
// The parts between the separators; one part when there is none.
std::vector<std::string_view> Split(std::string_view text, char separator);
// What stands before and after the first separator; the second is empty when there is none.
std::pair<std::string_view, std::string_view> Cut(std::string_view text, char separator);
// A number in decimal digits, nothing else around it.
std::optional<uint32_t> ParseUint(std::string_view text);

}  // namespace weft::manifest
