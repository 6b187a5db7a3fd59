// SPDX-License-Identifier: Apache-2.0
#include "translate/naming/pack.h"

#include <algorithm>
#include <cmath>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace weft::translate {

::google::protobuf::Any Pack(const ::google::protobuf::MessageLite& message) {
  ::google::protobuf::Any any;
  any.set_type_url("type.googleapis.com/" + message.GetTypeName());
  ::google::protobuf::io::StringOutputStream bytes(any.mutable_value());
  ::google::protobuf::io::CodedOutputStream coded(&bytes);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  return any;
}

void SetDuration(absl::Duration duration, ::google::protobuf::Duration* proto) {
  int64_t nanos = absl::ToInt64Nanoseconds(duration);
  proto->set_seconds(nanos / 1'000'000'000);
  proto->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
}

void SetPercent(double percentage, ::envoy::type::v3::FractionalPercent* proto) {
  proto->set_numerator(static_cast<uint32_t>(std::lround(std::clamp(percentage, 0.0, 100.0) * 10'000)));
  proto->set_denominator(::envoy::type::v3::FractionalPercent::MILLION);
}

}  // namespace weft::translate
