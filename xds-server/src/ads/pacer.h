// When the next world is made and pushed.
//
// After quiet a change goes out at once. While changes keep coming, a push takes all that came since the one before:
//
//   kGap after the last push                 so nothing waits longer than that, unless a push is much work:
//   kEase times that work after the last     up to kLongestGap, so that a storm leaves time for its end
//   kQuiet after the last change             likewise if it is kGap after the last push; once in any kSecond even if it is not
//
// Of the n pushes in any second n - 1 follow one in the same second, and all of these but one keep the gap: n <= 2 + 1000/44,
// which is 24. No client sees more than 25, with room for one that was held up on its way.
#pragma once

#include <chrono>

namespace weft::ads {

// Pure; not thread-safe. Times never go back.
class Pacer {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kGap{44};
  static constexpr std::chrono::milliseconds kQuiet{5};
  static constexpr std::chrono::milliseconds kSecond{1000};
  static constexpr int kEase = 3;
  static constexpr std::chrono::milliseconds kLongestGap{250};
  static constexpr std::chrono::milliseconds kBreak{2};

  void OnChange(Time now);
  void OnPush(Time now);
  // What the last push brought about, if nothing but a break of kBreak was in between: sending, and hearing the answers.
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
  Time last_early_push_ = kLongAgo;  // that did not keep the gap
  Time worked_until_ = kLongAgo;
};

}  // namespace weft::ads
