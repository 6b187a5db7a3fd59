#include "ads/pacer.h"

#include <algorithm>

namespace weft::ads {

void Pacer::OnChange(Time now) {
  pending_ = true;
  last_change_ = now;
}

void Pacer::OnPush(Time now) {
  pending_ = false;
  if (now < last_push_ + kGap) last_early_push_ = now;
  last_push_ = now;
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
  const Time quiet = last_change_ + kQuiet;
  const Time early = std::max(quiet, std::min(last_push_ + kGap, last_early_push_ + kSecond));
  return std::min(last_push_ + std::chrono::duration_cast<Time::duration>(Gap()), early);
}

}  // namespace weft::ads
