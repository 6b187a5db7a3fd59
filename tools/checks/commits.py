# SPDX-License-Identifier: Apache-2.0
"""A commit's subject begins with its room."""

import re
import subprocess

SUMMARY = "a commit's subject is `room: what`; not checked where there is no history"

SINCE = "d611ec8"  # the last commit before the rule
SUBJECT = re.compile(r"^([a-z][\w.+-]*(?:/[\w.+-]+)*)(?:, ?[a-z][\w.+-]*(?:/[\w.+-]+)*)*: \S")
NO_ROOMS = {"fix", "feat", "feature", "chore", "refactor", "style", "perf", "wip"}


def check(tree):
    if not tree.is_git or not _is_ancestor(tree):
        return
    for line in tree.git("log", "--no-merges", "--format=%h %s", f"{tree.since}..HEAD").splitlines():
        commit, _, subject = line.partition(" ")
        match = SUBJECT.match(subject)
        if not match:
            yield commit, 1, f"the subject `{subject}` is not `room: what`, as `ads: pace pushes at 48 ms` is"
        elif match[1] in NO_ROOMS:
            yield commit, 1, f"`{match[1]}` in the subject `{subject}` is no room; name the folder that changes"


def _is_ancestor(tree):
    try:
        tree.git("merge-base", "--is-ancestor", tree.since, "HEAD")
    except subprocess.CalledProcessError:
        return False
    return True
