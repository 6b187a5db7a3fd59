// SPDX-License-Identifier: Apache-2.0
// The few bodies that kubectl sends as Kubernetes protobuf, as JSON: Namespace, and the self reviews.
//
// The envelope is four bytes "k8s\0" and a runtime.Unknown {1: {1: apiVersion, 2: kind}, 2: the object's bytes}.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::kubeapi {

// Unimplemented for a kind that is not read from protobuf, InvalidArgument for bytes that are no such message. Fields other
// than a Namespace's name, labels and annotations and an access review's attributes are left out. Thread-safe.
absl::StatusOr<manifest::Json> DecodeProtobufBody(std::string_view body);

}  // namespace weft::kubeapi
