// SPDX-License-Identifier: Apache-2.0
// Bytes from anybody: the decoder stays inside them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kubeapi/request/protobuf_body.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)weft::kubeapi::DecodeProtobufBody(bytes);
  (void)weft::kubeapi::DecodeProtobufBody(std::string("k8s\0", 4).append(bytes));
  return 0;
}
