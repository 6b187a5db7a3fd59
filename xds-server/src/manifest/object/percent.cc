// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/percent.h"

#include "manifest/object/findings.h"

namespace weft::manifest {

namespace {

constexpr double kSmallestShare = 0.0001;
constexpr double kWhole = 100;

}  // namespace

double ParsePercent(const Field& percent, const Field& older, double absent) {
  if (percent) return percent["value"].Number();
  return older.Number(absent);
}

void CheckPercent(const Field& percent, Report& report) {
  Field value = percent["value"];
  double share = value.Number();
  bool drawable = share >= kSmallestShare && share <= kWhole;  // false for NaN
  if (share != 0 && !drawable) {
    Invalid(report, value, "must be 0, or from 0.0001 to 100");
  }
}

void CheckWholePercent(const Field& percent, Report& report) {
  if (percent.Int() < 0 || percent.Int() > 100) Invalid(report, percent, "must be from 0 to 100");
}

}  // namespace weft::manifest
