// SPDX-License-Identifier: Apache-2.0
#include "e2e/mesh_test.h"

#include <iostream>

#include "support/eventually.h"

namespace weft::test {

std::unique_ptr<MeshUnderTest> MeshTest::mesh_;

void MeshTest::TearDown() {
  if (HasFailure() && mesh_ != nullptr) std::cout << mesh().Log() << std::endl;
}

void MeshTest::ApplyShipped(const std::string& name) { mesh().kubectl().Must({"apply", "-f", NetworkingManifest(name)}); }

void MeshTest::ApplyText(const std::string& yaml) { mesh().kubectl().Must({"apply", "-f", "-"}, yaml); }

::testing::AssertionResult MeshTest::SettlesOn(const std::string& stars, const Headers& headers, int times,
                                               std::chrono::milliseconds deadline) {
  std::string last;
  const auto settled = [&] {
    for (int i = 0; i < times; ++i) {
      const Answer page = mesh().Page(headers);
      last = page.status == 200 ? StarsOn(page.body) : "status " + std::to_string(page.status) + ": " + page.body;
      if (last != stars) return false;
    }
    return true;
  };
  if (Eventually(settled, deadline)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "the page does not settle on \"" << stars << "\"; it last showed \"" << last << "\"";
}

std::map<std::string, int> MeshTest::CountStars(int times, const Headers& headers) {
  std::map<std::string, int> counts;
  for (int i = 0; i < times; ++i) ++counts[StarsOn(mesh().Page(headers).body)];
  return counts;
}

}  // namespace weft::test
