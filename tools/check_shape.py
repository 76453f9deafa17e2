#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the shape of the code against the aims in CONTRIBUTING.md. Never blocks.

File and function lengths (functions by universal-ctags), comment share of headers, test lines
per code line, size of each module.
"""
import pathlib
import statistics
import subprocess
import sys


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0


def lines_of(file: pathlib.Path) -> list[str]:
    return file.read_text(errors="replace").splitlines()


def function_lengths(files: list[pathlib.Path]) -> list[tuple[int, str]]:
    command = ["ctags", "--languages=C++", "--kinds-C++=f", "--fields=+ne", "-f", "-", "-L", "-"]
    try:
        listing = subprocess.run(command, input="\n".join(map(str, files)), text=True,
                                 capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    lengths = []
    for row in listing.splitlines():
        fields = dict(f.split(":", 1) for f in row.split("\t")[3:] if ":" in f)
        if "line" in fields and "end" in fields:
            name, path = row.split("\t")[:2]
            lengths.append((int(fields["end"]) - int(fields["line"]) + 1,
                            f"{path}:{fields['line']} {name}"))
    return lengths


def main() -> int:
    source = pathlib.Path("src")
    files = sorted([*source.glob("*/*.hpp"), *source.glob("*/*.cpp")])
    tests = [f for f in files if f.stem.endswith("_test")]
    code = [f for f in files if f not in tests]
    lengths = {f: len(lines_of(f)) for f in files}
    sizes = [lengths[f] for f in code]
    print(f"files: {len(code)}, lines {sum(sizes)}; median {statistics.median(sizes):.0f}, "
          f"p90 {percentile(sizes, 0.9)}, most {max(sizes)}   (aims 110, 300, 500)")
    functions = function_lengths(code)
    if functions:
        spans = [span for span, _ in functions]
        long = [f for f in functions if f[0] > 60]
        print(f"functions: {len(spans)}; median {statistics.median(spans):.0f}, "
              f"p90 {percentile(spans, 0.9)}, over 60 lines {len(long) / len(spans):.1%}"
              "   (aims 6, 25, 1 %)")
        for span, where in sorted(long, reverse=True)[:10]:
            print(f"  {span} {where}")
    headers = [line for f in code if f.suffix == ".hpp" for line in lines_of(f)]
    comments = sum("//" in line for line in headers)
    print(f"comment share of headers: {comments / max(1, len(headers)):.0%}   (aim 25-40 %)")
    test_lines = sum(lengths[f] for f in tests)
    print(f"unit-test lines per code line: {test_lines / max(1, sum(sizes)):.2f}   (aim 0.8)")
    for module in sorted({f.parent.name for f in code}):
        total = sum(lengths[f] for f in code if f.parent.name == module)
        print(f"  {module:<12}{total:>6} lines{'   over 2,500: two modules?' if total > 2500 else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
