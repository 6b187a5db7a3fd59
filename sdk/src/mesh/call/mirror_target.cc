#include "mesh/call/mirror_target.h"

namespace weft {

MirrorTarget::MirrorTarget(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MirrorTarget::MirrorTarget(MirrorTarget&&) noexcept = default;
MirrorTarget& MirrorTarget::operator=(MirrorTarget&&) noexcept = default;
MirrorTarget::~MirrorTarget() = default;

std::string_view MirrorTarget::address() const { return impl_->endpoint.address; }
uint16_t MirrorTarget::port() const { return impl_->endpoint.port; }
std::string_view MirrorTarget::endpoint() const { return impl_->endpoint.endpoint; }
std::string_view MirrorTarget::authority() const { return impl_->authority; }
std::chrono::nanoseconds MirrorTarget::connect_timeout() const { return impl_->connect_timeout; }
std::chrono::nanoseconds MirrorTarget::timeout() const { return impl_->timeout; }

}  // namespace weft
