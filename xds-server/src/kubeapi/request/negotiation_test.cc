// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/negotiation.h"

#include <gtest/gtest.h>

namespace weft::kubeapi {
namespace {

using Type = ObjectForm::Type;

TEST(Negotiation, KubectlGetAsksForATable) {
  auto form = NegotiateForm(
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->type, Type::kTable);
  EXPECT_EQ(form->meta_version, "v1");
}

TEST(Negotiation, AnUnknownFormFallsBackToWhatIsAcceptedNext) {
  EXPECT_EQ(NegotiateForm("application/json;as=Poem;v=v1;g=meta.k8s.io, application/json")->type, Type::kWhole);
  EXPECT_EQ(NegotiateForm("application/vnd.kubernetes.protobuf,application/json")->type, Type::kWhole);
}

TEST(Negotiation, MetadataAlone) {
  EXPECT_EQ(NegotiateForm("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")->type, Type::kMetadata);
}

TEST(Negotiation, AnythingMeansJson) {
  EXPECT_EQ(NegotiateForm("")->type, Type::kWhole);
  EXPECT_EQ(NegotiateForm("*/*")->type, Type::kWhole);
  EXPECT_EQ(NegotiateForm("text/html, application/json;q=0.9")->type, Type::kWhole);
}

TEST(Negotiation, WhatIsNotServedIsNotAcceptable) {
  EXPECT_FALSE(NegotiateForm("application/vnd.kubernetes.protobuf"));
  EXPECT_FALSE(NegotiateForm("text/html"));
}

TEST(Negotiation, MediaTypesDropTheirParameters) {
  EXPECT_EQ(BareMediaType("Application/JSON; charset=utf-8"), "application/json");
}

}  // namespace
}  // namespace weft::kubeapi
