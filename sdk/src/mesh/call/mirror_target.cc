// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/mirror_target.h"

#include "mesh/call/attempts.h"

namespace weft {

MirrorTarget::MirrorTarget(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MirrorTarget::MirrorTarget(MirrorTarget&&) noexcept = default;
MirrorTarget& MirrorTarget::operator=(MirrorTarget&&) noexcept = default;
MirrorTarget::~MirrorTarget() = default;

Connection MirrorTarget::connection() const { return mesh::ConnectionTo(impl_->endpoint, impl_->connect_timeout); }
std::string_view MirrorTarget::authority() const { return impl_->authority; }
std::chrono::nanoseconds MirrorTarget::timeout() const { return impl_->timeout; }

}  // namespace weft
