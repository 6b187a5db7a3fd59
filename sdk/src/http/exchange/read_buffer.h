// SPDX-License-Identifier: Apache-2.0
// Bytes that came and are not used up yet, in one piece. Grows only as far as its reader lets it: the reader refuses what is
// longer than its limits before it asks for more space.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "absl/types/span.h"

namespace weft::http {

// Belongs to one connection. Views are valid until the next Space().
class ReadBuffer {
 public:
  static constexpr size_t kInitial = 8 * 1024;
  static constexpr size_t kLargest = 256 * 1024;  // of what grows because reads fill it

  std::string_view pending() const { return {data_.get() + begin_, end_ - begin_}; }
  size_t capacity() const { return capacity_; }
  void Consume(size_t n) { begin_ += n; }

  // Where the next bytes go. Never empty.
  absl::Span<char> Space() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (capacity_ - end_ < kInitial / 4) MakeRoom();
    return {data_.get() + end_, capacity_ - end_};
  }
  // `n` bytes were put into the Space().
  void Add(size_t n) {
    end_ += n;
    filled_ = end_ == capacity_;
  }
  // Gives large memory back: an idle connection keeps at most the initial size.
  void Shrink() {
    if (capacity_ <= kInitial || begin_ != end_) return;
    data_.reset();
    capacity_ = begin_ = end_ = 0;
  }

 private:
  void MakeRoom() {
    const size_t used = end_ - begin_;
    const bool grow = used > capacity_ / 2 || (filled_ && capacity_ < kLargest);
    if (!grow && capacity_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, used);
    } else {
      const size_t capacity = std::max(kInitial, capacity_ * 2);
      auto data = std::make_unique_for_overwrite<char[]>(capacity);
      if (used > 0) std::memcpy(data.get(), data_.get() + begin_, used);
      data_ = std::move(data);
      capacity_ = capacity;
    }
    begin_ = 0;
    end_ = used;
  }

  std::unique_ptr<char[]> data_;
  size_t capacity_ = 0, begin_ = 0, end_ = 0;
  bool filled_ = false;
};

}  // namespace weft::http
