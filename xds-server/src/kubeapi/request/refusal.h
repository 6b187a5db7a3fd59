// SPDX-License-Identifier: Apache-2.0
// Why a request is refused, in the terms of the Kubernetes API, and results that are either a value or that.
//
// These become Status objects on the wire. kubectl prints `message`, and for reason Invalid one line for each cause.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "kubeapi/request/message.h"
#include "manifest/object/kind.h"

namespace weft::kubeapi {

using manifest::Json;
using manifest::Kind;

struct Refusal {
  int code = 500;
  std::string reason;  // "NotFound", "Invalid"
  std::string message;
  Json details;  // {name, group, kind, causes, ...}; null for none
};

template <class T>
class OrRefusal {
 public:
  OrRefusal(T value) : state_(std::in_place_index<0>, std::move(value)) {}            // NOLINT: implicit like StatusOr
  OrRefusal(Refusal refusal) : state_(std::in_place_index<1>, std::move(refusal)) {}  // NOLINT

  bool ok() const { return state_.index() == 0; }
  T& operator*() { return std::get<0>(state_); }
  const T& operator*() const { return std::get<0>(state_); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }
  const Refusal& refusal() const { return std::get<1>(state_); }

 private:
  std::variant<T, Refusal> state_;
};

// Nothing when the check passed.
using MaybeRefusal = std::optional<Refusal>;

Refusal BadRequest(std::string message);
Refusal UnknownPath(std::string_view path);
Refusal ObjectNotFound(const Kind& kind, std::string_view name);
Refusal ObjectExists(const Kind& kind, std::string_view name);
// `why` as it follows "Operation cannot be fulfilled on ...: ".
Refusal WriteConflict(const Kind& kind, std::string_view name, std::string_view why);
Refusal StaleObject(const Kind& kind, std::string_view name);
Refusal InvalidObject(const Kind& kind, std::string_view name, const std::vector<manifest::Problem>& problems);
// Of a request's parameters (dryRun, fieldValidation, ...): 422 with a cause.
Refusal InvalidOption(std::string_view option, std::string_view reason, std::string_view message);
Refusal UnsupportedBody(std::string_view content_type, std::string_view accepted);
Refusal NotAcceptable(std::string_view accepted);
Refusal MethodNotAllowed(std::string_view method);
Refusal BodyTooLarge(std::string message);
Refusal TooOld(std::string message);
Refusal Forbidden(std::string message);
Refusal TooManyRequests(std::string message);
Refusal InternalError(std::string_view message);

// The refusal behind an error of the store about one object.
Refusal FromStore(const absl::Status& status, const Kind& kind, std::string_view name);

// {"kind": "Status", ...}
Json StatusObject(const Refusal& refusal);
// {"kind": "Status", "status": "Success", ...}: what a deletion answers.
Json DeletedStatus(const Kind& kind, std::string_view name, std::string_view uid);

HttpResponse ToResponse(const Refusal& refusal);
HttpResponse JsonResponse(int status, const Json& body);

}  // namespace weft::kubeapi
