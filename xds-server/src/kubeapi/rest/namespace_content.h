// SPDX-License-Identifier: Apache-2.0
// A namespace goes with what is in it, and not before.
#pragma once

#include "absl/status/status.h"
#include "kubeapi/rest/resource_request.h"

namespace weft::kubeapi {

// Deletes every object in the namespace; those with finalizers are only marked. True when nothing is left.
absl::StatusOr<bool> EmptyNamespace(const ApiContext& context, const std::string& ns);

// Removes the namespace that `gone` was in, if that is being deleted and nothing else is in it.
void FinishNamespaceOf(const ApiContext& context, const store::Key& gone);

// Creates a namespace that is not there yet. Errors are the store's.
absl::Status EnsureNamespace(store::ObjectStore& store, const std::string& name);

}  // namespace weft::kubeapi
