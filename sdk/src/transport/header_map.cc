// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/strings.h"
#include "weft/transport.h"

namespace weft::transport {
namespace {

auto Named(std::string_view name) {
  return [name](const HeaderList::Header& header) { return EqualsIgnoreCase(header.first, name); };
}

}  // namespace

bool HeaderList::Has(std::string_view name) const { return std::any_of(headers_.begin(), headers_.end(), Named(name)); }
void HeaderList::Remove(std::string_view name) { std::erase_if(headers_, Named(name)); }
void HeaderList::Add(std::string_view name, std::string_view value) { headers_.emplace_back(name, value); }
std::string_view HeaderList::Get(std::string_view name) const {
  const auto found = std::find_if(headers_.begin(), headers_.end(), Named(name));
  return found == headers_.end() ? std::string_view() : found->second;
}

}  // namespace weft::transport
