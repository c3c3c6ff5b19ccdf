"""Accounts: register, log in, change the password, log out, and who is asking."""

import secrets
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from microflask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from . import attempts, db
from .forms import LoginForm, PasswordForm, RegistrationForm, check_token
from .safety import is_local

blueprint = Blueprint("accounts", __name__)


def current_account():
    """Return the account of whoever sends this request, or None."""
    if "account" not in g:
        key = session.get("key")
        g.account = key and db.find_account_of_session(key)
    return g.account


@blueprint.before_request
def clear_ended_session():
    """Clear a session that was ended from elsewhere, before a form takes a token from it."""
    if "key" in session and current_account() is None:
        session.clear()


def ask_to_log_in(message):
    """Send a visitor to the login, and from there to the page that was asked for."""
    flash(message)
    wanted = url_for(request.endpoint, **request.view_args)
    return redirect(url_for("accounts.login", next=wanted))


@blueprint.app_context_processor
def names_for_templates():
    """Let every template ask who is there. One that does not ask needs no database."""
    return {"current_account": current_account}


@blueprint.route("/register", methods=["GET", "POST"])
def register():
    """Make an account, and log in with it."""
    if not current_app.config["REGISTRATION_OPEN"]:
        abort(404)
    form = RegistrationForm(request.form)
    if form.is_sent_and_valid():
        try:
            account = add_account(form)
        except db.NameTaken:
            form.name.errors.append("Somebody has this name already. Choose another one.")
        else:
            return begin_session(account, f"Welcome, {account.name}. This is your desk.")
    return render_template("accounts/register.html", form=form), form.status


def add_account(form):
    """Save the account that a form describes."""
    return db.add_account(form.name.data, hash_of(form))


def hash_of(form):
    """Return what is kept of the new password in a form: a salted hash alone."""
    return generate_password_hash(form.password.data)


@blueprint.route("/login", methods=["GET", "POST"])
def login():
    """Ask for name and password, and remember who it is."""
    form = LoginForm(request.form)
    if form.is_sent_and_valid():
        try:
            account = find_by_password(form.name.data, form.password.data)
        except attempts.TooManyAttempts as error:
            return ask_to_wait("accounts/login.html", form, error.seconds)
        if account:
            return begin_session(account, f"Welcome back, {account.name}.")
        # Which of the two is wrong would tell strangers who has an account.
        form.form_errors.append("This name and this password do not belong together.")
    return render_template("accounts/login.html", form=form), form.status


def find_by_password(name, password):
    """Return the account that has this name and this password, or None.

    An unknown name takes as long as a known one: a hash is computed for both, and attempts are
    counted for both. Raises TooManyAttempts.
    """
    attempts.count(name)
    account = db.find_account_by_name(name)
    password_hash = account.password_hash if account else hash_of_nobody()
    if not check_password_hash(password_hash, password):
        return None
    attempts.forgive(name)
    return account


@cache
def hash_of_nobody():
    """Return the hash of a password that nobody knows."""
    return generate_password_hash(secrets.token_hex())


def ask_to_wait(template, form, seconds):
    """Show a form again that was sent too often: 429, and when to retry (RFC 6585, section 4)."""
    minutes = -(-seconds // 60)  # rounded up
    form.form_errors.append(
        "Too many attempts to log in have failed, from your network or for this name. "
        f"Try again in {minutes} minute{'s' if minutes > 1 else ''}."
    )
    page = render_template(template, form=form)
    return page, 429, {"Retry-After": str(seconds)}


def begin_session(account, welcome):
    """Log somebody in, and go where they wanted to go."""
    # Nothing of the session before stays, its token included.
    session.clear()
    session["key"] = account.session_key
    flash(welcome, "success")
    target = request.args.get("next", "")
    return redirect(target if is_local(target) else url_for("writing.desk"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
def password():
    """Change a password, and end the other sessions: one of them may be somebody else's."""
    account = current_account()
    if account is None:
        return ask_to_log_in("Log in to change your password.")
    form = PasswordForm(request.form)
    form.name.data = account.name  # whatever was sent
    if form.is_sent_and_valid():
        try:
            is_own = find_by_password(account.name, form.old.data)
        except attempts.TooManyAttempts as error:
            return ask_to_wait("accounts/password.html", form, error.seconds)
        if is_own:
            account = db.change_password(account.id, hash_of(form))
            return begin_session(account, "Your password is changed. Log in anew elsewhere.")
        form.old.errors.append("This is not your password.")
    return render_template("accounts/password.html", form=form), form.status


@blueprint.post("/logout")
def logout():
    """Forget who it is."""
    check_token()
    session.clear()
    flash("You are logged out.")
    return redirect(url_for("reading.home"), 303)
