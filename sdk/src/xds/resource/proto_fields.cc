// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/proto_fields.h"

#include <algorithm>

#include "base/strings.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"

namespace weft::xds {
namespace {

namespace pb = ::google::protobuf;

std::string Joined(const std::string& path, const std::string& field) {
  return path.empty() ? field : StrCat(path, ".", field);
}

void VisitField(const pb::Message& message, const pb::FieldDescriptor& field, const std::string& path,
                std::vector<std::string>& out) {
  const pb::Reflection& reflection = *message.GetReflection();
  const std::string name = Joined(path, field.name());
  if (!field.is_repeated()) return AppendUnknownFields(reflection.GetMessage(message, &field), name, out);
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    AppendUnknownFields(reflection.GetRepeatedMessage(message, &field, i), StrCat(name, "[", i, "]"), out);
  }
}

}  // namespace

absl::StatusOr<model::Duration> DurationFromProto(const pb::Duration& duration, std::string_view path) {
  constexpr int64_t kMaxSeconds = 9'000'000'000;  // what nanoseconds in 64 bits can hold
  if (duration.seconds() < 0 || duration.seconds() > kMaxSeconds || duration.nanos() < 0 || duration.nanos() > 999'999'999) {
    return FieldErrorAt(path,
                        StrCat(duration.seconds(), "s ", duration.nanos(), "ns is not a duration between 0 and 9000000000s"));
  }
  return std::chrono::seconds(duration.seconds()) + std::chrono::nanoseconds(duration.nanos());
}

absl::StatusOr<model::Fraction> FractionFromProto(const envoy::type::v3::FractionalPercent& percent, std::string_view path) {
  using Percent = envoy::type::v3::FractionalPercent;
  uint64_t scale = 0;
  switch (percent.denominator()) {
    case Percent::HUNDRED:
      scale = 10'000;
      break;
    case Percent::TEN_THOUSAND:
      scale = 100;
      break;
    case Percent::MILLION:
      scale = 1;
      break;
    default:
      return FieldErrorAt(path, StrCat("denominator ", percent.denominator(), " is unknown"));
  }
  return model::Fraction{static_cast<uint32_t>(std::min<uint64_t>(percent.numerator() * scale, 1'000'000))};
}

absl::Status Unpack(const pb::Any& any, std::string_view path, pb::Message& out) {
  const std::string& expected = out.GetDescriptor()->full_name();
  std::string_view type = any.type_url();
  if (const size_t slash = type.rfind('/'); slash != std::string_view::npos) type.remove_prefix(slash + 1);
  if (type != expected) return FieldErrorAt(path, StrCat("has type \"", any.type_url(), "\", expected ", expected));
  if (!out.ParseFromString(any.value())) return FieldErrorAt(path, StrCat("cannot be decoded as ", expected));
  return absl::OkStatus();
}

void AppendUnappliedFields(const pb::Message& message, absl::Span<const std::string_view> applied,
                           std::vector<std::string>& out) {
  std::vector<const pb::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const pb::FieldDescriptor* field : fields) {
    if (std::find(applied.begin(), applied.end(), field->name()) == applied.end()) out.push_back(field->name());
  }
}

void AppendUnknownFields(const pb::Message& message, const std::string& path, std::vector<std::string>& out) {
  const pb::Reflection& reflection = *message.GetReflection();
  const pb::UnknownFieldSet& unknown = reflection.GetUnknownFields(message);
  for (int i = 0; i < unknown.field_count(); ++i) {
    out.push_back(Joined(path, StrCat("(", message.GetDescriptor()->name(), " field ", unknown.field(i).number(), ")")));
  }
  std::vector<const pb::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const pb::FieldDescriptor* field : fields) {
    if (field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) VisitField(message, *field, path, out);
  }
}

}  // namespace weft::xds
