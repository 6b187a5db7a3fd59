// SPDX-License-Identifier: Apache-2.0
// WorkloadEntries: workloads that Services and ServiceEntries of their namespace select.
#include "registry/index/service_kind.h"

namespace weft::registry {
namespace {

class WorkloadEntryKind : public ServiceKind {
 public:
  explicit WorkloadEntryKind(IndexContext& context) : ServiceKind(context) {}

  absl::Status Put(const store::Object& object) override {
    auto entry = store::TypedOf<manifest::WorkloadEntry>(object);
    if (!entry.ok()) return LeaveOut(object.key, entry.status());
    context_.services.PutWorkload(object.key, WorkloadOf(**entry));
    return absl::OkStatus();
  }
  void Remove(const store::Key& key) override { context_.services.RemoveWorkload(key); }
};

}  // namespace

std::unique_ptr<KindIndex> MakeWorkloadEntryKind(IndexContext& context) { return std::make_unique<WorkloadEntryKind>(context); }

}  // namespace weft::registry
