"""A database that Kiln and Alembic share: each goes on with what the other did and takes it back.
After each command both say the same, and the tables are those of the applied revisions.

  sharing.py <kiln>
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from projects import closure, read_database, write_alembic, write_kiln

#   root -- left1 (left) -- left2 --+
#     +---- right1 (right) - right2 +- merge - top
#   other1 (other), needs left1 -- other2
GRAPH = [
    ("root", [], [], []),
    ("left1", ["root"], [], ["left"]),
    ("left2", ["left1"], [], []),
    ("right1", ["root"], [], ["right"]),
    ("right2", ["right1"], [], []),
    ("merge", ["left2", "right2"], [], []),
    ("top", ["merge"], [], []),
    ("other1", [], ["left"], ["other"]),
    ("other2", ["other1"], [], []),
]
NODES = [
    dict(zip(("revision", "down_revision", "depends_on", "branch_labels"), each)) for each in GRAPH
]

# The program, its arguments, and the rows of the version table behind it.
SHARED = [
    ("kiln", "upgrade left1", "left1"),
    ("alembic", "upgrade left2", "left2"),
    ("alembic", "upgrade right1", "left2 right1"),
    ("kiln", "upgrade merge", "merge"),
    ("alembic", "upgrade heads", "other2 top"),
    ("kiln", "upgrade heads", "other2 top"),
    # Kiln takes back what Alembic did: a branch, a merge, and what only depends_on still holds.
    ("kiln", "downgrade other@other1", "other1 top"),
    ("kiln", "downgrade left1", "other1 right2"),
    ("alembic", "upgrade left2", "left2 other1 right2"),
    # Alembic takes back what Kiln did.
    ("kiln", "upgrade top", "other1 top"),
    ("alembic", "downgrade left2", "left2 other1 right2"),
    ("alembic", "downgrade other@base", "left2 right2"),
    ("kiln", "downgrade right2@-1", "left2 right1"),
    ("alembic", "downgrade root", "root"),
    # What needs left1 goes with it.
    ("kiln", "upgrade other2", "other2"),
    ("alembic", "downgrade root", "root"),
    ("alembic", "upgrade other2", "other2"),
    ("kiln", "downgrade base", ""),
    ("alembic", "upgrade heads", "other2 top"),
    ("alembic", "downgrade base", ""),
    # Rows alone.
    ("kiln", "stamp merge other1", "merge other1"),
    ("alembic", "stamp heads", "other2 top"),
    ("kiln", "stamp other@base", "top"),
    ("alembic", "stamp base", ""),
]

MADE_BY_ALEMBIC = [
    ("alembic", "upgrade left2", "left2"),
    ("kiln", "upgrade left2", "left2"),
    ("kiln", "upgrade heads", "other2 top"),
    ("kiln", "downgrade base", ""),
]


class Project:
    def __init__(self, folder, programs):
        self.folder, self.programs = folder, programs
        write_kiln(folder, NODES)
        write_alembic(folder, NODES)

    def run(self, program, arguments):
        command = [self.programs[program], *arguments.split()]
        ran = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if ran.returncode != 0:
            sys.exit(f"sharing: {program} {arguments}: {ran.returncode}\n{ran.stdout}{ran.stderr}")
        return sorted(line for line in ran.stdout.splitlines() if line)

    def play(self, steps):
        for program, arguments, expected in steps:
            self.run(program, arguments)
            said = {name: self.run(name, "current") for name in self.programs}
            rows, tables = read_database(self.folder)
            what = f"sharing: behind {program} {arguments}"
            if rows != expected.split():
                sys.exit(f"{what} the rows are {rows}, not {expected}")
            if said["kiln"] != said["alembic"]:
                sys.exit(f"{what} the programs differ: {said}")
            if not arguments.startswith("stamp") and tables != closure(NODES, rows):
                sys.exit(f"{what} the tables are {sorted(tables)}")

    def has_history(self):
        with sqlite3.connect(self.folder / "app.db") as database:
            names = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'kiln_history'")
            return names.fetchone() is not None


def main():
    alembic = shutil.which("alembic")
    if alembic is None:
        sys.exit("sharing: no program alembic; on Debian it is the package alembic")
    programs = {"kiln": str(Path(sys.argv[1]).resolve()), "alembic": alembic}
    os.environ.pop("KILN_URL", None)
    with tempfile.TemporaryDirectory() as folder:
        Project(Path(folder), programs).play(SHARED)
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder), programs)
        project.play(MADE_BY_ALEMBIC[:2])
        if project.has_history():
            sys.exit("sharing: reading a database and finding nothing to do wrote into it")
        project.play(MADE_BY_ALEMBIC[2:3])
        project.run("kiln", "check")
        project.play(MADE_BY_ALEMBIC[3:])
    print(f"{len(SHARED) + len(MADE_BY_ALEMBIC)} commands, and both programs agree behind each")


main()
