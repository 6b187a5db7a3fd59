// SPDX-License-Identifier: Apache-2.0
// Helpers of the parsers: durations, fractions, and the fields that nothing reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/field_path.h"
#include "envoy/type/v3/percent.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/message.h"
#include "model/units.h"

namespace weft::xds {

// InvalidArgument when out of range or negative.
absl::StatusOr<model::Duration> DurationFromProto(const google::protobuf::Duration& duration, std::string_view path);
absl::StatusOr<model::Fraction> FractionFromProto(const envoy::type::v3::FractionalPercent& percent, std::string_view path);

// Unpacks an Any; the error names the type that was expected and the one that came.
absl::Status Unpack(const google::protobuf::Any& any, std::string_view path, google::protobuf::Message& out);

// Appends the path of every field that the message carries and that is not among `applied`, the names of those that are read.
void AppendUnappliedFields(const google::protobuf::Message& message, absl::Span<const std::string_view> applied,
                           std::vector<std::string>& out);

// Appends the path of every field, at any depth, that the message carries but its cut-down definition lacks.
void AppendUnknownFields(const google::protobuf::Message& message, const std::string& path, std::vector<std::string>& out);

}  // namespace weft::xds
