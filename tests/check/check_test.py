# SPDX-License-Identifier: Apache-2.0
"""tools/check against small trees, good and bad. Each class is a rule and one entry in ctest: check.<rule>."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CHECK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "check")
SPDX = "SPDX-License-Identifier: Apache-2.0"


class RuleTest(unittest.TestCase):
    rule = None

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="weft-check-")
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, files):
        for path, text in files.items():
            full = os.path.join(self.root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            return file.read()

    def run_check(self, *flags):
        done = subprocess.run([sys.executable, CHECK, "--root", self.root, "--only", self.rule, *flags], text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def violations(self, files, *flags):
        """The lines that say what is wrong in a tree of these files, without the name of the rule."""
        self.write(files)
        code, output = self.run_check(*flags)
        lines = [line.replace(f": {self.rule}:", ":") for line in output.splitlines() if f": {self.rule}:" in line]
        self.assertEqual(code, 1 if lines else 0, output)
        return lines

    def assert_violations(self, files, *expected, flags=()):
        """There is one violation for each of the expressions, in their order, and no other."""
        lines = self.violations(files, *flags)
        self.assertEqual(len(lines), len(expected), "\n".join(lines))
        for line, expression in zip(lines, expected):
            self.assertRegex(line, expression)

    def git(self, *arguments):
        subprocess.run(["git", "-C", self.root, "-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false",
                        *arguments], check=True, stdout=subprocess.DEVNULL)


class Format(RuleTest):
    rule = "format"
    BAD = "int   main() {return 0;}\n"
    STYLE = "BasedOnStyle: Google\nColumnLimit: 128\n"

    def setUp(self):
        super().setUp()
        if not shutil.which("clang-format-14"):
            print("SKIPPED: clang-format-14 is not installed")
            self.skipTest("clang-format-14 is not installed")

    def test_what_is_not_formatted_is_named_with_its_first_line(self):
        self.assert_violations({".clang-format": self.STYLE, "a.cc": "int a;\n" + self.BAD, "good.h": "int b;\n"},
                               r"^a\.cc:2: .*not as clang-format-14 writes it; --fix does")

    def test_a_line_may_have_128_columns(self):
        comment = "// " + "x" * 60 + " " + "y" * 64 + "\n"
        self.assertEqual(len(comment), 129)
        self.assert_violations({".clang-format": self.STYLE, "a.cc": comment})
        self.assert_violations({"a.cc": comment.replace("y\n", "yy\n")}, r"^a\.cc:1: ")

    def test_fix_formats(self):
        self.assert_violations({".clang-format": self.STYLE, "a.cc": self.BAD}, flags=["--fix"])
        self.assertEqual(self.read("a.cc"), "int main() { return 0; }\n")

    def test_what_is_known_good_is_checked_again_when_it_changes(self):
        self.assert_violations({".clang-format": self.STYLE, "a.cc": "int a;\n"})
        self.assert_violations({"a.cc": self.BAD}, r"^a\.cc:1: ")
        self.assert_violations({}, r"^a\.cc:1: ")


class Arrows(RuleTest):
    rule = "arrows"
    TREE = {
        "sdk/CMakeLists.txt": "add_library(weft_api INTERFACE)\n"
                              "target_include_directories(weft_api INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/include)\n",
        "sdk/src/CMakeLists.txt": "add_library(src INTERFACE)\ntarget_include_directories(src INTERFACE ${CMAKE_CURRENT_SOURCE_DIR})\n",
        "sdk/src/base/CMakeLists.txt": "weft_room(base LINKS src)\n", "sdk/src/base/clock.h": "",
        "sdk/src/model/CMakeLists.txt": "weft_room(model LINKS weft::base)\n", "sdk/src/model/route.h": '#include "base/clock.h"\n',
        "sdk/src/engine/CMakeLists.txt": "weft_room(engine LINKS weft::model PRIVATE PkgConfig::RE2)\n",
        "sdk/src/engine/match/path.cc": '#include "base/clock.h"\n#include "model/route.h"\n#include <re2/re2.h>\n',
        "sdk/src/xds/CMakeLists.txt": "weft_room(xds LINKS weft::model TEST_LINKS weft::engine)\n", "sdk/src/xds/client.h": "",
    }

    def assert_arrow(self, path, text, *expected):
        self.assert_violations({**self.TREE, path: text}, *expected)

    def test_links_and_what_they_pass_on_may_be_included(self):
        self.assert_violations(self.TREE)

    def test_a_room_that_is_not_linked_may_not(self):
        self.assert_arrow("sdk/src/engine/match/bad.cc", 'int a;\n#include "xds/client.h"\n',
                          r'^sdk/src/engine/match/bad\.cc:2: "xds/client\.h" needs the arrow weft_engine -> weft_xds; link it in '
                          r'sdk/src/engine/CMakeLists\.txt')

    def test_an_arrow_goes_one_way(self):
        self.assert_arrow("sdk/src/base/bad.h", '#include "model/route.h"\n', "weft_base -> weft_model")

    def test_private_links_are_not_passed_on(self):
        self.assert_arrow("sdk/src/mesh/CMakeLists.txt", "weft_room(mesh LINKS weft::engine)\n")
        self.assert_arrow("sdk/src/mesh/bad.cc", "#include <re2/re2.h>\n", "weft_mesh -> PkgConfig::RE2")

    def test_a_library_needs_a_link_too(self):
        self.assert_arrow("sdk/src/model/bad.cc", '#include "yaml-cpp/yaml.h"\n', "weft_model -> yaml-cpp::yaml-cpp")

    def test_test_links_are_for_tests(self):
        self.assert_arrow("sdk/src/xds/client_test.cc", '#include "engine/x.h"\n#include <gtest/gtest.h>\n')
        self.write({"sdk/src/engine/x.h": ""})
        self.assert_violations({})
        self.assert_arrow("sdk/src/xds/client.cc", '#include "engine/x.h"\n#include <gtest/gtest.h>\n',
                          "weft_xds -> weft_engine", "weft_xds -> GTest::gtest")

    def test_what_serves_tests_is_not_for_production_code(self):
        self.write({"sdk/src/base/testing/fake_clock.h": ""})
        self.assert_arrow("sdk/src/model/route_test.cc", '#include "base/testing/fake_clock.h"\n')
        self.assert_arrow("sdk/src/model/route.cc", '#include "base/testing/fake_clock.h"\n', r"route\.cc:1: .* serves tests")

    def test_a_public_header_belongs_to_the_room_of_its_name(self):
        self.write({"sdk/include/weft/xds.h": "", "sdk/include/weft/log.h": ""})
        self.assert_arrow("sdk/src/engine/a.cc", '#include "weft/xds.h"\n', "weft_engine -> weft_xds")

    def test_comments_and_texts_include_nothing(self):
        self.assert_arrow("sdk/src/base/a.cc", '/*\n#include "model/route.h"\n*/\nauto a = R"(\n#include "model/route.h"\n)";\n')

    def test_programs_may_include_what_they_link(self):
        self.write({"app/CMakeLists.txt": "foreach(app a b)\n  weft_program(${app} MAIN ${app}.cc LINKS weft::model)\nendforeach()\n"})
        self.assert_arrow("app/b.cc", '#include "model/route.h"\n#include "xds/client.h"\n', r"app/b\.cc:2: .*-> weft_xds")

    def test_arrows_form_no_circle(self):
        self.assert_arrow("sdk/src/base/CMakeLists.txt", "weft_room(base LINKS weft::model src)\n", "weft_base -> weft_model -> weft_base")


class Sizes(RuleTest):
    rule = "sizes"

    @staticmethod
    def function(lines, head="int Long(int a)"):
        return f"{head} {{\n" + "  a = 1;\n" * (lines - 2) + "}\n"

    def test_a_file_has_400_lines_at_most(self):
        self.assert_violations({"sdk/a.cc": "\n" * 400, "sdk/b.h": "\n" * 401}, r"^sdk/b\.h:401: 401 lines; 400 are the most of a file")

    def test_a_test_has_600_lines_at_most(self):
        self.assert_violations({"sdk/a_test.cc": "\n" * 600, "sdk/b_test.cc": "\n" * 601}, r"^sdk/b_test\.cc:601: 601 lines; 600 are")

    def test_scripts_count_too(self):
        self.assert_violations({"tools/a": "#!/bin/sh\n" + "\n" * 400, "docs/long.md": "\n" * 1000}, r"^tools/a:401: ")

    def test_a_function_has_49_lines_at_most(self):
        self.assert_violations({"a.cc": self.function(49), "b.cc": "int c;\n" + self.function(50)},
                               r"^b\.cc:2: Long has 50 lines; 49 are the most of a function")

    def test_functions_are_found_in_all_their_forms(self):
        heads = {
            "A::A": "A::A(int a)\n    : b_{a}, c_(a)",
            "Get": "template <typename T = std::vector<int>>\n[[nodiscard]] const std::map<int, T>& Get(std::function<void()> f = {}) const",
            "A::operator==": "bool A::operator==(const A& other) const", "Trailing": "auto Trailing() -> std::vector<int>",
            r"TEST\(A, B\)": "TEST(A, B)", "Locked": "void Locked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_)",
        }
        for name, head in heads.items():
            with self.subTest(name):
                self.assert_violations({"a.cc": "namespace a {\n" + self.function(60, head) + "}  // namespace a\n"},
                                       rf"^a\.cc:2: {name} has {60 + head.count(chr(10))} lines")

    def test_methods_are_found_and_classes_and_tables_are_none(self):
        inner = "\n".join("  " + line for line in self.function(50, "void Method() override").splitlines())
        table = "const std::vector<Row> kRows = {\n" + "    {1, 2},\n" * 60 + "};\n"
        self.assert_violations({"a.cc": f"class A : public B {{\n public:\n  A() = default;\n\n{inner}\n  int b = 1;\n}};\n{table}"},
                               r"^a\.cc:5: Method has 50 lines")

    def test_braces_in_texts_are_none(self):
        text = 'void A() {\n  auto a = "}";\n  auto b = \'{\';  // }\n  auto c = R"({{{)";\n}\nint d = 1\'000\'000;\n'
        self.assert_violations({"a.cc": text + self.function(50)}, r"^a\.cc:7: Long")

    def test_a_folder_holds_40_files_at_most(self):
        files = {f"sdk/src/full/{number}.yaml": "" for number in range(40)}
        self.assert_violations(files)
        self.assert_violations({"sdk/src/full/one_more.h": ""}, r"^sdk/src/full:1: 41 files; 40 are the most of a folder: make sub-rooms")

    def test_there_are_25_public_headers_at_most(self):
        headers = {f"sdk/include/weft/{number}.h": "" for number in range(26)}
        self.assert_violations(headers, r"^sdk/include/weft:1: 26 public headers; 25 are the most")


class Headers(RuleTest):
    rule = "headers"

    def test_a_header_includes_what_it_uses(self):
        self.assert_violations({
            "sdk/include/weft/bad.h": "#pragma once\nstd::string Name();\n",
            "sdk/include/weft/good.h": "#pragma once\n#include <string>\nstd::string Name();\n",
        }, r"^sdk/include/weft/bad\.h:1: does not compile alone; include what it uses: .*bad\.h:2:\d+: error: ")

    def test_a_header_may_be_included_twice(self):
        self.assert_violations({"sdk/include/weft/bad.h": "struct A {};\n"}, "redefinition")

    def test_a_header_includes_public_ones_only(self):
        self.assert_violations({"sdk/src/base/a.h": "", "sdk/include/weft/bad.h": '#pragma once\n#include "base/a.h"\n'}, "base/a.h")

    def test_what_is_known_good_is_compiled_again_when_what_it_includes_changes(self):
        self.assert_violations({
            "sdk/include/weft/a.h": "#pragma once\nstruct A {};\n",
            "sdk/include/weft/b.h": '#pragma once\n#include "weft/a.h"\ninline A a;\n',
        })
        self.assert_violations({"sdk/include/weft/a.h": "#pragma once\nstruct B {};\n"}, r"^sdk/include/weft/b\.h:1: ")


class Locks(RuleTest):
    rule = "locks"
    INCLUDE = '#include "base/mutex.h"\n'

    def test_each_mutex_guards_something(self):
        text = "class A {\n  Mutex mutex_;\n  int a ABSL_GUARDED_BY(mutex_);\n  mutable weft::SharedMutex other_;\n};\n"
        self.assert_violations({"sdk/src/a.h": text}, r"^sdk/src/a\.h:4: no member of the class is ABSL_GUARDED_BY\(other_\)")

    def test_the_member_of_another_class_does_not_count(self):
        text = "class A {\n  Mutex mutex_;\n  int a ABSL_GUARDED_BY(mutex_);\n};\nclass B {\n  Mutex mutex_;\n  int b;\n};\n"
        self.assert_violations({"xds-server/src/a.cc": text}, r"^xds-server/src/a\.cc:6: ")

    def test_mutexes_that_the_analysis_does_not_see_are_not_taken(self):
        for kind in ("std::mutex", "std::shared_mutex", "std::condition_variable", "absl::Mutex"):
            with self.subTest(kind):
                self.assert_violations({"sdk/src/a.h": f"struct A {{\n  {kind} m;\n}};\n"}, rf"^sdk/src/a\.h:2: {kind} takes no part")

    def test_a_capability_may_be_made_of_them(self):
        self.assert_violations({"sdk/src/base/mutex.h": "class ABSL_LOCKABLE Mutex {\n  std::mutex mutex_;\n};\n"})

    def test_tests_may_take_any(self):
        self.assert_violations({"sdk/src/a_test.cc": "std::mutex m;\n", "tests/b.h": "std::mutex m;\n"})


class Spdx(RuleTest):
    rule = "spdx"

    def test_each_source_names_its_licence(self):
        self.assert_violations({
            "a.cc": f"// {SPDX}\n", "b.cc": "int b;\n", "CMakeLists.txt": "project(a)\n", "c.py": f"#!/usr/bin/env python3\n# {SPDX}\n",
            "tools/d": "#!/bin/sh\n", "e.md": "", "f.yaml": "",
        }, r"^CMakeLists\.txt:1: the first line is not `# SPDX", r"^b\.cc:1: the first line is not `// SPDX", r"^tools/d:2: ")

    def test_fix_writes_it_once_and_behind_the_interpreter(self):
        self.assert_violations({"a.h": "#pragma once\n", "b.h": f"// {SPDX}\nint b;\n", "tools/c": "#!/bin/sh\nexit\n", "d.cc": ""},
                               flags=["--fix"])
        self.assertEqual(self.read("a.h"), f"// {SPDX}\n#pragma once\n")
        self.assertEqual(self.read("b.h"), f"// {SPDX}\nint b;\n")
        self.assertEqual(self.read("tools/c"), f"#!/bin/sh\n# {SPDX}\nexit\n")
        self.assertEqual(self.read("d.cc"), f"// {SPDX}\n")


class Paths(RuleTest):
    rule = "paths"

    def test_paths_in_tables_exist(self):
        self.write({"sdk/src/engine/balance/maglev.cc": "", "docs/a.md": ""})
        self.assert_violations({"ARCHITECTURE.md": "| `engine/balance/<policy>.cc` | `sdk/src/{engine,gone}/` |\n"
                                                   "| `sdk/src/gone.h` | `build/release/x.cc` | `networking.istio.io/v1` | `/debug/syncz` |\n"
                                                   "`sdk/src/not_in_a_table.h`\n"},
                               r"^ARCHITECTURE\.md:1: `sdk/src/\{engine,gone\}/` does not exist", r"^ARCHITECTURE\.md:2: `sdk/src/gone\.h`")

    def test_a_placeholder_stands_for_something(self):
        self.assert_violations({"sdk/src/engine/a.cc": "", "README.md": "| `engine/<policy>.cc` | `engine/<policy>.yaml` |\n"},
                               r"^README\.md:1: `engine/<policy>\.yaml` does not exist")

    def test_links_lead_somewhere(self):
        self.assert_violations({"docs/a.md": "[b](b.md#part) [c](gone.md) [d](https://example.com/x) [top](#top)\n", "docs/b.md": ""},
                               r"^docs/a\.md:1: the link's target `gone\.md` does not exist")


class Commits(RuleTest):
    rule = "commits"

    def subjects(self, *subjects):
        self.git("init", "-q")
        for subject in ("Before the rule", *subjects):
            self.git("commit", "-q", "--allow-empty", "-m", subject)
        first = subprocess.run(["git", "-C", self.root, "rev-list", "--max-parents=0", "HEAD"], text=True, check=True, stdout=subprocess.PIPE)
        return ["--since", first.stdout.strip()]

    def test_a_subject_begins_with_its_room(self):
        flags = self.subjects("ads: pace pushes at 48 ms", "Pace pushes", "sdk/engine, model: pick by hash", "fix: a bug", "ads:x")
        self.assert_violations({}, "`fix` in the subject `fix: a bug` is no room", "`Pace pushes` is not `room: what`",
                               "`ads:x` is not", flags=flags)

    def test_without_history_there_is_nothing_to_check(self):
        self.assert_violations({})
        self.subjects("Anything")
        self.assert_violations({}, flags=["--since", "0123456789012345678901234567890123456789"])

    def violations(self, files, *flags):
        return sorted(super().violations(files, *flags), key=lambda line: re.sub(r"^\w+", "", line))


class Flags(RuleTest):
    rule = "spdx"

    def test_list_names_every_rule(self):
        listed = self.run_check("--list")[1]
        for rule in ("commits", "paths", "spdx", "arrows", "locks", "sizes", "format", "headers"):
            self.assertRegex(listed, rf"(?m)^{rule} ")

    def test_an_unknown_rule_is_refused(self):
        self.assertEqual(self.run_check("--only", "beauty")[0], 2)

    def test_the_summary_counts(self):
        self.write({"a.cc": "", "b.cc": ""})
        code, output = self.run_check()
        self.assertEqual(code, 1)
        self.assertTrue(output.endswith("check: 0 rules kept, 1 not, 2 violations\n"), output)
        self.assertNotIn("\033", output)

    def test_what_git_ignores_is_not_checked(self):
        self.git("init", "-q")
        self.write({".gitignore": "/made/\n", "made/a.cc": "", "new.cc": ""})
        self.assertRegex(self.run_check()[1], r"(?m)\Anew\.cc:1: ")


if __name__ == "__main__":
    unittest.main()
