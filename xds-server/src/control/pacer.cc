// SPDX-License-Identifier: Apache-2.0
#include "control/pacer.h"

#include <algorithm>

namespace weft::control {

void Pacer::OnChange(Time now) {
  pending_ = true;
  last_change_ = now;
}

void Pacer::OnPush(Time now) {
  pending_ = false;
  last_push_ = now;
  paid_until_ = std::max(paid_until_, now) + kGap;
  worked_until_ = now;
}

void Pacer::OnWork(Time begin, Time end) {
  if (begin <= worked_until_ + kBreak) worked_until_ = end;
}

std::chrono::nanoseconds Pacer::Gap() const {
  return std::clamp<std::chrono::nanoseconds>(kEase * (worked_until_ - last_push_), kGap, kLongestGap);
}

Pacer::Time Pacer::NextPush() const {
  if (!pending_) return Time::max();
  const Time early = std::max(last_change_ + kQuiet, paid_until_ - (kBurst - 1) * kGap);
  return std::min(last_push_ + std::chrono::duration_cast<Time::duration>(Gap()), early);
}

}  // namespace weft::control
