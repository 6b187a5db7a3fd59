// SPDX-License-Identifier: Apache-2.0
#include "store/folder/folder_sync.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "store/folder/folder.h"
#include "store/testing/temp_folder.h"

namespace weft::store {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr absl::Duration kSettle = absl::Milliseconds(300);

std::string NamespaceYaml(const std::string& name, const std::string& label = "x") {
  return "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + name + "\n  labels: {l: " + label + "}\n";
}

std::string ServiceYaml(const std::string& name) {
  return "apiVersion: v1\nkind: Service\nmetadata:\n  name: " + name + "\nspec:\n  ports:\n  - {port: 9080, name: http}\n";
}

class FolderSyncTest : public ::testing::Test {
 protected:
  // A look at the folder; `later` after the one before.
  bool Look(absl::Duration later = absl::Seconds(1)) {
    now_ += later;
    return sync_.Run(now_, kSettle);
  }
  // Looks until nothing is left to settle.
  void LookAndSettle() {
    if (Look()) Look();
  }

  std::vector<std::string> Stored(const std::string& plural = "services") const {
    std::vector<std::string> names;
    for (const Object& object : store_->List("", plural, "").objects) names.push_back(object.key.ns + "/" + object.key.name);
    return names;
  }
  Json Body(const std::string& name) const { return *store_->Get({"", "services", "default", name})->body; }

  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_ = OpenMemoryStore();
  std::vector<std::string> log_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  FolderSync sync_{*store_, folder_.path(), [this](std::string_view message) { log_.emplace_back(message); }};
};

TEST_F(FolderSyncTest, WhatStandsInTheFilesStandsInTheStore) {
  folder_.WriteInPlace("a.yaml", NamespaceYaml("shop") + "---\n" + ServiceYaml("ratings"));
  folder_.WriteInPlace("b.json", R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"details","namespace":"shop"},
                                     "spec":{"ports":[{"port":1}]}})");
  LookAndSettle();
  EXPECT_THAT(log_, IsEmpty());
  EXPECT_THAT(Stored(), ElementsAre("default/ratings", "shop/details"));
  EXPECT_THAT(Stored("namespaces"), ElementsAre("/shop"));
  EXPECT_EQ(Body("ratings")["metadata"]["annotations"][kSourceAnnotation], "a.yaml:7");
}

TEST_F(FolderSyncTest, ALookThatFindsNothingNewWritesNothing) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings"));
  LookAndSettle();
  const uint64_t version = store_->ResourceVersion();
  EXPECT_FALSE(Look());
  folder_.WriteByRename("a.yaml", ServiceYaml("ratings"));
  EXPECT_FALSE(Look());
  EXPECT_EQ(store_->ResourceVersion(), version);
}

TEST_F(FolderSyncTest, ChangesAndRemovalsFollowTheFiles) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings") + "---\n" + ServiceYaml("details"));
  folder_.WriteInPlace("b.yaml", ServiceYaml("reviews"));
  LookAndSettle();
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings") + "  selector: {app: ratings}\n");
  folder_.Remove("b.yaml");
  LookAndSettle();
  EXPECT_THAT(Stored(), ElementsAre("default/ratings"));
  EXPECT_EQ(Body("ratings")["spec"]["selector"]["app"], "ratings");
  EXPECT_EQ(Body("ratings")["metadata"]["generation"], 2);
}

TEST_F(FolderSyncTest, ABrokenFileKeepsItsLastGoodVersionAndSaysSoOnce) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings"));
  LookAndSettle();
  folder_.WriteInPlace(
      "a.yaml", ServiceYaml("details") + "---\napiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {prots: []}\n");
  LookAndSettle();
  Look();
  Look();
  EXPECT_THAT(Stored(), ElementsAre("default/ratings"));
  EXPECT_THAT(log_, ElementsAre(AllOf(StartsWith("a.yaml:12: "), HasSubstr("spec.prots"))));
  folder_.WriteInPlace("a.yaml", "{");
  LookAndSettle();
  ASSERT_EQ(log_.size(), 2u);
  EXPECT_THAT(log_[1], StartsWith("a.yaml:"));
  folder_.WriteInPlace("a.yaml", ServiceYaml("details"));
  LookAndSettle();
  EXPECT_THAT(Stored(), ElementsAre("default/details"));
}

TEST_F(FolderSyncTest, WhatLooksHalfWrittenCountsOnlyWhenItStaysSo) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings"));
  Look();
  folder_.WriteInPlace("a.yaml", "");
  EXPECT_TRUE(Look());
  EXPECT_TRUE(Look(kSettle / 2));
  EXPECT_THAT(Stored(), ElementsAre("default/ratings"));
  folder_.WriteInPlace("a.yaml", "apiVersion: v1\nkind: Serv");
  EXPECT_TRUE(Look(kSettle));
  folder_.WriteInPlace("a.yaml", ServiceYaml("details"));
  EXPECT_FALSE(Look(kSettle / 2));
  EXPECT_THAT(log_, IsEmpty());
  EXPECT_THAT(Stored(), ElementsAre("default/details"));
  folder_.WriteInPlace("a.yaml", "# nothing\n");
  EXPECT_TRUE(Look());
  EXPECT_FALSE(Look(kSettle));
  EXPECT_THAT(Stored(), IsEmpty());
}

TEST_F(FolderSyncTest, AfterARestartObjectsOfFilesThatAreGoneGo) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings"));
  folder_.WriteInPlace("b.yaml", ServiceYaml("details"));
  folder_.WriteInPlace("c.yaml", ServiceYaml("reviews"));
  LookAndSettle();
  ASSERT_TRUE(store_->Create({"", "services", "default", "by-hand"}, {{"kind", "Service"}}).ok());
  folder_.Remove("a.yaml");
  folder_.WriteInPlace("b.yaml", "broken: [");
  FolderSync restarted(*store_, folder_.path(), [this](std::string_view message) { log_.emplace_back(message); });
  EXPECT_FALSE(restarted.Run(now_, absl::ZeroDuration()));
  EXPECT_THAT(Stored(), ElementsAre("default/by-hand", "default/details", "default/reviews"));
  EXPECT_THAT(log_, ElementsAre(StartsWith("b.yaml:")));
}

TEST_F(FolderSyncTest, TheFirstFileOwnsAnObjectThatTwoDefine) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings"));
  folder_.WriteInPlace("b.yaml", ServiceYaml("details") + "---\n" + ServiceYaml("ratings"));
  LookAndSettle();
  EXPECT_THAT(log_,
              ElementsAre("b.yaml:9: metadata.name: services \"ratings\" is already in this folder, in a.yaml; left out"));
  EXPECT_EQ(Body("ratings")["metadata"]["annotations"][kSourceAnnotation], "a.yaml:1");
  folder_.Remove("a.yaml");
  LookAndSettle();
  EXPECT_EQ(Body("ratings")["metadata"]["annotations"][kSourceAnnotation], "b.yaml:9");
}

TEST_F(FolderSyncTest, KindsThatAreNotServedAreNamedAndLeftOut) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings") + "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n");
  LookAndSettle();
  EXPECT_THAT(Stored(), ElementsAre("default/ratings"));
  EXPECT_THAT(log_, ElementsAre(HasSubstr("kind: Deployment in version apps/v1 is not served, left out")));
}

TEST_F(FolderSyncTest, WhatTheServerPrintedCanBePutIntoAFile) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings"));
  LookAndSettle();
  Json list = {{"apiVersion", "v1"}, {"kind", "List"}, {"items", {Body("ratings")}}};
  folder_.Remove("a.yaml");
  folder_.WriteInPlace("b.json", list.dump());
  LookAndSettle();
  EXPECT_THAT(log_, IsEmpty());
  EXPECT_THAT(Stored(), ElementsAre("default/ratings"));
}

TEST_F(FolderSyncTest, StatusItsOwnerAndTheUidSurviveAChangeOfTheFile) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings"));
  LookAndSettle();
  Json body = Body("ratings");
  const Json uid = body["metadata"]["uid"];
  body["status"] = {{"seen", true}};
  body["metadata"]["managedFields"] = Json::array({{{"manager", "weft"}, {"subresource", "status"}}});
  ASSERT_TRUE(store_->Update({"", "services", "default", "ratings"}, body, 0).ok());
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings") + "  selector: {app: ratings}\n");
  LookAndSettle();
  EXPECT_EQ(Body("ratings")["status"], body["status"]);
  EXPECT_EQ(Body("ratings")["metadata"]["managedFields"], body["metadata"]["managedFields"]);
  EXPECT_EQ(Body("ratings")["metadata"]["uid"], uid);
}

TEST_F(FolderSyncTest, ObjectsNeedAMetadataAndAName) {
  folder_.WriteInPlace("a.yaml", "apiVersion: v1\nkind: Service\nspec: {}\n");
  folder_.WriteInPlace("b.yaml", "- 1\n");
  folder_.WriteInPlace("c.yaml", "kind: Service\n");
  folder_.WriteInPlace("d.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {generateName: x-}\n");
  LookAndSettle();
  EXPECT_THAT(log_, ElementsAre(StartsWith("a.yaml:1: metadata: "), StartsWith("b.yaml:1: must be a map"),
                                StartsWith("c.yaml:1: apiVersion: "), StartsWith("d.yaml:3: metadata.name: ")));
}

TEST_F(FolderSyncTest, AFolderThatIsGoneKeepsEverything) {
  folder_.WriteInPlace("a.yaml", ServiceYaml("ratings"));
  LookAndSettle();
  std::filesystem::rename(folder_.path(), folder_.path() + ".away");
  LookAndSettle();
  LookAndSettle();
  std::filesystem::rename(folder_.path() + ".away", folder_.path());
  EXPECT_THAT(Stored(), ElementsAre("default/ratings"));
  EXPECT_THAT(log_, ElementsAre(HasSubstr("No such file or directory")));
}

TEST_F(FolderSyncTest, WhatIsNoRegularFileIsRefusedWithoutWaiting) {
  ASSERT_EQ(mkfifo(folder_.File("pipe.yaml").c_str(), 0600), 0);
  std::filesystem::create_directory(folder_.File("folder.yaml"));
  LookAndSettle();
  EXPECT_THAT(log_, ElementsAre("folder.yaml: is no regular file", "pipe.yaml: is no regular file"));
}

TEST(FolderFiles, EditorsFilesAreNotManifests) {
  for (const char* name : {"a.yaml", "a.yml", "a.json", "a.b.yaml"}) EXPECT_TRUE(IsManifestFile(name)) << name;
  for (const char* name : {"", ".a.yaml", "a.yaml~", ".a.yaml.swp", "a.yaml.swp", "#a.yaml#", "README.md", "yaml"}) {
    EXPECT_FALSE(IsManifestFile(name)) << name;
  }
}

}  // namespace
}  // namespace weft::store
