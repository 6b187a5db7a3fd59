# SPDX-License-Identifier: Apache-2.0
"""Each source names its licence in its first line, behind the #! of a script."""

SUMMARY = "`SPDX-License-Identifier: Apache-2.0` is the first line of each source"

TEXT = "SPDX-License-Identifier: Apache-2.0"


def check(tree):
    for path in tree.sources:
        if not _has(path, tree.text(path)):
            yield path, _place(tree.text(path)) + 1, f"the first line is not `{_line(path)}`; --fix writes it"


def fix(tree):
    changed = 0
    for path in tree.sources:
        text = tree.text(path)
        if not _has(path, text):
            lines = text.splitlines(keepends=True)
            lines.insert(_place(text), _line(path) + "\n")
            tree.write(path, "".join(lines))
            changed += 1
    return changed


def _line(path):
    return f"// {TEXT}" if path.endswith((".cc", ".h")) else f"# {TEXT}"


def _place(text):
    return 1 if text.startswith("#!") else 0


def _has(path, text):
    lines = text.split("\n", 2)
    return len(lines) > _place(text) and lines[_place(text)] == _line(path)
