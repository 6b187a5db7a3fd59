// SPDX-License-Identifier: Apache-2.0
// Runs operations through one driver or the other, for test bodies that serve both.
#pragma once

#include <poll.h>

#include <boost/asio/io_context.hpp>
#include <memory>

#include "http/drive/async.h"
#include "http/drive/blocking.h"

namespace weft::http::testing {

enum class CarrierKind { kBlocking, kAsync };

class Carrier {
 public:
  virtual ~Carrier() = default;
  Error Run(const Endpoint& endpoint, Request& request, const OperationOptions& options, Response* response,
            const ResponseSink* sink = nullptr) {
    const std::string authority(endpoint.id);
    return RunView(endpoint, RequestView::Of(request, authority), options, response, sink);
  }
  // Waits until something has come on the idle connection of this id, if there is one.
  void SettleIdle(std::string_view id) {
    auto connection = pool_->Take(id, {}, Clock::now());
    if (connection == nullptr) return;
    pollfd entry = {connection->stream->descriptor().fd(), POLLIN, 0};
    ::poll(&entry, 1, 5000);
    pool_->Put(std::move(connection), {}, Clock::now());
  }
  Pool& pool() { return *pool_; }
  Resolver& resolver() { return resolver_; }

 protected:
  virtual Error RunView(const Endpoint& endpoint, const RequestView& request, const OperationOptions& options,
                        Response* response, const ResponseSink* sink) = 0;
  Wiring wiring() { return {Env::System().get(), pool_.get(), &resolver_}; }

  std::unique_ptr<Pool> pool_ = std::make_unique<Pool>();
  // Knows one name: no test waits for a name server.
  Resolver resolver_{*Env::System(), [](const std::string& name) -> absl::StatusOr<std::vector<SocketAddress>> {
                       if (name != "localhost") return absl::UnavailableError("'" + name + "' has no address");
                       return std::vector<SocketAddress>{*ParseAddress("::1", 0), *ParseAddress("127.0.0.1", 0)};
                     }};
};

class BlockingCarrier final : public Carrier {
 protected:
  Error RunView(const Endpoint& endpoint, const RequestView& request, const OperationOptions& options, Response* response,
                const ResponseSink* sink) override {
    Operation operation(wiring(), endpoint, request, options, response, sink);
    return RunBlocking(operation);
  }
};

class AsyncCarrier final : public Carrier {
 public:
  ~AsyncCarrier() override { pool_.reset(); }  // before the loop that its connections are registered with

 protected:
  Error RunView(const Endpoint& endpoint, const RequestView& request, const OperationOptions& options, Response* response,
                const ResponseSink* sink) override {
    Error result{ErrorKind::kOverflow, DeadlineKind::kNone, false, "the handler did not run"};
    context_.restart();
    AsyncRun(context_.get_executor(), wiring(), endpoint, request, options, response, sink, nullptr,
             [&](Error error) { result = std::move(error); });
    context_.run();
    return result;
  }

 private:
  boost::asio::io_context context_{1};
};

inline std::unique_ptr<Carrier> MakeCarrier(CarrierKind kind) {
  if (kind == CarrierKind::kAsync) return std::make_unique<AsyncCarrier>();
  return std::make_unique<BlockingCarrier>();
}

}  // namespace weft::http::testing
