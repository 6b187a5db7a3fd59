// SPDX-License-Identifier: Apache-2.0
// For tests: a world out of a few lines of YAML.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "manifest/object/kind.h"
#include "manifest/yaml/yaml.h"
#include "registry/registry.h"

namespace weft::registry {

// The objects of `yaml` as the store would hold them. Without a namespace they are in "default". Invalid ones fail the test.
inline std::vector<store::Object> ObjectsFromYaml(std::string_view yaml, uint64_t first_version = 1) {
  std::vector<store::Object> objects;
  auto documents = manifest::ParseYaml(yaml);
  EXPECT_TRUE(documents.ok()) << documents.status();
  if (!documents.ok()) return objects;
  for (manifest::Document& document : *documents) {
    manifest::Json& body = document.json;
    const manifest::Kind* kind = manifest::FindByKind(body["apiVersion"].get<std::string>(), body["kind"].get<std::string>());
    EXPECT_NE(kind, nullptr) << body.dump();
    if (kind == nullptr) continue;
    if (kind->namespaced && !body["metadata"].contains("namespace")) body["metadata"]["namespace"] = "default";
    manifest::Report report = manifest::Check(*kind, body, manifest::UnknownFields::kRefuse);
    EXPECT_TRUE(report.ok()) << report.problems[0].field << ": " << report.problems[0].message << "\n" << body.dump();
    manifest::Meta meta = manifest::ParseMeta(body);
    uint64_t version = first_version + objects.size();
    objects.push_back({{kind->group, kind->plural, meta.ns, meta.name}, version, std::make_shared<manifest::Json>(body)});
  }
  return objects;
}

inline void PutYaml(Registry& registry, std::string_view yaml, uint64_t first_version = 1) {
  for (const store::Object& object : ObjectsFromYaml(yaml, first_version)) registry.Put(object);
  EXPECT_TRUE(registry.errors().empty()) << registry.errors().begin()->first << ": " << registry.errors().begin()->second;
}

inline std::shared_ptr<const World> WorldFromYaml(std::string_view yaml) {
  Registry registry;
  PutYaml(registry, yaml);
  return registry.Take().world;
}

}  // namespace weft::registry
