// SPDX-License-Identifier: Apache-2.0
// The labels of the process that calls.
#pragma once

#include <string>
#include <vector>

#include "explain/arguments.h"
#include "explain/objects.h"

namespace weft::explain {

struct Caller {
  std::string app;
  std::string ns;
  manifest::Labels labels;
  std::vector<std::string> notes;  // what had to be assumed, for people
};

// The workloads of the namespace that carry the label app=APP, or that are called APP, and all labels of the argument, tell the
// labels: those in which they agree. The argument's come on top.
Caller FindCaller(const CallerArgument& argument, const Objects& objects);

}  // namespace weft::explain
