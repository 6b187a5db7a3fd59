// SPDX-License-Identifier: Apache-2.0
#include "status/rule_status.h"

#include <algorithm>
#include <utility>

#include "base/dates.h"

namespace weft::status {
namespace {

constexpr std::string_view kOwnTypes[] = {kReconciled,        kShadowed,          kAppliesToMesh,
                                          kAppliesToGateways, kDelegatesResolved, kAccepted};

std::string TextMember(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool IsOwnType(const std::string& type) {
  return std::find(std::begin(kOwnTypes), std::end(kOwnTypes), type) != std::end(kOwnTypes);
}

const Json* FindCondition(const Json& conditions, const std::string& type) {
  auto found =
      std::find_if(conditions.begin(), conditions.end(), [&](const Json& json) { return TextMember(json, "type") == type; });
  return found == conditions.end() ? nullptr : &*found;
}

Json ConditionBody(const Json& before, const Condition& condition, int64_t generation, const std::string& now) {
  Json body = {{"type", condition.type},           {"status", condition.holds ? "True" : "False"},
               {"reason", condition.reason},       {"message", condition.message},
               {"observedGeneration", generation}, {"lastTransitionTime", now}};
  const Json* old = FindCondition(before, condition.type);
  if (old != nullptr && TextMember(*old, "status") == body["status"]) {
    if (std::string since = TextMember(*old, "lastTransitionTime"); !since.empty())
      body["lastTransitionTime"] = std::move(since);
  }
  return body;
}

Json ConditionsBody(const Json& before, const RuleStatus& status, int64_t generation, const std::string& now) {
  Json conditions = Json::array();
  for (const Condition& condition : status.conditions) conditions.push_back(ConditionBody(before, condition, generation, now));
  for (const Json& other : before) {
    if (!IsOwnType(TextMember(other, "type"))) conditions.push_back(other);
  }
  return conditions;
}

Json MessagesBody(const std::vector<ValidationMessage>& messages) {
  Json list = Json::array();
  for (const ValidationMessage& message : messages) {
    list.push_back(
        {{"type", {{"code", message.code}, {"name", message.name}}}, {"level", message.level}, {"message", message.message}});
  }
  return list;
}

}  // namespace

Json StatusBody(const Json& before, const RuleStatus& status, int64_t generation, absl::Time now) {
  Json body = before.is_object() ? before : Json::object();
  auto found = body.find("conditions");
  const Json conditions = found != body.end() && found->is_array() ? *found : Json::array();
  body["conditions"] = ConditionsBody(conditions, status, generation, FormatRfc3339(now));
  body["observedGeneration"] = generation;
  if (body["conditions"].empty()) body.erase("conditions");
  body.erase("validationMessages");
  if (!status.messages.empty()) body["validationMessages"] = MessagesBody(status.messages);
  return body;
}

}  // namespace weft::status
