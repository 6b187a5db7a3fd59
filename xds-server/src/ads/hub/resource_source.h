// SPDX-License-Identifier: Apache-2.0
// Where a server's resources come from. The hub asks; it knows neither what the resources are made of nor what a client is.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ads/stream/resource_type.h"
#include "envoy/config/core/v3/base.pb.h"
#include "google/protobuf/any.pb.h"

namespace weft::ads {

// Clients of one shape are sent the same bytes. Numbered from 0 without gaps.
using ShapeId = uint32_t;

struct ResourceKey {
  ShapeId shape = 0;
  TypeId type = 0;
  std::string name;
  auto operator<=>(const ResourceKey&) const = default;
};

// What the source knows of the client of a stream.
struct ClientIdentity {
  ShapeId shape = 0;
  bool reports_missing = false;  // it reads resource_errors: it is sent the reason of each resource that does not exist
  bool warms = false;            // see ResourceType::warms
};

// A resource as it is now.
struct SourceResource {
  std::optional<::google::protobuf::Any> resource;  // absent when it does not exist
  std::string missing;                              // why it does not, for people; a placeholder may have a reason as well
  std::vector<std::string> left_out;  // what the configuration asks for and the resource does not have, for people
};

// How the resources differ from those before.
struct SourceChange {
  std::vector<ResourceKey> keys;  // that may be different now, of those that were asked for; sorted, each once
  bool names = false;             // AllNames may be different
  std::vector<std::pair<uint64_t, ShapeId>> reshaped;  // streams whose clients have another shape from now on
};

// Called on the hub's thread alone. Between two calls of Hub::OnChange the same question has the same answer.
class ResourceSource {
 public:
  virtual ~ResourceSource() = default;

  // With the first request of a stream, before anything else is asked for its client. An error ends the stream; the client
  // reads its message. From then on changes of the client's shape are reported, until Forget.
  virtual absl::StatusOr<ClientIdentity> Identify(uint64_t stream, const ::envoy::config::core::v3::Node& node) = 0;
  // The stream has ended. Also called when it was never identified.
  virtual void Forget(uint64_t stream) = 0;

  // When the first client of a shape subscribes, and again after each change that has the key. Changes of it are reported until
  // Release. The same resource must have the same bytes: they are compared.
  virtual SourceResource Get(const ResourceKey& key) = 0;
  // Nobody is subscribed to it any more.
  virtual void Release(const ResourceKey& key) = 0;

  // Sorted: all resources that a client of this shape could name; none for a type without full state. Asked once for each shape
  // and type after a change of the names.
  virtual std::vector<std::string> AllNames(ShapeId shape, TypeId type) = 0;

  // Of all resources together, as responses carry it.
  virtual std::string Version() const = 0;
};

}  // namespace weft::ads
