// SPDX-License-Identifier: Apache-2.0
// What became of one object, in the words of its status. Values.
//
// Conditions are those of Kubernetes (type, status, reason, message, lastTransitionTime, observedGeneration),
// validationMessages those of Istio's analysis (type.code, type.name, level, message), so that tools for either read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "manifest/object/object.h"

namespace weft::status {

using manifest::Json;

inline constexpr std::string_view kReconciled = "Reconciled";                // the control plane has taken this generation in
inline constexpr std::string_view kShadowed = "Shadowed";                    // another VirtualService owns some of its hosts
inline constexpr std::string_view kAppliesToMesh = "AppliesToMesh";          // clients of the mesh see its rules
inline constexpr std::string_view kAppliesToGateways = "AppliesToGateways";  // every Gateway it names takes calls for it
inline constexpr std::string_view kDelegatesResolved = "DelegatesResolved";  // every rule that delegates found all it names
inline constexpr std::string_view kAccepted = "Accepted";                    // said only when it is False: a client refuses it

struct Condition {
  std::string type;
  bool holds = false;
  std::string reason;   // one word in camel case
  std::string message;  // for people; may be empty
  bool operator==(const Condition&) const = default;
};

struct ValidationMessage {
  std::string code;  // "IST0109"
  std::string name;
  std::string level;  // ERROR or WARNING
  std::string message;
  bool operator==(const ValidationMessage&) const = default;
};

struct RuleStatus {
  std::vector<Condition> conditions;  // only those that have something to say of this object
  std::vector<ValidationMessage> messages;
  bool operator==(const RuleStatus&) const = default;
};

// The status with this in it: `before` with the conditions named above replaced, and whatever others wrote kept. A condition
// that says what it said before keeps its lastTransitionTime; when nothing differs the result equals `before`.
Json StatusBody(const Json& before, const RuleStatus& status, int64_t generation, absl::Time now);

}  // namespace weft::status
