// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "gmock/gmock.h"
#include "manifest/object/kind.h"
#include "registry/index/kind_index.h"
#include "registry/registry.h"

namespace weft::registry {
namespace {

TEST(Kinds, EachRowIsOfAServedKindWithATypedForm) {
  std::set<std::string> seen;
  for (const KindRow& row : KindRows()) {
    EXPECT_NE(manifest::FindForm(row.group, row.plural), nullptr) << row.plural;
    EXPECT_TRUE(seen.insert(std::string(row.plural)).second) << row.plural << " twice";
  }
}

TEST(Kinds, EveryKindWithATypedFormHasARow) {
  for (const manifest::Kind& kind : manifest::Kinds()) {
    const bool has_row = std::any_of(KindRows().begin(), KindRows().end(),
                                     [&](const KindRow& row) { return row.group == kind.group && row.plural == kind.plural; });
    EXPECT_EQ(has_row, kind.form != nullptr) << kind.plural;
  }
}

// A kind that this file invents.
struct Secrets {
  std::set<std::string> names;
};

class SecretKind : public KindIndex {
 public:
  absl::Status Put(const store::Object& object) override {
    secrets_.names.insert(object.key.name);
    changed_ = true;
    return absl::OkStatus();
  }
  void Remove(const store::Key& key) override { secrets_.names.erase(key.name); }
  void ChangedHosts(Changes& changes) override { changes.gateways |= std::exchange(changed_, false); }
  void Share(WorldParts& parts) override { parts.Put(std::make_shared<const Secrets>(secrets_)); }

 private:
  Secrets secrets_;
  bool changed_ = false;
};

TEST(Kinds, ANewKindIsOneRowAndWorldsHaveWhatItShares) {
  std::vector<KindRow> rows = KindRows();
  rows.push_back({"", "secrets", [](IndexContext&) -> std::unique_ptr<KindIndex> { return std::make_unique<SecretKind>(); }});
  Registry registry("cluster.local", rows);
  EXPECT_THAT(registry.Take().world->Part<Secrets>()->names, ::testing::IsEmpty());
  registry.Put({{"", "secrets", "default", "tls"}, 7, std::make_shared<const manifest::Json>()});
  auto taken = registry.Take();
  EXPECT_TRUE(taken.changes.gateways);
  EXPECT_THAT(taken.world->Part<Secrets>()->names, ::testing::ElementsAre("tls"));
  EXPECT_EQ(taken.world->version(), 7u);
}

}  // namespace
}  // namespace weft::registry
