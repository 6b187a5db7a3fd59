// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/api.h"

#include "base/strings.h"
#include "kubeapi/discovery/discovery.h"
#include "kubeapi/discovery/openapi.h"
#include "kubeapi/discovery/self_review.h"
#include "kubeapi/request/catalog.h"
#include "kubeapi/request/loopback_guard.h"
#include "kubeapi/rest/deletion.h"
#include "kubeapi/rest/handlers.h"

namespace weft::kubeapi {

namespace {

// The version tells clients which dialect to speak; what they print after the + is ours.
Json VersionInfo() {
  return {{"major", "1"},    {"minor", "32"},           {"gitVersion", StrCat("v1.32.0+weft", WEFT_VERSION)},
          {"gitCommit", ""}, {"gitTreeState", "clean"}, {"buildDate", "1970-01-01T00:00:00Z"},
          {"goVersion", ""}, {"compiler", ""},          {"platform", "linux/amd64"}};
}

bool IsHealthPath(const std::string& path) { return path == "healthz" || path == "livez" || path == "readyz"; }

bool IsRead(const HttpRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

ObjectView::RowObject RowObjectOf(const std::string& include_object) {
  if (include_object == "Object") return ObjectView::RowObject::kWhole;
  return include_object == "None" ? ObjectView::RowObject::kNone : ObjectView::RowObject::kMetadata;
}

bool WantsWatch(const ResourceRequest& request) { return request.http.method == "GET" && request.query.Flag("watch"); }

// A namespaced kind's objects live in a namespace, and others do not.
bool ScopeFits(const Kind& kind, const ResourcePath& path) {
  if (!kind.namespaced) return path.ns.empty();
  return !path.ns.empty() || path.name.empty();
}

bool SubresourceFits(const Kind& kind, const ResourcePath& path) {
  return path.subresource.empty() || (path.subresource == "status" && kind.has_status);
}

}  // namespace

Api::Api(store::ObjectStore& store, std::shared_ptr<http_server::EventLoop> loop, ApiOptions options)
    : options_(std::move(options)) {
  context_.store = &store;
  context_.loop = std::move(loop);
  context_.now = options_.now;
  context_.advise = options_.advise;
}

void Api::Handle(const HttpRequest& request, const http_server::Responder& responder) {
  if (auto refusal = GuardLoopback(request)) return Answer(request, responder, ToResponse(*refusal));
  auto target = ParseTarget(request.target);
  if (!target.ok()) return Answer(request, responder, ToResponse(BadRequest(std::string(target.status().message()))));
  try {
    if (auto response = AnswerFixed(*target, request)) return Answer(request, responder, *std::move(response));
    HandleResource(*target, request, responder);
  } catch (const std::exception& error) {  // a bug, or no memory: this request fails, the server goes on
    Answer(request, responder, ToResponse(InternalError(error.what())));
  }
}

std::optional<HttpResponse> Api::AnswerFixed(const RequestTarget& target, const HttpRequest& request) const {
  const auto& segments = target.segments;
  std::optional<HttpResponse> response;
  if (segments.size() == 1 && segments[0] == "version") response = JsonResponse(200, VersionInfo());
  if (!segments.empty() && IsHealthPath(segments[0])) response = HttpResponse{200, {{"Content-Type", "text/plain"}}, "ok"};
  if (segments.empty())
    response = JsonResponse(200, {{"paths", {"/api", "/apis", "/healthz", "/openapi/v2", "/openapi/v3", "/version"}}});
  if (!response) response = AnswerDiscovery(target, request);
  if (!response) response = AnswerOpenApi(target, request);
  if (response && !IsRead(request)) return ToResponse(MethodNotAllowed(request.method));
  return response;
}

void Api::HandleResource(const RequestTarget& target, const HttpRequest& request, const http_server::Responder& responder) {
  auto path = ParseResourcePath(target.segments);
  if (!path) return Answer(request, responder, ToResponse(UnknownPath(target.path)));
  if (const ReviewResource* review = FindReview(path->group, path->version, path->plural); review && path->name.empty()) {
    return Answer(request, responder, AnswerReview(*review, path->version, request));
  }
  const Kind* kind = FindServed(path->group, path->version, path->plural);
  if (!kind || !ScopeFits(*kind, *path) || !SubresourceFits(*kind, *path)) {
    return Answer(request, responder, ToResponse(UnknownPath(target.path)));
  }
  auto form = NegotiateForm(request.Header("accept"));
  if (!form && IsReadOnly(*kind)) form = ObjectForm{};  // describe asks for its events as protobuf alone, and takes JSON
  if (!form) return Answer(request, responder, ToResponse(NotAcceptable("application/json")));
  ObjectView view{kind, path->version, *form, RowObjectOf(target.query.Get("includeObject"))};
  ResourceRequest resource{request, target.query, *kind, *path, std::move(view)};
  if (WantsWatch(resource) && resource.path.subresource.empty()) return StartWatch(context_, resource, responder, watches_);
  Answer(request, responder, path->name.empty() ? HandleCollection(resource) : HandleObject(resource));
}

HttpResponse Api::HandleCollection(const ResourceRequest& request) const {
  if (IsRead(request.http)) return ListObjects(context_, request);
  bool whole_kind = request.kind.namespaced && request.path.ns.empty();
  if (IsReadOnly(request.kind) || whole_kind) return ToResponse(MethodNotAllowed(request.http.method));
  if (request.http.method == "POST") return CreateObject(context_, request);
  if (request.http.method == "DELETE") return DeleteCollection(context_, request);
  return ToResponse(MethodNotAllowed(request.http.method));
}

HttpResponse Api::HandleObject(const ResourceRequest& request) const {
  if (IsRead(request.http)) return ReadObject(context_, request);
  if (IsReadOnly(request.kind)) return ToResponse(MethodNotAllowed(request.http.method));
  if (request.http.method == "PUT") return ReplaceObject(context_, request);
  if (request.http.method == "PATCH") return PatchObject(context_, request);
  bool object_itself = request.path.subresource.empty();
  if (request.http.method == "DELETE" && object_itself) return DeleteObject(context_, request);
  return ToResponse(MethodNotAllowed(request.http.method));
}

void Api::Answer(const HttpRequest& request, const http_server::Responder& responder, HttpResponse response) const {
  if (options_.audit && !IsRead(request)) {
    options_.audit(StrCat(kOperatorName, " ", request.method, " ", request.target, " ", response.status));
  }
  responder.Send(std::move(response));
}

}  // namespace weft::kubeapi
