// SPDX-License-Identifier: Apache-2.0
// Text as the messages of generic calls.
#pragma once

#include <string>
#include <vector>

#include "grpcpp/grpcpp.h"

namespace weft::test {

inline ::grpc::ByteBuffer ToBytes(const std::string& text) {
  ::grpc::Slice slice(text);
  return ::grpc::ByteBuffer(&slice, 1);
}

inline std::string ToText(const ::grpc::ByteBuffer& bytes) {
  std::vector<::grpc::Slice> slices;
  std::string text;
  if (!bytes.Dump(&slices).ok()) return text;
  for (const ::grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return text;
}

}  // namespace weft::test
