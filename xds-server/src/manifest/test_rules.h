// SPDX-License-Identifier: Apache-2.0
// Manifests of VirtualServices for tests, and what the check says of them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "manifest/object/kind.h"
#include "manifest/virtual_service/virtual_service.h"
#include "manifest/yaml/yaml.h"

namespace weft::manifest {

// A VirtualService "reviews" of the namespace "default" with this spec in YAML.
inline Json ServiceObject(std::string_view spec) {
  std::string text =
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews, namespace: default}\nspec: ";
  auto documents = ParseYaml(text + std::string(spec));
  EXPECT_TRUE(documents.ok()) << documents.status() << "\n" << spec;
  return documents.ok() ? documents->front().json : Json();
}

inline Report CheckSpec(std::string_view spec) {
  Json object = ServiceObject(spec);
  return Check(*FindByAnyName("vs"), object, UnknownFields::kRefuse);
}

inline std::vector<std::string> ProblemsOf(std::string_view spec) {
  std::vector<std::string> lines;
  for (const Problem& problem : CheckSpec(spec).problems) lines.push_back(problem.field + ": " + problem.message);
  return lines;
}

inline std::vector<std::string> WarningsOf(std::string_view spec) { return CheckSpec(spec).warnings; }

// A spec with one rule of these fields, and with a route beside them.
inline std::string OneRule(std::string_view fields) { return "{hosts: [reviews], http: [{" + std::string(fields) + "}]}"; }
inline std::string Rule(std::string_view fields) {
  return OneRule(std::string(fields) + (fields.empty() ? "" : ", ") + "route: [{destination: {host: reviews}}]");
}

inline HttpRoute ParsedRule(std::string_view spec) {
  auto service = ParseVirtualService(ServiceObject(spec));
  EXPECT_TRUE(service.ok()) << service.status();
  return service.ok() && !service->http.empty() ? service->http.front() : HttpRoute();
}

// A line of a table: a spec and its one problem, or nothing when it is good.
struct SpecCase {
  std::string spec;
  std::string_view problem = "";
};

inline void ExpectProblems(const std::vector<SpecCase>& cases) {
  for (const SpecCase& line : cases) {
    std::vector<std::string> problems = ProblemsOf(line.spec);
    if (line.problem.empty()) {
      EXPECT_TRUE(problems.empty()) << line.spec << "\n  " << problems.front();
    } else {
      EXPECT_EQ(problems, std::vector<std::string>{std::string(line.problem)}) << line.spec;
    }
  }
}

}  // namespace weft::manifest
