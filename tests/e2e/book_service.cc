// SPDX-License-Identifier: Apache-2.0
#include "e2e/book_service.h"

#include <thread>

#include "httplib.h"
#include "nlohmann/json.hpp"
#include "support/eventually.h"

namespace weft::test {
namespace {

nlohmann::json VolumesOf(const std::string& publisher) {
  return {{"items",
           {{{"volumeInfo",
              {{"authors", {"William Shakespeare"}},
               {"publishedDate", "2002"},
               {"printType", "BOOK"},
               {"pageCount", 71},
               {"publisher", publisher},
               {"language", "en"},
               {"industryIdentifiers", {{{"type", "ISBN_10"}, {"identifier", "0486424618"}}}}}}}}}};
}

}  // namespace

struct BookService::Impl {
  ::httplib::Server server;
  int port = 0;
  std::thread thread;
};

BookService::BookService(const std::string& publisher) : impl_(std::make_unique<Impl>()) {
  impl_->server.Get("/books/v1/volumes", [publisher](const ::httplib::Request&, ::httplib::Response& response) {
    response.set_content(VolumesOf(publisher).dump(), "application/json");
  });
  impl_->port = impl_->server.bind_to_any_port("127.0.0.1");
  impl_->thread = std::thread([this] { impl_->server.listen_after_bind(); });
  Eventually([this] { return impl_->server.is_running(); });
}

BookService::~BookService() {
  impl_->server.stop();
  impl_->thread.join();
}

int BookService::port() const { return impl_->port; }

}  // namespace weft::test
