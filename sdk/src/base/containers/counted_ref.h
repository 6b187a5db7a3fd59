// SPDX-License-Identifier: Apache-2.0
// A pointer to something that counts its users itself. Unlike std::shared_ptr it can determine for certain that it is the only
// one, also when another thread was the last but one: who is alone may change what others would see.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace weft {

// A base of what is counted. A copy begins with no users.
struct Counted {
  Counted() = default;
  Counted(const Counted&) {}
  std::atomic<uint32_t> users{0};
};
template <typename T>
class CountedRef {
 public:
  CountedRef() = default;
  explicit CountedRef(T* made) : made_(made) { Take(); }
  CountedRef(const CountedRef& other) : made_(other.made_) { Take(); }
  CountedRef(CountedRef&& other) noexcept : made_(std::exchange(other.made_, nullptr)) {}
  CountedRef& operator=(CountedRef other) noexcept {
    std::swap(made_, other.made_);
    return *this;
  }
  ~CountedRef() {
    if (made_ != nullptr && made_->users.fetch_sub(1, std::memory_order_acq_rel) == 1) delete made_;
  }
  T* get() const { return made_; }
  T* operator->() const { return made_; }
  explicit operator bool() const { return made_ != nullptr; }
  bool IsOnlyUser() const { return made_->users.load(std::memory_order_acquire) == 1; }

 private:
  void Take() {
    if (made_ != nullptr) made_->users.fetch_add(1, std::memory_order_relaxed);
  }
  T* made_ = nullptr;
};

}  // namespace weft
