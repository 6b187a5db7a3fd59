// SPDX-License-Identifier: Apache-2.0
// A report for people, and for programs.
#pragma once

#include <ostream>

#include "explain/report.h"

namespace weft::explain {

void PrintExplainText(const ExplainReport& report, std::ostream& out);

// One object; members without anything to say are left out, but for `virtual_service` and `rule`, which are null:
//   request          {method, authority, path, headers}
//   from             {app, namespace, labels}
//   to               {host, port, service}
//   virtual_service  {namespace, name, file}: the one that owns the host
//   rule             {namespace, name, field, file, route, conditions}: what took the call; null when nothing did, or the
//   service's
//                    default
//   outcome          "route", "redirect", "direct_response" or "no_route"
//   destinations     [{host, port, subset, subset_labels, percent, load_balancer, endpoints: [{address, workload, labels,
//   weight,
//                    healthy}], missing, authority, request_headers, response_headers}]
//   mirrors          the same
//   policy           {timeout, retries, fault, rewrite, request_headers, response_headers, redirect, direct_response, cors}
//   not_matched      [{namespace, name, field, file, why}]: looked at before it
//   left_out         the same: rules of that VirtualService that this caller does not get
//   others           the same: VirtualServices that name the host and are not used
//   remarks, notes   [text]: what rules ask for and this caller cannot have; what had to be assumed
void PrintExplainJson(const ExplainReport& report, std::ostream& out);

}  // namespace weft::explain
