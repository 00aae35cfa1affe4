"""Asks the programs `kiln` and `alembic`, with real files and a real SQLite file, what the
differential test asks in one process, and compares the answers: so that one is known to be honest.

  end_to_end.py <kiln> <kiln_differential> [COUNT]
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ENV_PY = """\
from alembic import context
from sqlalchemy import create_engine

with create_engine(context.config.get_main_option("url")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

RUNS = ("upgrade", "downgrade", "stamp")


def listed(names):
    return ", ".join(names) if names else "none"


def write_kiln(folder, nodes):
    (folder / "migrations").mkdir(parents=True)
    (folder / "kiln.toml").write_text(
        'script_location = "migrations"\nurl = "sqlite:///app.db"\nallow_multiple_heads = true\n'
    )
    for node in nodes:
        name = node["revision"]
        header = [f"-- revision: {name}", f"-- down_revision: {listed(node['down_revision'])}"]
        for key in ("depends_on", "branch_labels"):
            if node[key]:
                header.append(f"-- {key}: {listed(node[key])}")
        header.append(f"-- message: message of {name}")
        (folder / "migrations" / f"{name}_test.sql").write_text(
            "\n".join(header)
            + f"\n\n-- kiln:upgrade\nCREATE TABLE t_{name}(id INTEGER);\n"
            + f"\n-- kiln:downgrade\nDROP TABLE t_{name};\n"
        )


def write_alembic(folder, nodes):
    versions = folder / "alembic" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text(
        "[alembic]\nscript_location = alembic\nurl = sqlite:///app.db\n"
    )
    (folder / "alembic" / "env.py").write_text(ENV_PY)
    for node in nodes:
        name = node["revision"]
        (versions / f"{name}_test.py").write_text(
            f'"""message of {name}"""\n'
            "from alembic import op\n\n"
            f"revision = {name!r}\n"
            f"down_revision = {tuple(node['down_revision']) or None!r}\n"
            f"depends_on = {tuple(node['depends_on']) or None!r}\n"
            f"branch_labels = {tuple(node['branch_labels']) or None!r}\n\n\n"
            "def upgrade():\n"
            f'    op.execute("CREATE TABLE t_{name}(id INTEGER)")\n\n\n'
            "def downgrade():\n"
            f'    op.execute("DROP TABLE t_{name}")\n'
        )


def make_database(folder, rows, applied):
    with sqlite3.connect(folder / "app.db") as database:
        database.execute(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        for row in rows:
            database.execute("INSERT INTO alembic_version VALUES (?)", (row,))
        for name in applied:
            database.execute(f"CREATE TABLE t_{name}(id INTEGER)")


def read_database(folder):
    """The rows of the version table, and the revisions whose tables are there."""
    with sqlite3.connect(folder / "app.db") as database:
        rows = [row for row, in database.execute("SELECT version_num FROM alembic_version")]
        names = database.execute("SELECT name FROM sqlite_master WHERE name GLOB 't_*'")
        return sorted(rows), {name[2:] for name, in names}


def closure(nodes, rows):
    """All that is applied when the version table has these rows."""
    owners = {label: node["revision"] for node in nodes for label in node["branch_labels"]}
    parents = {
        node["revision"]: node["down_revision"] + [owners.get(n, n) for n in node["depends_on"]]
        for node in nodes
    }
    found, todo = set(), list(rows)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += parents[name]
    return found


def arguments(question):
    verb, targets = question["verb"], question["targets"]
    if verb == "effective_heads":
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
        [differential, "--export", count], capture_output=True, text=True, check=True
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
