// SPDX-License-Identifier: Apache-2.0
// Services of the core group.
#include "registry/index/service_kind.h"

namespace weft::registry {
namespace {

class PlatformServiceKind : public ServiceKind {
 public:
  explicit PlatformServiceKind(IndexContext& context) : ServiceKind(context) {}

  absl::Status Put(const store::Object& object) override {
    auto service = store::TypedOf<manifest::Service>(object);
    if (!service.ok()) return LeaveOut(object.key, service.status());
    context_.services.PutSource(object.key, SourceOf(*std::move(service), context_.domain));
    return absl::OkStatus();
  }
  void Remove(const store::Key& key) override { context_.services.RemoveSource(key); }
};

}  // namespace

std::unique_ptr<KindIndex> MakeServiceKind(IndexContext& context) { return std::make_unique<PlatformServiceKind>(context); }

}  // namespace weft::registry
