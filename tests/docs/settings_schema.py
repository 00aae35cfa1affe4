#!/usr/bin/python3
"""The JSON schema of kiln.toml says what kiln says: of the repository's own files, of what the
documentation shows, and of what is wrong.
   settings_schema.py <source folder> <kiln>"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

import jsonschema

root, kiln = pathlib.Path(sys.argv[1]), str(pathlib.Path(sys.argv[2]).resolve())
schema = json.loads((root / "tool/project/kiln.schema.json").read_text())
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
faults = []

source = (root / "tool/project/settings.cpp").read_text()
keys = re.findall(r'^\s+\{"([a-z_]+)",\s', source, re.M)
if not keys or sorted(keys) != sorted(schema["properties"]):
    faults.append(f"keys of kiln {sorted(set(keys) ^ set(schema['properties']))} are not the schema's")


def kiln_takes(text):
    """Kiln refuses settings by K511 to K513; whatever comes behind them is no matter of a schema."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "kiln.toml")
        file.write_text(text)
        run = subprocess.run([kiln, "-c", file, "--diagnostics", "json", "heads"], cwd=folder,
                             capture_output=True, text=True)
        return not re.search(r'"code": ?"K51[123]"', run.stderr)


def compare(name, text, expected):
    by_schema = validator.is_valid(tomllib.loads(text))
    by_kiln = kiln_takes(text)
    if by_schema != expected or by_kiln != expected:
        faults.append(f"{name}: schema {by_schema}, kiln {by_kiln}, expected {expected}:\n{text}")


for file in sorted(root.glob("test-projects/**/kiln.toml")):
    compare(file, file.read_text(), True)
examples = 0
for page in sorted(root.glob("docs/*.md")):
    for block in re.findall(r"^```toml\n(.*?)^```", page.read_text(), re.M | re.S):
        examples += 1
        compare(page, block, True)
if examples < 3:
    faults.append("found no examples in docs/")
for name in subprocess.run([kiln, "list_templates"], capture_output=True, text=True,
                           check=True).stdout.split("\n"):
    if not re.match(r"[a-z-]+\b", name):
        continue
    name = name.split()[0].rstrip(":")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([kiln, "init", "-t", name], cwd=folder, check=True, capture_output=True)
        compare(name, pathlib.Path(folder, "kiln.toml").read_text(), True)

# Each key with values of each kind, and what is said of each alone.
values = ['""', '"a"', "[]", '["a"]', '["a", "b"]', '[""]', "[1]", "true", "1", "0", "-1", "2.5", "1e9",
          "{ a = 1 }", "1979-05-27", '"sqlite"', '["sqlite", "mysql"]', '"3.26"']
verdicts = 0
for key in schema["properties"]:
    for value in values:
        text = f"{key} = {value}\n"
        by_schema = validator.is_valid(tomllib.loads(text))
        verdicts += 1
        if by_schema != kiln_takes(text):
            faults.append(f"schema says {by_schema}, kiln the other, of: {text}")

for text in ['rules = ["K610=error", "K612=off", "K621=warning"]', 'functions = ["a/1", "a/-1", "a/127", "a/b/0"]',
             'sqlite_minimum = "3.26.0"', 'sqlite_minimum = "3.8"', "lock_wait = 0.5", "check_deadline = 86400",
             'dialect = ["postgresql"]', "truncate_slug_length = 200"]:
    compare("right", text + "\n", True)
for text in ['scriptlocation = "a"', 'URL = "a"', 'rules = ["K610"]', 'rules = ["K613=error"]', 'rules = ["k610=error"]',
             'rules = ["K610=fatal"]', 'rules = ["K610=error", "K610=error"]', 'functions = ["a"]', 'functions = ["/1"]',
             'functions = ["a/128"]', 'functions = ["a/-2"]', 'sqlite_minimum = "2.8"', 'sqlite_minimum = "3.26.0.1"',
             'sqlite_minimum = "3.1000"', 'sqlite_minimum = "3"', 'dialect = "oracle"', 'dialect = []', "check_deadline = 86401",
             "truncate_slug_length = 201", "lock_wait = -0.1", "[checks]\nround_trip = true"]:
    compare("wrong", text + "\n", False)

if faults:
    sys.exit("\n".join(faults))
print(f"{len(keys)} keys, {examples} examples, {verdicts} pairs of key and value: the schema says what kiln says")
