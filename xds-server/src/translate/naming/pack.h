// SPDX-License-Identifier: Apache-2.0
// Messages as google.protobuf.Any, durations and percentages.
#pragma once

#include "absl/time/time.h"
#include "envoy/type/v3/percent.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/message_lite.h"

namespace weft::translate {

// Unlike Any::PackFrom the order of map entries is fixed: equal messages have equal bytes.
::google::protobuf::Any Pack(const ::google::protobuf::MessageLite& message);

void SetDuration(absl::Duration duration, ::google::protobuf::Duration* proto);

// In parts per million, the finest that the wire knows. What is below 0 or above 100 counts as those.
void SetPercent(double percentage, ::envoy::type::v3::FractionalPercent* proto);

}  // namespace weft::translate
