// SPDX-License-Identifier: Apache-2.0
// The typed form of an object, parsed from its JSON once, whoever asks for it: admission, advice, and the registry.
//
// A write makes it like this: admission parses what it is about to store (a Draft), the store writes its own metadata into the
// draft, and from then on the stored object carries it. An object that was read from the disk is parsed when somebody first
// asks.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "manifest/object/object.h"

namespace weft::manifest {

// How the objects of one kind are parsed. Thread-safe, lives as long as the process; one for each kind (Kind::form).
class TypedForm {
 public:
  virtual ~TypedForm() = default;
  // `object` has passed Check(). Counted.
  absl::StatusOr<std::shared_ptr<void>> Parse(const Json& object) const {
    parses_.fetch_add(1, std::memory_order_relaxed);
    return ParseNew(object);
  }
  // `parsed`, a result of Parse, with other metadata: itself if nobody else holds it, else a copy.
  virtual std::shared_ptr<void> WithMeta(std::shared_ptr<void> parsed, Meta meta) const = 0;
  virtual const std::type_info& type() const = 0;
  // How many objects were parsed since the process began.
  uint64_t parses() const { return parses_.load(std::memory_order_relaxed); }

 private:
  virtual absl::StatusOr<std::shared_ptr<void>> ParseNew(const Json& object) const = 0;
  mutable std::atomic<uint64_t> parses_{0};
};

// nullptr for a kind that has no typed form, or is not served.
const TypedForm* FindForm(std::string_view group, std::string_view plural);

// The form of a kind whose objects become a T, which has a member `meta`.
template <typename T>
std::shared_ptr<const TypedForm> MakeForm(absl::StatusOr<T> (*parse)(const Json&)) {
  class Form : public TypedForm {
   public:
    explicit Form(absl::StatusOr<T> (*parse)(const Json&)) : parse_(parse) {}
    std::shared_ptr<void> WithMeta(std::shared_ptr<void> parsed, Meta meta) const override {
      auto typed = std::static_pointer_cast<T>(parsed);
      parsed.reset();
      if (typed.use_count() > 1) typed = std::make_shared<T>(*typed);
      typed->meta = std::move(meta);
      return typed;
    }
    const std::type_info& type() const override { return typeid(T); }

   private:
    absl::StatusOr<std::shared_ptr<void>> ParseNew(const Json& object) const override {
      WEFT_ASSIGN_OR_RETURN(T parsed, parse_(object));
      return std::make_shared<T>(std::move(parsed));
    }
    absl::StatusOr<T> (*const parse_)(const Json&);
  };
  return std::make_shared<Form>(parse);
}

// What somebody is about to store, parsed: empty for a kind without typed form.
struct Draft {
  const TypedForm* form = nullptr;
  std::shared_ptr<void> parsed;

  // nullptr when it is no T. Its metadata is as it was sent: the store's own is not in it yet.
  template <typename T>
  std::shared_ptr<T> As() const {
    return form != nullptr && form->type() == typeid(T) ? std::static_pointer_cast<T>(parsed) : nullptr;
  }
};

// The typed form of one stored object. Thread-safe; parses when it is first asked.
class Typed {
 public:
  explicit Typed(const TypedForm& form) : form_(form) {}
  Typed(const TypedForm& form, std::shared_ptr<const void> parsed) : form_(form), parsed_(std::move(parsed)) {}

  // `body` is the object's JSON, the same in each call.
  template <typename T>
  absl::StatusOr<std::shared_ptr<const T>> As(const Json& body) const {
    if (form_.type() != typeid(T)) return absl::InternalError("the object is of another kind");
    MutexLock lock(mutex_);
    if (parsed_ == nullptr && error_.ok()) {
      if (auto parsed = form_.Parse(body); parsed.ok()) {
        parsed_ = *std::move(parsed);
      } else {
        error_ = parsed.status();
      }
    }
    if (parsed_ == nullptr) return error_;
    return std::static_pointer_cast<const T>(parsed_);
  }

 private:
  const TypedForm& form_;
  mutable Mutex mutex_;
  mutable std::shared_ptr<const void> parsed_ ABSL_GUARDED_BY(mutex_);
  mutable absl::Status error_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace weft::manifest
