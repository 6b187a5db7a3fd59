// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_fault.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

namespace fault = ::envoy::extensions::filters::http::fault::v3;

absl::Status ReadDelay(const fault::HTTPFault& proto, const std::string& path, model::Fault& out) {
  if (!proto.has_delay()) return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(out.delay, DurationFromProto(proto.delay().fixed_delay(), path + ".delay.fixed_delay"));
  WEFT_ASSIGN_OR_RETURN(out.delay_fraction, FractionFromProto(proto.delay().percentage(), path + ".delay.percentage"));
  return absl::OkStatus();
}

absl::Status ReadAbort(const fault::FaultAbort& proto, const std::string& path, model::Fault& out) {
  if (proto.error_type_case() == fault::FaultAbort::kHttpStatus) {
    if (proto.http_status() < 200 || proto.http_status() > 600) {  // Istio takes 600 for a status
      return FieldErrorAt(path + ".http_status", StrCat(proto.http_status(), " is not between 200 and 600"));
    }
    out.abort_status = proto.http_status();
  } else {
    if (proto.grpc_status() > 16) {
      return FieldErrorAt(path + ".grpc_status", StrCat(proto.grpc_status(), " is not a status of gRPC, 0 to 16"));
    }
    out.abort_grpc_status = static_cast<int>(proto.grpc_status());
  }
  WEFT_ASSIGN_OR_RETURN(out.abort_fraction, FractionFromProto(proto.percentage(), path + ".percentage"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<model::Fault> FaultFromAny(const google::protobuf::Any& any, const std::string& path,
                                          std::vector<std::string>& ignored) {
  fault::HTTPFault proto;
  WEFT_RETURN_IF_ERROR(Unpack(any, path, proto));
  AppendUnknownFields(proto, path, ignored);
  model::Fault out;
  WEFT_RETURN_IF_ERROR(ReadDelay(proto, path, out));
  if (!proto.has_abort()) return out;
  if (proto.abort().error_type_case() == fault::FaultAbort::ERROR_TYPE_NOT_SET) {
    ignored.push_back(path + ".abort (without a status)");
    return out;
  }
  WEFT_RETURN_IF_ERROR(ReadAbort(proto.abort(), path + ".abort", out));
  return out;
}

}  // namespace weft::xds
