// SPDX-License-Identifier: Apache-2.0
// The Kubernetes-style API over a store: from a request to its handler. No sockets here; api_server.h adds them.
//
// Served, so that stock kubectl works completely: /version, /healthz, /livez, /readyz, /api, /apis, /openapi, the resources of
// manifest::Kinds() with list, watch, create, get, replace, patch, delete and status, empty events, and self reviews.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/resource_request.h"
#include "kubeapi/rest/watch.h"

namespace weft::kubeapi {

struct ApiOptions {
  std::function<absl::Time()> now = absl::Now;
  // Warnings about a valid object that is about to be stored and the others that are there. Called on the loop's thread.
  std::function<std::vector<std::string>(const Json& object, const manifest::Draft& draft)> advise;
  // One line for each request that may write: "weft-admin POST /apis/... 201". Called on the loop's thread.
  std::function<void(const std::string& line)> audit;
};

// Handles requests on the thread of its loop (tests without watches may use any one thread). The store outlives it, and it
// outlives the streams it opened.
class Api {
 public:
  Api(store::ObjectStore& store, std::shared_ptr<http_server::EventLoop> loop, ApiOptions options = {});

  void Handle(const HttpRequest& request, const http_server::Responder& responder);

 private:
  std::optional<HttpResponse> AnswerFixed(const RequestTarget& target, const HttpRequest& request) const;
  void HandleResource(const RequestTarget& target, const HttpRequest& request, const http_server::Responder& responder);
  HttpResponse HandleCollection(const ResourceRequest& request) const;
  HttpResponse HandleObject(const ResourceRequest& request) const;
  // Sends and audits.
  void Answer(const HttpRequest& request, const http_server::Responder& responder, HttpResponse response) const;

  ApiContext context_;
  ApiOptions options_;
  WatchGauge watches_;
};

}  // namespace weft::kubeapi
