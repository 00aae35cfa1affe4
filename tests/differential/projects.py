"""One graph of revisions as files of Kiln's and of Alembic's, and a database of both."""

import sqlite3

ENV_PY = """\
from alembic import context
from sqlalchemy import create_engine

with create_engine(context.config.get_main_option("url")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

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
