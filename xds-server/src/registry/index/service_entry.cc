// SPDX-License-Identifier: Apache-2.0
// ServiceEntries: one service for each of their hosts.
#include "registry/index/service_kind.h"

namespace weft::registry {
namespace {

class ServiceEntryKind : public ServiceKind {
 public:
  explicit ServiceEntryKind(IndexContext& context) : ServiceKind(context) {}

  absl::Status Put(const store::Object& object) override {
    auto entry = store::TypedOf<manifest::ServiceEntry>(object);
    if (!entry.ok()) return LeaveOut(object.key, entry.status());
    context_.services.PutSource(object.key, SourceOf(*std::move(entry)));
    return absl::OkStatus();
  }
  void Remove(const store::Key& key) override { context_.services.RemoveSource(key); }
};

}  // namespace

std::unique_ptr<KindIndex> MakeServiceEntryKind(IndexContext& context) { return std::make_unique<ServiceEntryKind>(context); }

}  // namespace weft::registry
