// SPDX-License-Identifier: Apache-2.0
// When the next world is made and pushed.
//
// After quiet a change goes out at once. While changes keep coming, a push takes all that came since the one before:
//
//   kGap after the last push                 so nothing waits longer than that, unless a push is much work:
//   kEase times that work after the last     up to kLongestGap, so that a storm leaves time for its end
//   kQuiet after the last change             even if it is not kGap after the last push, as long as there is credit
//
// Each push takes kGap of credit; credit grows as time passes, up to kBurst pushes' worth. So a storm that only seems to be
// over is no harm, its real end does not wait, and of pushes there are in any second at most kBurst + 1000/48, which is 23. No
// client sees more than 25, with room for some that were held up on their way.
#pragma once

#include <chrono>

namespace weft::control {

// Pure; not thread-safe. Times never go back.
class Pacer {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kGap{48};
  static constexpr std::chrono::milliseconds kQuiet{5};
  static constexpr int kBurst = 3;
  static constexpr int kEase = 3;
  static constexpr std::chrono::milliseconds kLongestGap{250};
  static constexpr std::chrono::milliseconds kBreak{2};

  void OnChange(Time now);
  void OnPush(Time now);
  // What the last push brought about, if nothing but a break of kBreak was in between: sending, and handling the answers.
  void OnWork(Time begin, Time end);

  // When what came since the last push is to go out, which may be in the past; Time::max() when nothing came.
  Time NextPush() const;

 private:
  // Before all times that a clock shows, and far enough from the least number for sums.
  static constexpr Time kLongAgo = Time(-std::chrono::hours(24));

  std::chrono::nanoseconds Gap() const;

  bool pending_ = false;
  Time last_change_ = kLongAgo;
  Time last_push_ = kLongAgo;
  Time paid_until_ = kLongAgo;  // when all credit is back
  Time worked_until_ = kLongAgo;
};

}  // namespace weft::control
