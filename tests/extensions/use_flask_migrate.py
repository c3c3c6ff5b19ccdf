"""Flask-Migrate: changes of the database's tables, by commands of the app."""

from __future__ import annotations

import pytest
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect


@pytest.fixture
def db(app, tmp_path):
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/shop.db"
    db = SQLAlchemy(app)

    class Tea(db.Model):
        id = db.Column(db.Integer, primary_key=True)
        name = db.Column(db.String(50))

    Migrate(app, db, directory=str(tmp_path / "migrations"))
    return db


@pytest.fixture
def run(app, db):
    def run_command(*arguments):
        result = app.test_cli_runner().invoke(args=["db", *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    return run_command


def columns(app, db):
    with app.app_context():
        looked_at = inspect(db.engine)
        names = looked_at.get_table_names()
        return [each["name"] for each in looked_at.get_columns("tea")] if "tea" in names else None


def test_tables_are_made_changed_and_removed_again(app, db, run):
    run("init")
    run("migrate", "-m", "first")
    assert columns(app, db) is None
    run("upgrade")
    assert columns(app, db) == ["id", "name"]
    run("downgrade")
    assert columns(app, db) is None


def test_its_commands_are_listed(run):
    for command in ("init", "migrate", "upgrade", "downgrade", "history", "stamp"):
        assert command in run("--help")
