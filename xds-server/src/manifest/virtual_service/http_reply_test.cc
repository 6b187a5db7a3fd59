// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/test_rules.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Redirecting(std::string_view redirect) {
  return OneRule("match: [{uri: {prefix: /a}}], redirect: {" + std::string(redirect) + "}");
}
std::string Responding(std::string_view response) { return OneRule("directResponse: {" + std::string(response) + "}"); }

TEST(HttpRedirect, IsRead) {
  HttpRedirect redirect =
      *ParsedRule(Redirecting("uri: /x, authority: a.b, scheme: https, port: 8443, redirectCode: 308")).redirect;
  EXPECT_EQ(redirect.uri, "/x");
  EXPECT_EQ(redirect.authority, "a.b");
  EXPECT_EQ(redirect.scheme, "https");
  EXPECT_EQ(redirect.port, 8443U);
  EXPECT_EQ(redirect.code, 308);
  EXPECT_FALSE(redirect.has_prefix_rewrite);
  redirect = *ParsedRule(Redirecting("prefixRewrite: /y, derivePort: FROM_REQUEST_PORT")).redirect;
  EXPECT_TRUE(redirect.has_prefix_rewrite);
  EXPECT_EQ(redirect.prefix_rewrite, "/y");
  EXPECT_EQ(redirect.derive_port, HttpRedirect::DerivePort::kRequestPort);
  EXPECT_EQ(redirect.code, 301);
  EXPECT_EQ(ParsedRule(Redirecting("derivePort: FROM_PROTOCOL_DEFAULT, redirectCode: 0")).redirect->derive_port,
            HttpRedirect::DerivePort::kProtocolDefault);
  EXPECT_EQ(ParsedRule(Redirecting("derivePort: FROM_PROTOCOL_DEFAULT, redirectCode: 0")).redirect->code, 301);
}

TEST(HttpRedirect, SendsCallersSomewhere) {
  ExpectProblems(
      {{Redirecting("uri: /x")},
       {Redirecting("prefixRewrite: ''")},
       {Redirecting("authority: a")},
       {Redirecting("port: 80")},
       {Redirecting("derivePort: FROM_REQUEST_PORT")},
       {Redirecting("scheme: https")},
       {Redirecting(""),
        "spec.http[0].redirect: Required value: must have uri, prefixRewrite, authority, port, derivePort or scheme"},
       {Redirecting("redirectCode: 302, uri: ''"),
        "spec.http[0].redirect: Required value: must have uri, prefixRewrite, authority, port, derivePort or scheme"},
       {Redirecting("uri: /x, prefixRewrite: /y"),
        "spec.http[0].redirect: Invalid value: {\"prefixRewrite\":\"/y\",\"uri\":\"/x\"}: must have only one of uri and "
        "prefixRewrite"},
       {Redirecting("port: 80, derivePort: FROM_REQUEST_PORT"),
        "spec.http[0].redirect: Invalid value: {\"derivePort\":\"FROM_REQUEST_PORT\",\"port\":80}: must have only one of port "
        "and derivePort"},
       {Redirecting("scheme: ftp"),
        "spec.http[0].redirect.scheme: Unsupported value: \"ftp\": supported values: \"http\", \"https\""},
       {Redirecting("derivePort: ANY"),
        "spec.http[0].redirect.derivePort: Unsupported value: \"ANY\": supported values: \"FROM_PROTOCOL_DEFAULT\", "
        "\"FROM_REQUEST_PORT\""},
       {Redirecting("uri: '/a b'"),
        "spec.http[0].redirect.uri: Invalid value: \"/a b\": must be without blanks and control characters"},
       {OneRule("match: [{uri: {exact: /a}}], redirect: {prefixRewrite: /x}"),
        "spec.http[0].redirect.prefixRewrite: Invalid value: \"/x\": needs a prefix in spec.http[0].match[0].uri"}});
  EXPECT_THAT(ProblemsOf(Redirecting("port: 0")), ElementsAre(HasSubstr("greater than or equal to 1")));
  EXPECT_THAT(ProblemsOf(Redirecting("port: 65536")), ElementsAre(HasSubstr("less than or equal to 65535")));
}

TEST(HttpRedirect, ChecksTheCode) {
  for (int good : {0, 301, 302, 303, 307, 308}) {
    Report report = CheckSpec(Redirecting("uri: /x, redirectCode: " + std::to_string(good)));
    EXPECT_TRUE(report.ok() && report.warnings.empty()) << good;
  }
  for (int bad : {1, 200, 299, 400}) {
    EXPECT_THAT(ProblemsOf(Redirecting("uri: /x, redirectCode: " + std::to_string(bad))),
                ElementsAre("spec.http[0].redirect.redirectCode: Invalid value: " + std::to_string(bad) +
                            ": must be 301, 302, 303, 307 or 308"));
  }
  EXPECT_THAT(WarningsOf(Redirecting("uri: /x, redirectCode: 304")),
              ElementsAre("spec.http[0].redirect.redirectCode: 304 sends callers nowhere, so the rule answers nothing; use "
                          "301, 302, 303, 307 or 308"));
}

TEST(HttpRedirect, WarnsOfPathsThatNobodyMeans) {
  EXPECT_THAT(WarningsOf(Redirecting("prefixRewrite: /b")), IsEmpty());
  EXPECT_THAT(WarningsOf(Redirecting("prefixRewrite: /")),
              ElementsAre(HasSubstr("spec.http[0].redirect.prefixRewrite: turns \"/a/x\" into \"//x\"")));
}

TEST(HttpDirectResponse, IsReadWithItsBodyDecoded) {
  EXPECT_EQ(ParsedRule(Responding("status: 503, body: {string: 'a=='}")).direct_response->body, "a==");
  EXPECT_EQ(ParsedRule(Responding("status: 503, body: {string: x}")).direct_response->status, 503);
  EXPECT_EQ(ParsedRule(Responding("status: 200, body: {bytes: aGVsbG8/}")).direct_response->body, "hello?");
  EXPECT_EQ(ParsedRule(Responding("status: 200, body: {bytes: aGVsbG8_}")).direct_response->body, "hello?");
  EXPECT_EQ(ParsedRule(Responding("status: 200")).direct_response->body, "");
}

TEST(HttpDirectResponse, ChecksStatusAndBody) {
  ExpectProblems({{Responding("status: 200")},
                  {Responding("status: 600, body: {}")},
                  {Responding("body: {string: x}"), "spec.http[0].directResponse.status: Required value"},
                  {Responding("status: 199"),
                   "spec.http[0].directResponse.status: Invalid value: 199: must be an HTTP status from 200 to 599"},
                  {Responding("status: 601"),
                   "spec.http[0].directResponse.status: Invalid value: 601: must be an HTTP status from 200 to 599"},
                  {Responding("status: 200, body: {bytes: '!'}"),
                   "spec.http[0].directResponse.body.bytes: Invalid value: \"!\": must be in base64"},
                  {Responding("status: 200, body: {string: a, bytes: YQ==}"),
                   "spec.http[0].directResponse.body: Invalid value: {\"bytes\":\"YQ==\",\"string\":\"a\"}: must have only one "
                   "of string and bytes"}});
}

TEST(HttpDirectResponse, LimitsTheBodyAsItIsSent) {
  auto text = [](size_t bytes) { return Responding("status: 200, body: {string: " + std::string(bytes, 'a') + "}"); };
  EXPECT_THAT(WarningsOf(text(102400)), IsEmpty());
  EXPECT_THAT(
      WarningsOf(text(102401)),
      ElementsAre("spec.http[0].directResponse.body: the body is 102401 bytes; every client of the mesh keeps it in memory"));
  EXPECT_THAT(ProblemsOf(text(1048576)), IsEmpty());
  EXPECT_THAT(
      ProblemsOf(text(1048577)),
      ElementsAre("spec.http[0].directResponse.body: Too long: the body is 1048577 bytes, at most 1048576 are allowed"));
  EXPECT_THAT(WarningsOf(Responding("status: 200, body: {bytes: " + std::string(120000, 'A') + "}")),
              IsEmpty());  // 90000 bytes
}

}  // namespace
}  // namespace weft::manifest
