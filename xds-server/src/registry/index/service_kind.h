// SPDX-License-Identifier: Apache-2.0
// What the kinds that make services have in common: they write to one table, and share it.
#pragma once

#include "registry/index/kind_index.h"

namespace weft::registry {

class ServiceKind : public KindIndex {
 public:
  void ChangedHosts(Changes& changes) override { context_.services.TakeChanges(context_.virtual_services, changes); }
  void Share(WorldParts& parts) override { parts.Put<ServiceIndexes>(context_.services.Share()); }

 protected:
  explicit ServiceKind(IndexContext& context) : context_(context) {}
  absl::Status LeaveOut(const store::Key& key, absl::Status why) {
    Remove(key);
    return why;
  }

  IndexContext& context_;
};

}  // namespace weft::registry
