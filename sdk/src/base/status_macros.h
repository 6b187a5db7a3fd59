// SPDX-License-Identifier: Apache-2.0
// Hands an error on to the caller, for functions that return absl::Status or absl::StatusOr<T>:
//
//   WEFT_RETURN_IF_ERROR(Validate(rule));
//   WEFT_ASSIGN_OR_RETURN(const Rule rule, Parse(text));      // declares, moves the value in
//   WEFT_ASSIGN_OR_RETURN(rules[name], Parse(text));          // assigns
//
// The expression is evaluated once. WEFT_ASSIGN_OR_RETURN is several statements: not the body of an `if` without braces. A
// comma in the declared type needs `auto`.
#pragma once

#include <utility>

#include "absl/status/statusor.h"

#define WEFT_RETURN_IF_ERROR(expression)                              \
  do {                                                                \
    if (absl::Status weft_status = (expression); !weft_status.ok()) { \
      return weft_status;                                             \
    }                                                                 \
  } while (false)

#define WEFT_ASSIGN_OR_RETURN(target, ...) \
  WEFT_ASSIGN_OR_RETURN_TO(WEFT_STATUS_NAME(weft_result_, __LINE__), target, (__VA_ARGS__))
#define WEFT_ASSIGN_OR_RETURN_TO(result, target, expression) \
  auto result = expression;                                  \
  if (!result.ok()) {                                        \
    return std::move(result).status();                       \
  }                                                          \
  target = *std::move(result)
#define WEFT_STATUS_NAME(prefix, line) WEFT_STATUS_NAME_OF(prefix, line)
#define WEFT_STATUS_NAME_OF(prefix, line) prefix##line
