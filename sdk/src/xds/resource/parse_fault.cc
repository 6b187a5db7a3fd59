// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_fault.h"

#include "base/strings.h"
#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "xds/resource/field_path.h"

namespace weft::xds {
namespace {

namespace fault = ::envoy::extensions::filters::http::fault::v3;

absl::Status ReadDelay(const fault::HTTPFault& proto, const std::string& path, model::Fault& out) {
  if (!proto.has_delay()) return absl::OkStatus();
  auto delay = DurationFromProto(proto.delay().fixed_delay(), path + ".delay.fixed_delay");
  if (!delay.ok()) return delay.status();
  auto fraction = FractionFromProto(proto.delay().percentage(), path + ".delay.percentage");
  if (!fraction.ok()) return fraction.status();
  out.delay = *delay;
  out.delay_fraction = *fraction;
  return absl::OkStatus();
}

absl::Status ReadAbort(const fault::FaultAbort& proto, const std::string& path, model::Fault& out) {
  if (proto.error_type_case() == fault::FaultAbort::kHttpStatus) {
    if (proto.http_status() < 200 || proto.http_status() > 600) {  // Istio takes 600 for a status
      return FieldError(path + ".http_status", StrCat(proto.http_status(), " is not between 200 and 600"));
    }
    out.abort_status = proto.http_status();
  } else {
    if (proto.grpc_status() > 16) {
      return FieldError(path + ".grpc_status", StrCat(proto.grpc_status(), " is not a status of gRPC, 0 to 16"));
    }
    out.abort_grpc_status = static_cast<int>(proto.grpc_status());
  }
  auto fraction = FractionFromProto(proto.percentage(), path + ".percentage");
  if (!fraction.ok()) return fraction.status();
  out.abort_fraction = *fraction;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<model::Fault> FaultFromAny(const google::protobuf::Any& any, const std::string& path,
                                          std::vector<std::string>& ignored) {
  fault::HTTPFault proto;
  if (auto status = Unpack(any, path, proto); !status.ok()) return status;
  AppendUnknownFields(proto, path, ignored);
  model::Fault out;
  if (auto status = ReadDelay(proto, path, out); !status.ok()) return status;
  if (!proto.has_abort()) return out;
  if (proto.abort().error_type_case() == fault::FaultAbort::ERROR_TYPE_NOT_SET) {
    ignored.push_back(path + ".abort (without a status)");
    return out;
  }
  if (auto status = ReadAbort(proto.abort(), path + ".abort", out); !status.ok()) return status;
  return out;
}

}  // namespace weft::xds
