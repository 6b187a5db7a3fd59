# SPDX-License-Identifier: Apache-2.0
"""Each public header compiles alone, twice over, and with nothing of ours but the public headers on its include path."""

import os
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

from .cpp import source
from .known import Known, digest

SUMMARY = "each public header compiles alone, with warnings as errors (CXX, CXXFLAGS; g++ by default)"

INCLUDE = "sdk/include"
FLAGS = ("-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c++", "-")
PROCESSES = 2


def check(tree):
    headers = [path for path in tree.files if path.startswith(INCLUDE + "/") and path.endswith(".h")]
    if not headers:
        return
    known = Known(tree, "headers")
    keys = {path: digest(_compiler(), " ".join(_command()), *_texts(tree, path, set())) for path in headers}
    unknown = [path for path in headers if keys[path] not in known]
    with ThreadPoolExecutor(PROCESSES) as pool:
        errors = dict(zip(unknown, pool.map(lambda path: _compile(tree, path), unknown)))
    known.keep(key for path, key in keys.items() if not errors.get(path))
    for path, error in errors.items():
        if error:
            yield path, 1, f"does not compile alone; include what it uses: {error}"


def _command():
    return [*shlex.split(os.environ.get("CXX", "g++")), *shlex.split(os.environ.get("CXXFLAGS", "")), f"-I{INCLUDE}", *FLAGS]


def _compiler():
    try:
        return subprocess.run([_command()[0], "--version"], check=True, text=True, stdout=subprocess.PIPE).stdout
    except FileNotFoundError as error:
        raise EnvironmentError(f"{_command()[0]} is not installed; `tools/setup` installs g++") from error


def _texts(tree, path, seen):
    """The header's text and those of ours that it includes, directly or not."""
    seen.add(path)
    yield tree.text(path)
    for include in source(tree, path).includes:
        ours = f"{INCLUDE}/{include.path}"
        if ours not in seen and tree.exists(ours):
            yield from _texts(tree, ours, seen)


def _compile(tree, path):
    """The first error, or nothing."""
    name = os.path.relpath(path, INCLUDE)
    done = subprocess.run(_command(), cwd=tree.root, input=f'#include "{name}"\n#include "{name}"\n', text=True, check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"})
    if done.returncode == 0:
        return ""
    lines = done.stderr.splitlines() or ["the compiler gave no reason"]
    return next((line for line in lines if ": error: " in line or ": fatal error: " in line), lines[-1])
