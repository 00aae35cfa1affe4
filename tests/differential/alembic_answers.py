"""What Alembic answers. Reads graphs with questions, a JSON object a line, and prints a line of
answers for each.

The functions of alembic.command run as they are; only the revision files and the database are
stood in for: revisions are objects, and the version table is the set that HeadMaintainer keeps.
end_to_end.py shows that the program `alembic` says the same.
"""

import collections.abc
import io
import json
import sys
import warnings

import alembic
from alembic import command, util
from alembic.config import Config
from alembic.runtime.migration import HeadMaintainer
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import RevisionMap


def upgrade():
    pass


def downgrade():
    pass


class Module:
    """A revision file, loaded."""

    def __init__(self, node):
        self.revision = node["revision"]
        self.down_revision = tuple(node["down_revision"]) or None
        self.depends_on = tuple(node["depends_on"]) or None
        self.branch_labels = tuple(node["branch_labels"]) or None
        self.upgrade = upgrade
        self.downgrade = downgrade
        self.__doc__ = "message of " + self.revision


class NoDatabase:
    """As much of a MigrationContext as HeadMaintainer uses: every statement touches one row."""

    as_sql = False
    rowcount = 1

    class dialect:
        supports_sane_rowcount = True

    def __init__(self):
        self.impl = self
        self._version = self.c = self
        self.version_num = None
        self.version_table = "alembic_version"

    def _exec(self, construct):
        return self

    def insert(self):
        return self

    update = delete = insert

    def values(self, **columns):
        return self

    def where(self, condition):
        return self


class Directory(ScriptDirectory):
    def __init__(self, nodes):
        super().__init__(".")
        scripts = [
            Script(Module(node), node["revision"], node["revision"] + "_test.sql") for node in nodes
        ]
        self.revision_map = RevisionMap(lambda: scripts)
        self.scripts = scripts
        self.run = None

    def run_env(self):
        self.run()


class Environment:
    """In place of EnvironmentContext and env.py."""

    rows = ()
    steps = ()

    def __init__(self, config, script, fn, purge=False, **options):
        self.script, self.fn, self.purge = script, fn, purge

    def __enter__(self):
        self.script.run = self.run_migrations
        return self

    def __exit__(self, *exception):
        return False

    def run_migrations(self):  # MigrationContext.run_migrations
        heads = () if self.purge else tuple(Environment.rows)
        maintainer = HeadMaintainer(NoDatabase(), heads)
        for step in self.fn(heads, None):
            step.migration_fn()
            maintainer.update_to_step(step)
            if hasattr(step, "revision"):
                sign = "+" if step.is_upgrade else "-"
                Environment.steps.append(sign + step.revision.revision)
        Environment.rows = sorted(maintainer.heads)


def comma_joined(value):
    """util.format_as_comma, but a set is not printed in the order of its hashes."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, collections.abc.Set):
        value = sorted(value)
    return ", ".join(value)


def ask(directory, question):
    Environment.rows, Environment.steps = list(question["rows"]), []
    out = io.StringIO()
    config = Config(stdout=out)
    targets = question["targets"]
    for script in directory.scripts:
        script._db_current_indicator = None
    verb = question["verb"]
    if verb == "upgrade":
        command.upgrade(config, targets[0])
    elif verb == "downgrade":
        command.downgrade(config, targets[0])
    elif verb == "stamp":
        command.stamp(config, targets, purge=question["purge"])
    elif verb == "history":
        command.history(config, targets[0], indicate_current=True)
    elif verb == "show":
        command.show(config, targets[0])
    elif verb == "heads":
        command.heads(config)
    elif verb == "real_heads":
        command.heads(config, resolve_dependencies=True)
    elif verb == "branches":
        command.branches(config)
    elif verb == "current":
        command.current(config)
    else:
        raise SystemExit("no such verb: " + verb)
    return {
        "steps": Environment.steps,
        "rows": Environment.rows,
        "lines": [line for line in out.getvalue().split("\n") if line],
    }


def answer(directory, question):
    try:
        return ask(directory, question)
    except util.CommandError as error:
        return {"error": str(error), "kind": "CommandError"}
    except Exception as error:  # a traceback for the user
        return {"error": str(error), "kind": type(error).__name__}


def main():
    warnings.simplefilter("ignore")
    util.format_as_comma = comma_joined
    command.EnvironmentContext = Environment
    print(json.dumps({"version": alembic.__version__}))
    for line in sys.stdin:
        case = json.loads(line)
        directory = Directory(case["revisions"])
        command.ScriptDirectory.from_config = lambda config: directory
        print(json.dumps({"answers": [answer(directory, each) for each in case["questions"]]}))


main()
