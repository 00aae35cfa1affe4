"""Asks the programs `kiln` and `alembic`, with real files and a real SQLite file, what the
differential test asks in one process, and compares the answers: so that one is known to be honest.

  end_to_end.py <kiln> <kiln_differential> [COUNT]
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from projects import closure, make_database, read_database, write_alembic, write_kiln

RUNS = ("upgrade", "downgrade", "stamp")


def arguments(question):
    verb, targets = question["verb"], question["targets"]
    if verb == "real_heads":
        return ["heads", "--resolve-dependencies"]
    if verb == "history":
        return ["history", "-i", "--rev-range=" + targets[0]]
    return [verb, *targets] + (["--purge"] if question["purge"] else [])


def sorted_lists(line):
    """A set has no order in which both programs would print it."""
    return re.sub(r"\(([^)]*)\)", lambda found: str(sorted(found[1].split(", "))), line)


def check(program, folder, case, answer):
    """What the program does otherwise than `answer` says, or nothing."""
    question, nodes = case["question"], case["revisions"]
    before = closure(nodes, question["rows"])
    make_database(folder, question["rows"], before)
    command = [program, *arguments(question)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    failed = "kind" in answer
    if (ran.returncode != 0) != failed:
        return f"exit code {ran.returncode}\n{ran.stdout}{ran.stderr}"
    if failed:
        return None
    rows, after = read_database(folder)
    for step in answer["steps"]:
        before ^= {step[1:]}
    if rows != sorted(answer["rows"]):
        return f"the rows {rows}"
    if after != before:
        return f"the tables {sorted(after)}, not {sorted(before)}"
    lines = [line for line in ran.stdout.split("\n") if line]
    if question["verb"] not in RUNS and sorted(map(sorted_lists, lines)) != sorted(
        map(sorted_lists, answer["lines"])
    ):
        return ran.stdout
    return None


def main():
    kiln, differential = (str(Path(path).resolve()) for path in sys.argv[1:3])
    count = sys.argv[3] if len(sys.argv) > 3 else "32"
    alembic = shutil.which("alembic")
    if alembic is None:
        sys.exit("end_to_end: no program alembic; on Debian it is the package alembic")
    exported = subprocess.run(
        [differential, "--cases", "6000", "--export", count], capture_output=True, text=True, check=True
    )
    os.environ.pop("KILN_URL", None)
    faults = 0
    cases = [json.loads(line) for line in exported.stdout.splitlines()]
    for case in cases:
        for name, program, write in (
            ("kiln", kiln, write_kiln),
            ("alembic", alembic, write_alembic),
        ):
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder), case["revisions"])
                fault = check(program, Path(folder), case, case[name])
            if fault is not None:
                faults += 1
                print(f"{name}, of {json.dumps(case)}: {fault}\n")
    print(f"{len(cases)} cases end to end, {faults} that differ")
    sys.exit(1 if faults or len(cases) != int(count) else 0)


main()
