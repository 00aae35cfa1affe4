#!/usr/bin/python3
"""What docs/editors.md has for VS Code finds what kiln prints, each thing once.
   problem_matcher.py <source folder> <kiln>"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

root, kiln = pathlib.Path(sys.argv[1]), str(pathlib.Path(sys.argv[2]).resolve())
page = (root / "docs/editors.md").read_text()
task = json.loads(re.search(r"^```json\n(.*?)^```", page, re.M | re.S).group(1))["tasks"][0]
matchers = [m["pattern"] for m in task["problemMatcher"]]


def problems(line):
    found = []
    for pattern in matchers:
        match = re.search(pattern["regexp"], line)
        if match:
            names = ("file", "line", "column", "severity", "message", "code")
            found.append({name: match.group(pattern[name]) for name in names if name in pattern})
    return found


def printed(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        run = subprocess.run([kiln, *task["args"][:1], *task["args"][2:]], cwd=folder, capture_output=True,
                             text=True)
        return [p for line in run.stderr.splitlines() for p in problems(line)]


def revision(name, parent, sql=""):
    return f"-- revision: {name}\n-- down_revision: {parent}\n\n-- kiln:upgrade\n{sql}\n\n-- kiln:downgrade\n"


two_heads = printed({"migrations/a.sql": revision("a1", "none"), "migrations/b.sql": revision("b1", "none")})
place = printed({"migrations/a: 1.sql": revision("a1", "none", "CREATE TABEL t (i);")})
setting = printed({"kiln.toml": "url = 1\n", "migrations/a.sql": revision("a1", "none")})

assert [p["code"] for p in two_heads] == ["K210"], two_heads
assert len(place) == 1 and place[0]["file"] == "migrations/a: 1.sql" and place[0]["line"] == "5", place
assert place[0]["column"] == "8" and place[0]["severity"] == "error", place
assert [(p["file"], p["line"], p["code"]) for p in setting] == [("kiln.toml", "1", "K513")], setting
whole_file = printed({"migrations/A.SQL": revision("a1", "none"), "migrations/b.sql": revision("b1", "none")})
assert [(p["file"], p["code"], "line" in p) for p in whole_file] == [("migrations/A.SQL", "K108", False)], whole_file
background = task["problemMatcher"][0]["background"]
session = (root / "tests/golden/watch.txt").read_text()
for key in ("beginsPattern", "endsPattern"):
    assert re.search(background[key].replace("^", "^> "), session, re.M), key
print("the problem matcher finds what is printed")
