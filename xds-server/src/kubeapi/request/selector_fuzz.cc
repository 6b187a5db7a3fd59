// SPDX-License-Identifier: Apache-2.0
// Selectors come from URLs: reading one never crashes, and what is read can be asked.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kubeapi/request/field_selector.h"
#include "kubeapi/request/label_selector.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto labels = weft::kubeapi::LabelSelector::Parse(text); labels.ok()) {
    labels->Matches({{"app", "reviews"}, {"gen", "3"}});
    labels->Matches({});
  }
  if (auto fields = weft::kubeapi::FieldSelector::Parse(text); fields.ok()) fields->Matches("default", "reviews");
  return 0;
}
