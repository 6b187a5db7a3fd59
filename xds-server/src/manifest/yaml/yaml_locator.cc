// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <string>
#include <vector>

#include "manifest/object/field.h"
#include "manifest/yaml/yaml.h"
#include "manifest/yaml/yaml_builder.h"

namespace weft::manifest {

namespace {

// Follows one path down one document and remembers the line of the deepest value on it.
class YamlLocator : public YamlEvents {
 public:
  YamlLocator(int first_line, std::string_view target) : first_line_(first_line), target_(target), line_(first_line) {}

  int line() const { return line_; }

  void StartDocument(const YAML::Mark&) override { frames_.clear(); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { Visit(mark, Shape::kScalar, "null"); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Visit(mark, Shape::kScalar, ""); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string& text) override {
    Visit(mark, Shape::kScalar, text);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Visit(mark, Shape::kList, "");
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    Visit(mark, Shape::kMap, "");
  }
  void OnSequenceEnd() override { frames_.pop_back(); }
  void OnMapEnd() override { frames_.pop_back(); }

 private:
  enum class Shape { kScalar, kList, kMap };
  struct Frame {
    Shape shape;
    bool on_path;  // the target is this value or below it
    std::string path;
    size_t index = 0;
    bool has_key = false;
    std::string key;
    int key_line = 0;
  };

  bool LeadsToTarget(std::string_view path) const {
    if (path.empty()) return true;
    if (!target_.starts_with(path)) return false;
    return target_.size() == path.size() || target_[path.size()] == '.' || target_[path.size()] == '[';
  }

  void Visit(const YAML::Mark& mark, Shape shape, const std::string& text) {
    int line = mark.line + 1;
    if (frames_.empty()) return Enter(shape, line == first_line_, "", line);
    Frame& parent = frames_.back();
    if (parent.shape == Shape::kMap && !parent.has_key) {
      parent.has_key = true;
      parent.key = text;
      parent.key_line = line;
      return;
    }
    std::string path;
    if (parent.shape == Shape::kMap) {
      line = parent.key_line;
      parent.has_key = false;
      if (parent.on_path) path = MemberPath(parent.path, parent.key);
    } else {
      size_t index = parent.index++;
      if (parent.on_path) path = ItemPath(parent.path, index);
    }
    bool on_path = parent.on_path && LeadsToTarget(path);
    Enter(shape, on_path, std::move(path), line);
  }

  void Enter(Shape shape, bool on_path, std::string path, int line) {
    if (on_path) line_ = line;
    if (shape != Shape::kScalar) frames_.push_back({.shape = shape, .on_path = on_path, .path = std::move(path), .key = ""});
  }

  int first_line_;
  std::string_view target_;
  int line_;
  std::vector<Frame> frames_;
};

}  // namespace

int LineOfField(std::string_view text, const Document& document, std::string_view field) {
  YamlLocator locator(document.line, field);
  // What cannot be read is reported by ParseYaml; up to there the lines are right.
  (void)WalkYaml(text, locator);
  return locator.line();
}

}  // namespace weft::manifest
