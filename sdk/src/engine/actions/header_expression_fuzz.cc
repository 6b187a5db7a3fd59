// SPDX-License-Identifier: Apache-2.0
// Bytes are the value of a header edit: compiling refuses or understands it, and evaluating never fails.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/actions/header_edits.h"

namespace {

// The text with every percent sign doubled: a literal that stands for the text.
std::string EscapedFormat(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '%' ? std::string("%%") : std::string(1, c);
  return escaped;
}

void EvaluateBothWays(const weft::engine::HeaderExpression& expression) {
  const weft::HeaderRef headers[] = {{"End-User", "jason"}, {"x", ""}};
  weft::RequestHead request;
  request.authority = "reviews:9080";
  request.path = "/reviews?a=b&c";
  request.headers = headers;
  weft::ResponseHead response{200, headers};
  weft::engine::ExpressionInput input{.request = request};
  input.start = weft::Env::System()->Now();
  const std::string first = expression.Evaluate(input);
  if (expression.is_literal() && first != expression.literal()) std::abort();
  input.response = &response;
  input.endpoint = "[::1]:80";
  input.address = "::1";
  input.port = 80;
  (void)expression.Evaluate(input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto expression = weft::engine::HeaderExpression::Compile(text);
  if (expression.ok())
    EvaluateBothWays(*expression);
  else if (expression.status().code() != absl::StatusCode::kInvalidArgument)
    std::abort();

  const auto literal = weft::engine::HeaderExpression::Compile(EscapedFormat(text));
  if (!literal.ok() || !literal->is_literal() || literal->literal() != text) std::abort();
  return 0;
}
