// SPDX-License-Identifier: Apache-2.0
// A resource in the form in which it travels, made once for all who are sent it.
#pragma once

#include <cstdint>
#include <string>

#include "google/protobuf/any.pb.h"
#include "grpcpp/support/slice.h"

namespace weft::ads {

// Immutable to the outside. Not thread-safe: the hub's thread owns it; the slices that it hands out share its bytes, may go
// to other threads and may outlive it.
class EncodedResource {
 public:
  EncodedResource(std::string name, ::google::protobuf::Any any);

  const ::google::protobuf::Any& any() const { return any_; }
  uint64_t hash() const { return hash_; }  // of the bytes; never 0

  // As one of `resources` in a response of the state of the world, and of the incremental protocol: with the field's tag and
  // length, so that a response is put together from such pieces.
  ::grpc::Slice InSotw() const;
  ::grpc::Slice InDelta() const;

 private:
  const std::string name_;
  const ::google::protobuf::Any any_;
  const uint64_t hash_;
  mutable ::grpc::Slice in_sotw_;  // made when somebody needs it
  mutable ::grpc::Slice in_delta_;
};

}  // namespace weft::ads
