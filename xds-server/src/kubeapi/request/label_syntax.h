// SPDX-License-Identifier: Apache-2.0
// The syntax of label keys and values in selectors. Each check returns what is wrong, for people, or nothing.
// Semantics: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft::kubeapi {

std::optional<std::string> CheckLabelKey(std::string_view key);      // an optional DNS name and '/', then 63 characters
std::optional<std::string> CheckLabelValue(std::string_view value);  // empty, or 63 characters

}  // namespace weft::kubeapi
