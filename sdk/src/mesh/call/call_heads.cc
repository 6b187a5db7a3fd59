// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/call_heads.h"

namespace weft::mesh {
namespace {

constexpr std::string_view kRequestId = "x-request-id";

// What the drawn destination has of its own; null when nothing.
const engine::SplitActions* ActionsOfSplit(const engine::RouteActions& actions, uint32_t split) {
  return split < actions.splits.size() ? &actions.splits[split] : nullptr;
}

}  // namespace

void CallHeads::BuildRequest(const engine::CompiledRoute& route, uint32_t split, const engine::ExpressionInput& input,
                             Random& random) {
  AddRequestId(input.request, random);
  if (route.actions == nullptr) return;
  const engine::RouteActions& actions = *route.actions;
  const engine::SplitActions* const own = ActionsOfSplit(actions, split);
  if (own != nullptr) own->edits.request.Apply(input, request_changes_);
  actions.edits.request.Apply(input, request_changes_);
  const std::string& authority = own != nullptr && !own->authority.empty() ? own->authority : actions.authority;
  if (!authority.empty()) {
    authority_ = authority;
    authority_rewritten_ = true;
  }
  if (!actions.path) return;
  rewritten_path_ = actions.path->RewriteWithQuery(input.request.path);
  path_ = rewritten_path_;
}

void CallHeads::AddRequestId(const RequestHead& head, Random& random) {
  if (engine::MessageHeaders{head.headers}.Has(kRequestId)) return;
  request_id_ = MakeUuid(random);
  request_changes_.Add({HeaderChange::Kind::kSet, kRequestId, request_id_.view()});
}

absl::Span<const HeaderChange> CallHeads::BuildResponse(const engine::CompiledRoute& route, uint32_t split,
                                                        const engine::ExpressionInput& input) {
  response_changes_.Clear();
  if (route.actions == nullptr) return {};
  const engine::SplitActions* const own = ActionsOfSplit(*route.actions, split);
  if (own != nullptr) own->edits.response.Apply(input, response_changes_);
  route.actions->edits.response.Apply(input, response_changes_);
  return response_changes_.view();
}

}  // namespace weft::mesh
