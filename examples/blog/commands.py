"""Commands for the terminal: ``microflask --app blog --help`` lists them."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import click
from werkzeug.datastructures import MultiDict

from microflask import Blueprint, current_app

from . import accounts, db
from .forms import NewPasswordForm, RegistrationForm

# Without a group of their own, the commands stand beside `run` and `routes`.
blueprint = Blueprint("commands", __name__, cli_group=None)

SAMPLES = Path(__file__).with_name("sample_posts.txt")
SAMPLE_AUTHOR = "Guest writer"


@blueprint.cli.command()
@click.option("--reset", is_flag=True, help="Remove all that is in it.")
def init_db(reset):
    """Create the database, unless it is there."""
    path = Path(current_app.config["DATABASE"])
    if reset and path.exists():
        click.confirm(f"Remove all accounts and posts in {path}?", abort=True)
        for suffix in ("", "-wal", "-shm"):  # SQLite keeps two files beside it
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    db.get_db()
    click.echo(f"The database is ready: {path}")


@blueprint.cli.command()
@click.argument("name")
@click.password_option()
def create_user(name, password):
    """Create an account called NAME."""
    form = fill(RegistrationForm, name, password)
    try:
        account = accounts.add_account(form)
    except db.NameTaken:
        raise click.ClickException(f"There is an account called {name} already.") from None
    click.echo(f"{account.name} can log in now.")


@blueprint.cli.command()
@click.argument("name")
@click.password_option()
def set_password(name, password):
    """Give the account NAME another password, and end all of its sessions."""
    account = find_account(name)
    form = fill(NewPasswordForm, account.name, password)
    db.change_password(account.id, accounts.hash_of(form))
    click.echo(f"{account.name} has a new password, and is logged out everywhere.")


@blueprint.cli.command()
@click.argument("name")
def delete_user(name):
    """Remove the account NAME with all of its posts."""
    account = find_account(name)
    number = len(db.posts_by(account.id))
    click.confirm(f"Remove {account.name} and all posts of this account ({number})?", abort=True)
    db.remove_account(account.id)
    click.echo(f"{account.name} is removed.")


def fill(form_class, name, password):
    """Return a form as if it had been sent, or stop and say what does not fit."""
    sent = MultiDict({"name": name, "password": password, "again": password})
    form = form_class(sent, meta={"csrf": False})  # nobody else sits at this terminal
    if not form.validate():
        complaints = [text for texts in form.errors.values() for text in texts]
        raise click.ClickException(" ".join(complaints))
    return form


def find_account(name):
    """Return the account of a name, or stop and say that there is none."""
    account = db.find_account_by_name(name)
    if account is None:
        raise click.ClickException(f"There is no account called {name}.")
    return account


@blueprint.cli.command()
def add_samples():
    """Fill the blog with posts to look at."""
    author = db.find_account_by_name(SAMPLE_AUTHOR)
    # No password has this hash: nobody can log in as the guest.
    author = author or db.add_account(SAMPLE_AUTHOR, "none")
    samples = SAMPLES.read_text().split("# ")[1:]
    now = datetime.now(timezone.utc)
    for age, sample in enumerate(samples):
        title, body = sample.split("\n", 1)
        day = now - timedelta(days=9 * age, hours=2 * age)
        db.add_post(author.id, title, body.strip(), publish=True, now=day)
    click.echo(f"{len(samples)} posts were added.")
