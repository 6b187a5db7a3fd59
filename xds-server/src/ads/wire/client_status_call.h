// SPDX-License-Identifier: Apache-2.0
// The client status discovery service for one who asks: each request is answered, one after the other, and nothing is sent
// unasked.
#pragma once

#include "ads/wire/byte_call.h"

namespace weft::ads {

class ClientStatusCall : public ByteCall::Handler {
 public:
  // `once`: the call is over with the first answer.
  ClientStatusCall(ByteCall& call, bool once) : call_(call), once_(once) {}

  void OnMessage(Hub& hub, ::grpc::ByteBuffer& message) override;
  void OnWritten(Hub& hub) override;
  void OnEnd(Hub&, bool) override {}

 private:
  ByteCall& call_;
  const bool once_;
};

}  // namespace weft::ads
