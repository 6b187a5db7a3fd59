// SPDX-License-Identifier: Apache-2.0
// Bytes choose a small table and a few requests; the engine and its explanation must answer as the linear scan does.
#include <cstdlib>

#include "engine/explain/explain.h"
#include "engine/route/route_table.h"
#include "engine/testing/config_source.h"
#include "engine/testing/route_oracle.h"

namespace {

// Every byte of the input is one choice; when they run out, the first alternative is taken.
class FuzzChoices {
 public:
  FuzzChoices(const uint8_t* data, size_t size) : next_(data), end_(data + size) {}
  uint32_t Below(uint32_t n) { return next_ == end_ ? 0 : *next_++ % n; }
  bool done() const { return next_ == end_; }

 private:
  const uint8_t* next_;
  const uint8_t* end_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  FuzzChoices choices(data, size);
  weft::engine::testing::ConfigSource source(choices);
  const weft::model::RouteTable table = source.Table();
  const weft::engine::testing::RouteOracle oracle(table);
  const auto compiled = weft::engine::CompiledRouteTable::Compile(table);
  if (!compiled.ok()) std::abort();
  for (int i = 0; i < 20 && !choices.done(); ++i) {
    auto request = source.Request();
    const weft::RequestHead head = request.Head();
    weft::Random engine_draws(i), oracle_draws(i);
    const auto* expected = oracle.Match(head, oracle_draws);
    const auto* actual = (*compiled)->Match(head, engine_draws);
    if ((expected == nullptr) != (actual == nullptr)) std::abort();
    if (expected != nullptr && expected->name != actual->name) std::abort();
    weft::Random trace_draws(i);
    const auto trace = weft::engine::Explain(table, head, trace_draws);
    if (trace.route.has_value() != (expected != nullptr) || (trace.route && *trace.route != *expected)) std::abort();
  }
  return 0;
}
