// SPDX-License-Identifier: Apache-2.0
// The outlierDetection block of a DestinationRule: when an endpoint that fails is left out for a while.
// Semantics: https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "manifest/object/field.h"

namespace weft::manifest {

struct OutlierDetection {
  // Failures in a row that eject; 0 turns the check off. Absent: 5 for 5xx and for local origin, off for gateway errors.
  std::optional<uint32_t> consecutive_5xx;
  std::optional<uint32_t> consecutive_gateway_errors;
  std::optional<uint32_t> consecutive_local_origin_failures;
  bool split_local_origin_errors = false;
  std::optional<absl::Duration> interval;
  std::optional<absl::Duration> base_ejection_time;
  uint32_t max_ejection_percent = 0;  // 0: not said
  uint32_t min_health_percent = 0;    // with fewer healthy endpoints all are used again; 0: never
  std::string origin;                 // where it was written, for people
};

// Nothing when the block is absent.
std::optional<OutlierDetection> ParseOutlierDetection(const Field& field);

void CheckOutlierDetection(const Field& field, Report& report);

}  // namespace weft::manifest
