// SPDX-License-Identifier: Apache-2.0
/// \file
/// The mesh as one process sees it: one stream to the control plane, the configuration that came over it, and calls.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weft/bootstrap.h"
#include "weft/call.h"
#include "weft/call_observer.h"
#include "weft/cors.h"
#include "weft/env.h"
#include "weft/log.h"
#include "weft/workload.h"

namespace weft {

class MeshCore;
struct MeshAccess;

/// What may be set of a mesh; the defaults are right for a service.
struct MeshOptions {
  /// The deadline of a call that names none. Also bounds how long a first call waits for its configuration.
  std::chrono::milliseconds default_deadline{15'000};
  /// Receives the messages of the mesh; by default warnings and errors go to stderr.
  LogSink log = StderrLog(LogLevel::kWarning);
  /// The clocks and the chance that the mesh and its calls decide by. Not null.
  std::shared_ptr<Env> env = Env::System();
  /// Hears of every call, see weft/call_observer.h; null: nobody does.
  std::shared_ptr<CallObserver> observer = nullptr;
};

/// One mesh: subscribes on demand to what the process calls, decides every outbound call.
///
/// Thread-safety: every method may be called from any thread. Lifetime: shared; calls and clients keep it alive. Several meshes
/// may live in one process. A mesh does not survive fork(): calls in the child fail with a message about it.
/// Threads: one for the stream and its timers. Calls run on the caller's thread.
///
/// When the control plane is away, calls go on with the last good configuration.
///
/// \par Example
/// \code
///   auto mesh = weft::Mesh::Start(weft::Bootstrap::FromEnvironment().value()).value();
///   weft::httplib::Client reviews(mesh, "reviews:9080");
///   auto result = reviews.Get("/reviews/0");
/// \endcode
class Mesh {
 public:
  /// Starts the background thread; does not wait for the control plane. InvalidArgument when the bootstrap names no server.
  static absl::StatusOr<std::shared_ptr<Mesh>> Start(Bootstrap bootstrap, MeshOptions options = {});
  ~Mesh();

  /// Starts a call; see Call. Never blocks.
  Call StartCall(const RequestHead& head);

  /// Reports to the control plane that this process serves. Replaces what was announced before under the same name; is sent
  /// again after every reconnect. The entry goes at once on Shutdown and some seconds after the process died.
  void Announce(Workload workload);

  /// Subscribes ahead of the first call, so that it does not have to wait. `authority` as in RequestHead.
  void Prefetch(std::string_view authority);

  /// What the CORS policy of the rules for `inbound.authority` makes of a request that came in. The authority is this service's
  /// own as its callers name it, `productpage:9080`, whatever the request's `Host` is; Prefetch it first. Never blocks, and
  /// as long as there is no configuration nothing is blocked either. For server transports.
  CorsDecision Cors(const RequestHead& inbound) const;

  /// To the mesh's log. For transports.
  void Log(LogLevel level, std::string_view message) const;

  /// Withdraws what was announced, closes the stream and joins the thread. Calls that start afterwards fail. Idempotent; the
  /// destructor calls it.
  void Shutdown();

  /// Fields that arrived and that Weft does not apply, as `type/name: path`, for each resource in use. Never silently wrong.
  std::vector<std::string> IgnoredFields() const;

  /// What the mesh was started with.
  const Bootstrap& bootstrap() const;

  /// What the mesh holds right now, as indented text for people: hosts, routes, clusters, endpoints.
  std::string Dump() const;

  /// For the mesh's own parts.
  explicit Mesh(std::shared_ptr<MeshCore> core);

 private:
  friend struct MeshAccess;
  std::shared_ptr<MeshCore> core_;
};

}  // namespace weft
