// SPDX-License-Identifier: Apache-2.0
/// \file
/// gRPC services on the mesh: channels that follow the same manifests, and the headers that travel with a request.
///
/// Link weft::grpc. A channel of this header is gRPC's own xDS channel: gRPC's client subscribes to the same control plane,
/// under the node of the mesh, and routes, balances, retries and injects faults by itself, for unary and streaming calls alike.
/// Weft decides nothing on it. What that means:
///
/// - **Applied** by gRPC C++ 1.51: `match` on uri and headers, `withoutHeaders`, weighted destinations, subsets, `timeout` (of
///   the whole stream), `retries` on gRPC's own conditions (`unavailable`, `cancelled`, `deadline-exceeded`, `internal`,
///   `resource-exhausted`; at most 5 tries), `fault`; of a DestinationRule `connectionPool.http.http2MaxRequests` and, in
///   localities, `localityLbSetting` (failover where there is `outlierDetection`, which ejects nobody).
/// - **Not applied**: `rewrite`, `headers`, `mirror`, `corsPolicy`, `retries.perTryTimeout`, `retries.retryRemoteLocalities`
///   and other conditions of `retries.retryOn`, load balancers (endpoints take turns, also where the mesh's default is least
///   request; this release would die of a `consistentHash` and is sent none), other limits. A rule with `match.authority` or
///   `queryParams` is passed over. `redirect` and `directResponse` fail the call.
///   IgnoredFields names those of rules for routes that are in use for a host; `weftctl proxy-status` names all.
/// - **Applied inexactly**: gRPC C++ ends a call up to 2 s before the `timeout` of its route (grpc/grpc#34547; 1.51, and later
///   ones). Give routes for it 3 s and more; shorter deadlines belong into ::grpc::ClientContext, where they are exact.
/// - **Streams**: a channel has a control plane stream of its own, unless the process's environment holds the mesh's bootstrap
///   for gRPC (GRPC_XDS_BOOTSTRAP, GRPC_XDS_BOOTSTRAP_CONFIG): then all channels share one. So several meshes may live in one
///   process. Keep one channel for each service, as with gRPC at large.
/// - Certificate providers, authorities and clients' listener name templates are not part of weft::Bootstrap; gRPC sees them in
///   a bootstrap that the environment holds. Servers take their listener from the mesh with ServeUnder.
///
/// Thread-safety: all functions may be called from any thread.
///
/// \par Example
/// \code
///   auto channel = weft::grpc::CreateChannel(mesh, "ratings:9080").value();
///   auto stub = Ratings::NewStub(channel);
///   ...
///   ::grpc::Status Get(::grpc::ServerContext* call, const Request* request, Reply* reply) override {
///     weft::grpc::ServerScope scope(*call);           // captures x-request-id, end-user, trace context, ...
///     ::grpc::ClientContext onward;                   // and calls made from here carry them
///     weft::grpc::InheritDeadline(onward);
///     return stub->Get(&onward, *request, reply);
///   }
/// \endcode
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/xds_server_builder.h"
#include "weft/context.h"
#include "weft/mesh.h"

namespace weft::grpc {

/// A channel to `authority` (`host` or `host:port`, as for other calls) by the mesh's control plane. Does not wait for it;
/// calls do, until their deadline.
///
/// `credentials` are those towards the endpoints; plain text when null. Calls carry the headers of Context::Current() that they
/// do not set themselves, and an `x-request-id` in any case.
/// Lifetime: the channel does not need the mesh once it is made; the mesh subscribes to the authority too, for IgnoredFields.
/// Errors: InvalidArgument for an authority that is none; FailedPrecondition when the mesh was shut down or the process is a
/// fork.
absl::StatusOr<std::shared_ptr<::grpc::Channel>> CreateChannel(
    const std::shared_ptr<Mesh>& mesh, std::string_view authority,
    std::shared_ptr<::grpc::ChannelCredentials> credentials = nullptr, ::grpc::ChannelArguments arguments = {});

/// What the rules for `authority` define right now and gRPC does not do, each as `origin: field: why`, for instance
/// `virtualservice/default/ratings http[0]: rewrite: gRPC clients send requests as they are`. Empty when all of it is done.
/// Errors: Unavailable as long as the mesh has no configuration for the authority; it is subscribed to by then. Never blocks.
absl::StatusOr<std::vector<std::string>> IgnoredFields(const std::shared_ptr<Mesh>& mesh, std::string_view authority);

/// Lets a server take its listener from the mesh's control plane (gRFC A36), under the node of the mesh: gRPC requests
/// `xds.istio.io/grpc/lds/inbound/<ip>:<port>` for each address that it listens on, and takes calls when it has the answer.
/// Weft sends no policy for inbound calls yet, so such a server does what others do; a control plane that has one is obeyed.
/// A server need not do this to be called: for that it announces itself (Mesh::Announce) or has a WorkloadEntry.
///
/// Listen on an explicit port: gRPC learns its port only after it has named its listener. The server does not need the
/// mesh once it is built.
///
/// \code
///   ::grpc::XdsServerBuilder builder;
///   weft::grpc::ServeUnder(mesh, builder);
///   builder.AddListeningPort("0.0.0.0:9080", ::grpc::XdsServerCredentials(::grpc::InsecureServerCredentials()));
///   builder.RegisterService(&service);
///   auto server = builder.BuildAndStart();
/// \endcode
void ServeUnder(const std::shared_ptr<Mesh>& mesh, ::grpc::XdsServerBuilder& builder);

/// The propagated headers of an inbound call, its caller's address appended to `x-forwarded-for`, and its deadline. A call
/// without `x-request-id` gets one. Binary metadata (names in `-bin`) is kept in base64, as it is in HTTP.
Context CaptureContext(const ::grpc::ServerContextBase& call,
                       const std::vector<std::string>& headers = DefaultPropagatedHeaders());

/// Captures the context of an inbound call and makes it current for this thread as long as the scope lives. For the body of a
/// handler: what a callback handler does later, on another thread, needs a Context::Scope of its own around `context()`.
class ServerScope {
 public:
  explicit ServerScope(const ::grpc::ServerContextBase& call,
                       const std::vector<std::string>& headers = DefaultPropagatedHeaders());
  ServerScope(const ServerScope&) = delete;
  ServerScope& operator=(const ServerScope&) = delete;

  Context& context() { return context_; }

 private:
  Context context_;
  Context::Scope scope_;
};

/// Ends `call` no later than the inbound request that Context::Current() was captured from; nothing without one. To be called
/// before the call starts: gRPC takes deadlines then, so that a channel cannot do it by itself.
void InheritDeadline(::grpc::ClientContext& call);

}  // namespace weft::grpc
