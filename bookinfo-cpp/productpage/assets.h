// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files that are embedded into the program: templates and what is served under /static.
#pragma once

#include <string_view>
#include <vector>

namespace bookinfo {

struct Asset {
  std::string_view name;  ///< "templates/page.html", "static/style.css"
  std::string_view content;
};

/// All of them, in a table that the build generates.
const std::vector<Asset>& Assets();

/// The content of one, or nullptr.
const std::string_view* FindAsset(std::string_view name);

/// The content type for a file name.
std::string_view ContentTypeFor(std::string_view name);

}  // namespace bookinfo
