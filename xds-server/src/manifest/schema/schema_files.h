// SPDX-License-Identifier: Apache-2.0
// The embedded schema/*.yaml. Generated at build time by embed_schemas.cmake.
#pragma once

#include <string_view>
#include <vector>

namespace weft::manifest {

struct SchemaFile {
  std::string_view name;  // "common.yaml"
  std::string_view text;
};

std::vector<SchemaFile> SchemaFiles();

}  // namespace weft::manifest
