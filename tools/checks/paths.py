# SPDX-License-Identifier: Apache-2.0
"""The paths that the documents name exist.

In the tables of DOCUMENTS a `code` token counts as a path when it holds a slash and either begins with something that exists or
ends as a source does. It may be relative to the root or to a folder from which sources are included; `*`, `{a,b}` and
`<placeholder>` stand for what is there. In all Markdown, the targets of links to files are looked up.
"""

import glob
import os
import re

SUMMARY = "paths in the tables of ARCHITECTURE.md, README.md, CONTRIBUTING.md, and links in all Markdown, exist"

DOCUMENTS = ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md")
BASES = ("", "sdk", "sdk/src", "sdk/include", "xds-server", "xds-server/src", "bookinfo-cpp", "tools", "tests", "deploy")
MADE = ("build/",)
SOURCE = (".cc", ".h", ".cmake", ".sh", ".py", ".md", ".yaml", ".proto", ".txt", ".html", ".css", ".js")
CODE = re.compile(r"`([^`]+)`")
PATH = re.compile(r"^[\w.*<>{},-]+(?:/[\w.*<>{},-]*)+$")
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def check(tree):
    for path in tree.files:
        if not path.endswith(".md"):
            continue
        fenced = False
        for number, line in enumerate(tree.text(path).splitlines(), 1):
            if line.lstrip().startswith("```"):
                fenced = not fenced
            elif not fenced:
                yield from _links(tree, path, number, line)
                if path in DOCUMENTS and line.startswith("|"):
                    yield from _cells(tree, path, number, line)


def _links(tree, path, number, line):
    for target in LINK.findall(CODE.sub("", line)):
        if "://" in target or target.startswith(("mailto:", "/")):
            continue
        if not tree.exists(os.path.join(os.path.dirname(path), target)):
            yield path, number, f"the link's target `{target}` does not exist"


def _cells(tree, path, number, line):
    for token in CODE.findall(line):
        if PATH.match(token) and not token.startswith(MADE) and _is_path(tree, token) and not _exists(tree, token):
            yield path, number, f"`{token}` does not exist, neither here nor below " + ", ".join(BASES[1:])


def _is_path(tree, token):
    first = token.split("/", 1)[0]
    return token.endswith(SOURCE) or (not set(first) & set("*<{") and _exists(tree, first))


def _exists(tree, token):
    pattern = re.sub(r"<[^<>]*>", "*", token)
    return all(_matches(tree, alternative) for alternative in _alternatives(pattern))


def _alternatives(pattern):
    """a{b,c} as ab and ac."""
    braces = re.search(r"\{([^{}]*)\}", pattern)
    if not braces:
        return [pattern]
    return [result for choice in braces[1].split(",")
            for result in _alternatives(pattern[:braces.start()] + choice + pattern[braces.end():])]


def _matches(tree, pattern):
    return any(glob.glob(os.path.join(glob.escape(tree.path(base)), pattern)) for base in BASES)
