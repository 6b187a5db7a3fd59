// SPDX-License-Identifier: Apache-2.0
#include "http/connect/descriptor.h"

#include <unistd.h>

namespace weft::http {

void Descriptor::Close() {
  registration.reset();
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

}  // namespace weft::http
