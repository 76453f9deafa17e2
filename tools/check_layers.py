#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds every #include in src/ to the declared dependencies.

A module may include only itself and the modules its CMakeLists.txt lists under USES, and files
must not include each other in a circle. A third-party library that has one door may be included
only in that module, and headers of the module that include it may not be included elsewhere. No two
headers may define a type of the same name. Files that are compiled as one (all of a module but those
on its SEPARATE list) must not have functions of the same name in unnamed namespaces: they would be
overloads of each other. Prints file:line and the rule broken; exit status 1 then.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')

TYPE = re.compile(r"^(?:struct|class|enum class)\s+(\w+)(?:\s+final)?\s*(?::(?!:)[^{;]*)?\{", re.M)

# The head of a function's definition, as clang-format sets it.
FUNCTION = re.compile(r"^(?![ \t#/{}]|using |struct |class |enum |return |[A-Z_]+\()"
                      r"(?:.*?[\s&*>])?(\w+)\(")

# header prefix -> the modules whose .cpp files may include it
DOORS = {
    "CLI/": {"cli"},
    "sqlite3.h": {"store"},
    "mongoc/": {"store"},
    "bson/": {"store"},
    "xgboost/": {"train"},
    "linear.h": {"train"},
    "libsvm/": {"train"},
    "simdjson.h": {"data"},
    "bzlib.h": {"records"},
    "lz4.h": {"records"},
    "openssl/": {"base", "http"},
    "boost/": {"http"},
    "sodium": {"accounts"},
    "archive": {"registry"},
    "grpcpp/": {"serve"},
    "google/protobuf/": {"serve"},
    "systemd/": {"cli"},
    "pcap/": {"capture"},
}


def declared(source: pathlib.Path, keyword: str) -> dict[str, set[str]]:
    """Module name -> what its CMakeLists.txt lists under the keyword."""
    lists = {}
    for file in sorted(source.glob("*/CMakeLists.txt")):
        text = re.sub(r"#[^\n]*", "", file.read_text())
        found = re.search(r"vedette_module\(\s*(\w+)(.*?)\)", text, re.S)
        if not found:
            continue
        words = found.group(2).split()
        names = set()
        if keyword in words:
            for word in words[words.index(keyword) + 1:]:
                if word.isupper():
                    break
                names.add(word)
        lists[found.group(1)] = names
    return lists


def includes(file: pathlib.Path):
    for number, line in enumerate(file.read_text().splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1) == '"', found.group(2)


def broken_rule(module: str, file: pathlib.Path, own: bool, name: str,
                uses: dict[str, set[str]]) -> str | None:
    if own:
        target = name.split("/")[0]
        if target == module or target in uses.get(module, set()):
            return None
        return f"module '{module}' does not list '{target}' under USES"
    for prefix, doors in DOORS.items():
        if name.startswith(prefix) and module not in doors:
            return f"<{name}> may be included only in module {' or '.join(sorted(doors))}"
    return None


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Circles among files, each as the path that closes it."""
    found, state, path = [], {}, []

    def visit(node):
        state[node] = "open"
        path.append(node)
        for target in sorted(graph.get(node, ())):
            if state.get(target) == "open":
                found.append(path[path.index(target):] + [target])
            elif target not in state:
                visit(target)
        path.pop()
        state[node] = "done"

    for node in sorted(graph):
        if node not in state:
            visit(node)
    return found


def leaking_headers(graph: dict[str, set[str]], doors: dict[str, str]) -> list[str]:
    """A header that includes a one-door library must stay inside its module."""
    return [f"src/{user} includes {header}, which lets <{doors[header]}> out of its module"
            for user, targets in sorted(graph.items()) for header in sorted(targets)
            if header in doors and user.split("/")[0] != header.split("/")[0]]


def types_defined_twice(source: pathlib.Path) -> list[str]:
    """One namespace holds all modules, so two types of one name would silently become one."""
    places: dict[str, list[str]] = {}
    for file in sorted(source.glob("*/*.hpp")):
        text = file.read_text()
        if not re.search(r"^namespace vedette \{", text, re.M):
            continue
        for name in TYPE.findall(text):
            places.setdefault(name, []).append(str(file))
    return [f"type '{name}' is defined in {' and in '.join(files)}"
            for name, files in places.items() if len(files) > 1]


def unnamed_functions(file: pathlib.Path) -> set[str]:
    """Names of the functions that a file defines in unnamed namespaces."""
    names, inside = set(), False
    for line in file.read_text().splitlines():
        if line == "namespace {":
            inside = True
        elif line == "}  // namespace":
            inside = False
        elif inside and not line.endswith(");"):
            found = FUNCTION.match(line)
            if found:
                names.add(found.group(1))
    return names


def functions_defined_twice(source: pathlib.Path) -> list[str]:
    separate = declared(source, "SEPARATE")
    places: dict[tuple[str, bool, str], list[str]] = {}
    for file in sorted(source.glob("*/*.cpp")):
        module = file.parent.name
        if file.name in separate.get(module, set()) | {"main.cpp"}:
            continue
        for name in unnamed_functions(file):
            key = (module, file.stem.endswith("_test"), name)
            places.setdefault(key, []).append(str(file))
    return [f"function '{name}' is in unnamed namespaces of {' and of '.join(files)}: rename it, share "
            f"it, or put a file on the SEPARATE list of module '{module}'"
            for (module, _, name), files in sorted(places.items()) if len(files) > 1]


def main(root: str) -> int:
    source = pathlib.Path(root) / "src"
    uses = declared(source, "USES")
    faults, graph, with_door = [], {}, {}
    files = sorted([*source.glob("*/*.hpp"), *source.glob("*/*.cpp")])
    for file in files:
        module = file.parent.name
        name = str(file.relative_to(source))
        for number, own, target in includes(file):
            if own:
                graph.setdefault(name, set()).add(target)
            elif any(target.startswith(prefix) for prefix in DOORS) and file.suffix == ".hpp":
                with_door[name] = target
            rule = broken_rule(module, file, own, target, uses)
            if rule:
                faults.append(f"{file}:{number}: {rule}")
    faults += ["files include each other: " + " -> ".join(path) for path in cycles(graph)]
    faults += leaking_headers(graph, with_door)
    faults += types_defined_twice(source)
    faults += functions_defined_twice(source)
    for fault in faults:
        print(fault)
    print(f"{len(files)} files in {len(uses)} modules, {len(faults)} faults")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
