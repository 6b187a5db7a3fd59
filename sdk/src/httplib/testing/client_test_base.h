// SPDX-License-Identifier: Apache-2.0
// What tests of the client share.
#pragma once

#include "transport/testing/shop_test.h"
#include "weft/httplib.h"

namespace weft::httplib {

using transport::BoundSocket;
using transport::kShop;
using transport::Peer;
using transport::RawRequest;
using transport::RequestLine;
using transport::ScriptedServer;
using transport::WireHeader;
using ClientTestBase = transport::ShopTest;

}  // namespace weft::httplib
