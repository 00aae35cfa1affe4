#!/usr/bin/python3
"""What kiln --diagnostics sarif prints is SARIF 2.1.0 by its schema, for faults of each kind.
   sarif.py <schema> <kiln>"""
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
kiln = str(pathlib.Path(sys.argv[2]).resolve())
validator = jsonschema.Draft4Validator(schema)

revision = "-- revision: {}\n-- down_revision: {}\n\n-- kiln:upgrade\n{}\n\n-- kiln:downgrade\n{}\n"
cases = {
    "graph": {"a b.sql": revision.format("a1", "zz", "", ""), "b.sql": revision.format("b1", "none", "", "")},
    "heads": {"a.sql": revision.format("a1", "none", "", ""), "ä%.sql": revision.format("b1", "none", "", "")},
    "syntax": {"a.sql": revision.format("a1", "none", "CREATE TABEL t (i);", "")},
    "warning": {"a.sql": revision.format("a1", "none", "CREATE TABLE t (i);", "DROP TABLE t;"),
                "b.sql": revision.format("b1", "a1", "DROP TABLE t;", "CREATE TABLE t (i);")},
    "header": {"a.sql": "-- revison: a1\n"},
    "bytes": {"a.sql": b"-- revision: a1\n-- down_revision: none\n\n-- kiln:upgrade\nSELECT '\xff';\n"},
    "nothing": {},
    "no fault": {"a.sql": revision.format("a1", "none", "CREATE TABLE t (i);", "DROP TABLE t;")},
}
codes = set()
for name, files in cases.items():
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder, "migrations")
        place.mkdir()
        for file, text in files.items():
            (place / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        run = subprocess.run([kiln, "--diagnostics", "sarif", "verify", "migrations"], cwd=folder,
                             capture_output=True, text=True)
    log = json.loads(run.stderr)
    faults = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(log)]
    if faults:
        sys.exit(f"{name}: " + "\n".join(faults) + "\n" + run.stderr)
    results = log["runs"][0]["results"]
    if bool(results) == (name == "no fault"):
        sys.exit(f"{name}: {len(results)} results")
    codes.update(result["ruleId"] for result in results)

# The schema is asked, and says no where something is wrong.
log["runs"][0]["results"] = [{"message": {"text": "broken"}, "level": "fatal"}]
if validator.is_valid(log):
    sys.exit("the schema takes a level that SARIF does not have")
print(f"SARIF by the schema: {', '.join(sorted(codes))}")
