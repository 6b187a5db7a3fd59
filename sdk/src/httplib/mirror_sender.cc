// SPDX-License-Identifier: Apache-2.0
#include "httplib/mirror_sender.h"

#include "base/fork_guard.h"
#include "httplib/mirror_workers.h"

namespace weft::httplib {
namespace {

::httplib::Request MirrorOf(const ::httplib::Request& request) {
  ::httplib::Request copy;
  copy.method = request.method;
  copy.path = request.path;
  copy.headers = request.headers;
  copy.headers.erase("Content-Length");  // set by the transport
  copy.body = request.body;
  return copy;
}

}  // namespace

MirrorSender::MirrorSender(Warn warn)
    : workers_(std::make_unique<Workers>(std::move(warn))), fork_generation_(ForkGeneration()) {}

MirrorSender::~MirrorSender() {
  if (ForkGeneration() != fork_generation_) (void)workers_.release();
}

void MirrorSender::Send(MirrorTarget target, const ::httplib::Request& request, bool new_host) {
  if (!workers_->HasRoomFor(request.body.size())) return;
  ::httplib::Request copy = MirrorOf(request);
  if (new_host) {
    copy.headers.erase("Host");
    copy.headers.emplace("Host", target.authority());
  }
  workers_->Add({std::move(target), std::move(copy)});
}

uint64_t MirrorSender::dropped() const { return workers_->dropped(); }

}  // namespace weft::httplib
