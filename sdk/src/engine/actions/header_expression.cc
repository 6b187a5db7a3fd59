// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/header_expression.h"

#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/field_path.h"
#include "base/strings.h"
#include "engine/match/query_condition.h"

namespace weft::engine {
namespace {

constexpr std::string_view kDefaultTimeFormat = "%Y-%m-%dT%H:%M:%E3SZ";

std::string HostName() {
  char name[256] = {};
  return gethostname(name, sizeof(name) - 1) == 0 ? name : std::string();
}

std::string EnvironmentValue(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : value;
}

// What Envoy writes as %3f Abseil writes as %E3f, and %f as %E9f.
std::string AbslTimeFormat(std::string_view format) {
  std::string out;
  for (size_t at = 0; at < format.size(); ++at) {
    out += format[at];
    if (format[at] != '%' || at + 1 == format.size()) continue;
    const bool digits = format[at + 1] >= '1' && format[at + 1] <= '9';
    if (digits && at + 2 < format.size() && format[at + 2] == 'f') out += 'E';
    if (format[at + 1] == 'f') out += "E9";
    out += format[++at];
  }
  return out;
}

std::string FormatStart(const ExpressionInput& input, const std::string& format) {
  const Env& env = input.env == nullptr ? *Env::System() : *input.env;
  const absl::Duration ago = absl::FromChrono(env.Now() - input.start);
  return absl::FormatTime(format, absl::FromChrono(env.WallNow()) - ago, absl::UTCTimeZone());
}

std::optional<std::string_view> RequestValue(const ExpressionInput& input, std::string_view name) {
  if (name == ":authority" || name == "host") return input.request.authority;
  if (name == ":path") return input.request.path;
  if (name == ":method") return input.request.method;
  if (name == ":scheme") return input.request.scheme;
  return input.RequestHeaders().First(name);
}

}  // namespace

absl::StatusOr<HeaderExpression> HeaderExpression::Compile(std::string_view text) {
  auto pieces = ParseFormat(text);
  if (!pieces.ok()) return FieldError("\"", text, "\": ", pieces.status().message());
  HeaderExpression expression;
  for (FormatPiece& piece : *pieces) {
    expression.AddPart(piece.command.empty() ? Part{.text = std::move(piece.literal)} : CompileCommand(piece));
  }
  if (expression.parts_.size() == 1 && expression.parts_[0].source == Source::kLiteral) {
    expression.literal_ = std::move(expression.parts_[0].text);
    expression.parts_.clear();
  }
  return expression;
}

// Literals that stand side by side become one; those without text vanish.
void HeaderExpression::AddPart(Part part) {
  if (part.source != Source::kLiteral) return parts_.push_back(std::move(part));
  part.text.resize(std::min(part.text.size(), part.max_length));
  if (part.text.empty()) return;
  if (!parts_.empty() && parts_.back().source == Source::kLiteral)
    parts_.back().text += part.text;
  else
    parts_.push_back({.text = std::move(part.text)});
}

HeaderExpression::Part HeaderExpression::CompileCommand(const FormatPiece& piece) {
  static const auto& sources = *new absl::flat_hash_map<std::string, Source>{
      {"REQ", Source::kRequestHeader},
      {"RESP", Source::kResponseHeader},
      {"QUERY_PARAM", Source::kQueryParameter},
      {"ROUTE_NAME", Source::kRouteName},
      {"UPSTREAM_CLUSTER", Source::kCluster},
      {"UPSTREAM_CLUSTER_RAW", Source::kCluster},
      {"UPSTREAM_HOST", Source::kEndpoint},
      {"UPSTREAM_REMOTE_ADDRESS", Source::kEndpoint},
      {"UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", Source::kAddress},
      {"UPSTREAM_REMOTE_PORT", Source::kPort},
      {"UPSTREAM_REQUEST_ATTEMPT_COUNT", Source::kAttempts},
      {"RESPONSE_CODE", Source::kStatus},
      {"START_TIME", Source::kStartTime},
  };
  Part part;
  part.max_length = piece.max_length.value_or(SIZE_MAX);
  if (const auto source = sources.find(piece.command); source != sources.end()) part.source = source->second;
  part.text = piece.argument.value_or("");
  if (part.source == Source::kRequestHeader || part.source == Source::kResponseHeader) {
    HeaderChoice choice = *ParseHeaderChoice(*piece.argument);  // ParseFormat has looked at it
    part.text = std::move(choice.main);
    part.alternative = std::move(choice.alternative);
    if (part.source == Source::kResponseHeader && part.text == ":status") part.source = Source::kStatus;
  } else if (part.source == Source::kStartTime) {
    part.text = AbslTimeFormat(part.text.empty() ? kDefaultTimeFormat : std::string_view(part.text));
  } else if (part.source == Source::kLiteral) {  // known now, or missing always
    part.text = piece.command == "PROTOCOL"      ? "HTTP/1.1"
                : piece.command == "HOSTNAME"    ? HostName()
                : piece.command == "ENVIRONMENT" ? EnvironmentValue(*piece.argument)
                                                 : std::string();
  }
  return part;
}

std::string HeaderExpression::Evaluate(const ExpressionInput& input) const {
  std::string out = literal_;
  for (const Part& part : parts_) AppendPart(part, input, out);
  return out;
}

void HeaderExpression::AppendPart(const Part& part, const ExpressionInput& input, std::string& out) {
  switch (part.source) {
    case Source::kPort:
      if (!input.endpoint.empty()) StrAppend(&out, input.port);
      return;
    case Source::kAttempts:
      return StrAppend(&out, input.attempts);
    case Source::kStatus:  // named as a header it is missing from requests, as a code it is 0
      if (input.response != nullptr)
        StrAppend(&out, input.response->status);
      else if (part.text.empty())
        out += '0';
      return;
    case Source::kStartTime:
      out += FormatStart(input, part.text);
      return;
    default:
      out += TextOf(part, input).substr(0, part.max_length);
  }
}

std::string_view HeaderExpression::TextOf(const Part& part, const ExpressionInput& input) {
  switch (part.source) {
    case Source::kRequestHeader: {
      const auto main = RequestValue(input, part.text);
      return main || part.alternative.empty() ? main.value_or("") : RequestValue(input, part.alternative).value_or("");
    }
    case Source::kResponseHeader: {
      const MessageHeaders headers = input.ResponseHeaders();
      const auto main = headers.First(part.text);
      return main || part.alternative.empty() ? main.value_or("") : headers.First(part.alternative).value_or("");
    }
    case Source::kQueryParameter:
      return QueryParameter(QueryOf(input.request.path), part.text).value_or("");
    case Source::kRouteName:
      return input.route_name;
    case Source::kCluster:
      return input.cluster;
    case Source::kEndpoint:
      return input.endpoint;
    case Source::kAddress:
      return input.address;
    default:
      return part.text;
  }
}

}  // namespace weft::engine
