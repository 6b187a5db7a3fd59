#include "generic_backend.h"

#include <chrono>
#include <future>
#include <vector>

namespace weft::test {
namespace {

::grpc::ByteBuffer ToBytes(const std::string& text) {
  ::grpc::Slice slice(text);
  return ::grpc::ByteBuffer(&slice, 1);
}

std::string ToText(const ::grpc::ByteBuffer& bytes) {
  std::vector<::grpc::Slice> slices;
  std::string text;
  if (!bytes.Dump(&slices).ok()) return text;
  for (const ::grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return text;
}

class NameReactor : public ::grpc::ServerGenericBidiReactor {
 public:
  explicit NameReactor(const std::string& name) : reply_(ToBytes(name)) { StartRead(&request_); }
  void OnReadDone(bool) override { StartWriteAndFinish(&reply_, ::grpc::WriteOptions(), ::grpc::Status::OK); }
  void OnDone() override { delete this; }

 private:
  ::grpc::ByteBuffer request_;
  ::grpc::ByteBuffer reply_;
};

}  // namespace

::grpc::ServerGenericBidiReactor* GenericBackend::Service::CreateReactor(::grpc::GenericCallbackServerContext*) {
  return new NameReactor(name);
}

GenericBackend::GenericBackend(std::string name) {
  service_.name = std::move(name);
  ::grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", ::grpc::InsecureServerCredentials(), &port_);
  builder.RegisterCallbackGenericService(&service_);
  server_ = builder.BuildAndStart();
}

GenericBackend::~GenericBackend() { server_->Shutdown(std::chrono::system_clock::now()); }

Reply Call(const std::shared_ptr<::grpc::Channel>& channel, ::grpc::ClientContext& context) {
  ::grpc::GenericStub stub(channel);
  ::grpc::ByteBuffer request = ToBytes("");
  ::grpc::ByteBuffer response;
  auto done = std::make_shared<std::promise<::grpc::Status>>();
  stub.UnaryCall(&context, "/echo.Echo/Say", ::grpc::StubOptions(), &request, &response,
                 [done](::grpc::Status status) { done->set_value(std::move(status)); });
  ::grpc::Status status = done->get_future().get();
  return {status.error_code(), status.ok() ? ToText(response) : "", status.error_message()};
}

}  // namespace weft::test
