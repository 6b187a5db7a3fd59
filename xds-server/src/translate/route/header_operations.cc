// SPDX-License-Identifier: Apache-2.0
#include "translate/route/header_operations.h"

#include <map>
#include <string_view>

namespace weft::translate {
namespace {

using ::envoy::config::core::v3::HeaderValueOption;
using Options = ::google::protobuf::RepeatedPtrField<HeaderValueOption>;

constexpr std::string_view kAuthorityHeaders[] = {":authority", "host"};

bool IsAuthority(std::string_view name) {
  for (std::string_view authority : kAuthorityHeaders) {
    if (name == authority) return true;
  }
  return false;
}

void AppendValues(const std::map<std::string, std::string>& values, HeaderValueOption::HeaderAppendAction action,
                  Options* options) {
  for (const auto& [name, value] : values) {
    if (IsAuthority(name)) continue;
    HeaderValueOption* option = options->Add();
    option->mutable_header()->set_key(name);
    option->mutable_header()->set_value(value);
    option->set_append_action(action);
  }
}

}  // namespace

void AppendHeaderEdits(const manifest::HeaderOperations& operations, Options* to_add,
                       ::google::protobuf::RepeatedPtrField<std::string>* to_remove) {
  AppendValues(operations.set, HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD, to_add);
  AppendValues(operations.add, HeaderValueOption::APPEND_IF_EXISTS_OR_ADD, to_add);
  for (const std::string& name : operations.remove) {
    if (!IsAuthority(name) && !name.starts_with(':')) *to_remove->Add() = name;
  }
}

std::string AuthorityOf(const manifest::HeaderOperations& request) {
  for (const auto* values : {&request.set, &request.add}) {
    for (std::string_view name : kAuthorityHeaders) {
      if (auto found = values->find(std::string(name)); found != values->end()) return found->second;
    }
  }
  return "";
}

}  // namespace weft::translate
