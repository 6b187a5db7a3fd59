// Messages as google.protobuf.Any, and durations.
#pragma once

#include "absl/time/time.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/message_lite.h"

namespace weft::translate {

// Unlike Any::PackFrom the order of map entries is fixed: equal messages have equal bytes.
::google::protobuf::Any Pack(const ::google::protobuf::MessageLite& message);

void SetDuration(absl::Duration duration, ::google::protobuf::Duration* proto);

}  // namespace weft::translate
