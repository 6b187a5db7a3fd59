// SPDX-License-Identifier: Apache-2.0
// Builds JSON from the events of a YAML parser and refuses on the way what a manifest must not hold. The JSON never grows
// beyond a bound that follows from the size of the text, whatever the aliases say.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "manifest/yaml/yaml.h"

namespace weft::manifest {

// What every reader of events has in common. Throws YAML::ParserException, which never leaves the room, with the place and the
// reason of a refusal.
class YamlEvents : public YAML::EventHandler {
 public:
  // The parser stops at a bracket that nothing opened and gives empty documents there without end; this ends them.
  void OnDocumentStart(const YAML::Mark& mark) final;

 protected:
  virtual void StartDocument(const YAML::Mark& mark) = 0;

 private:
  int last_start_ = -1;
};

class YamlBuilder : public YamlEvents {
 public:
  std::vector<Document> TakeDocuments() { return std::move(documents_); }

  void StartDocument(const YAML::Mark& mark) override;
  void OnDocumentEnd() override;
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  struct Size {
    size_t nodes = 0;
    size_t bytes = 0;
  };
  // A list or map that is being read.
  struct Frame {
    Json value;
    YAML::anchor_t anchor;
    Size size;
    bool has_key = false;
    std::string key;
    std::map<std::string, int> key_lines;
  };
  struct Anchored {
    Json value;
    Size size;
  };

  bool ExpectsKey() const { return !frames_.empty() && frames_.back().value.is_object() && !frames_.back().has_key; }
  void Key(const YAML::Mark& mark, std::string key);
  void Value(const YAML::Mark& mark, Json value, Size size, YAML::anchor_t anchor);
  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Json empty);
  void Close();
  void Spend(const YAML::Mark& mark, Size size);
  void NoteStart(const YAML::Mark& mark);

  std::vector<Document> documents_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  Size copied_;  // by anchors and aliases, in the whole text
  bool started_ = false;
  Document current_;
  YAML::Mark last_mark_;
};

// Runs `handler` over the events of `text` once size and characters are found fit. An error names line and column.
absl::Status WalkYaml(std::string_view text, YamlEvents& handler);

}  // namespace weft::manifest
