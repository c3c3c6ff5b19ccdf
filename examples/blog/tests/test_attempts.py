"""The limit on attempts to log in: who is stopped, for how long, and who is not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from .. import accounts, attempts, db
from .conftest import PASSWORD, Visitor, form_of, said

OTHER = "quite another password"


@pytest.fixture
def visitor_from(app):
    """Make visitors who come from an address: ``visitor_from("192.0.2.7")``."""
    return lambda address: Visitor(app, extra_environ={"REMOTE_ADDR": address})


@pytest.fixture
def pass_time(app):
    """Let some seconds pass: what has been counted is so much older then."""

    def older(time, seconds):
        return (datetime.fromisoformat(time) - timedelta(seconds=seconds)).isoformat()

    def wait(seconds):
        with app.app_context(), db.get_db() as connection:
            connection.create_function("older", 2, older)
            connection.execute("UPDATE attempt SET time = older(time, ?)", (seconds,))

    return wait


def guess(visitor, times, name="Ada"):
    """Try wrong passwords, and return the statuses of the answers."""
    return [visitor.log_in(name, f"guess {n}", status="*").status_code for n in range(times)]


def counted(app):
    """Return how many attempts the database has."""
    with app.app_context():
        return db.get_db().execute("SELECT count(*) FROM attempt").fetchone()[0]


# One stranger


def test_who_guesses_is_stopped_and_told_when_to_come_back(visitor):
    assert guess(visitor, 10) == [400] * 10
    page = visitor.log_in("Ada", PASSWORD, status=429)  # the right one, too
    assert 590 <= int(page.headers["Retry-After"]) <= 600
    assert said(page) == [
        "Too many attempts to log in have failed, from your network or for this name. "
        "Try again in 10 minutes."
    ]


def test_a_refused_login_keeps_the_name_and_not_the_password(visitor):
    guess(visitor, 10)
    form = form_of(visitor.log_in("Ada", PASSWORD, status=429))
    assert (form["name"].value, form["password"].value) == ("Ada", "")


def test_after_the_time_that_was_told_the_same_form_logs_in(visitor, pass_time):
    guess(visitor, 10)
    page = visitor.log_in("Ada", PASSWORD, status=429)
    pass_time(int(page.headers["Retry-After"]))
    form = form_of(page)
    form["password"] = PASSWORD
    assert said(form.submit(status=303).follow()) == ["Welcome back, Ada."]


def test_the_last_minute_is_one_minute(visitor, pass_time):
    guess(visitor, 10)
    pass_time(580)
    assert "Try again in 1 minute." in visitor.log_in("Ada", status=429)


def test_waiting_for_part_of_the_time_is_not_enough(visitor, pass_time):
    guess(visitor, 5)
    pass_time(300)
    guess(visitor, 5)
    pass_time(290)
    visitor.log_in("Ada", status=429)
    pass_time(10)
    assert guess(visitor, 6) == [400] * 5 + [429]  # the first five are forgotten


def test_for_who_is_refused_no_password_is_checked(visitor, monkeypatch):
    guess(visitor, 10)
    monkeypatch.delattr(accounts, "check_password_hash")
    visitor.log_in("Ada", PASSWORD, status=429)


def test_who_is_refused_does_not_wait_longer_for_trying(visitor, app):
    guess(visitor, 15)
    assert counted(app) == 10


def test_a_name_that_nobody_has_is_counted_alike(visitor, monkeypatch):
    monkeypatch.setattr(accounts, "hash_of_nobody", lambda: "none")  # to be quick
    assert guess(visitor, 11, "Adam") == [400] * 10 + [429]


def test_one_stranger_is_stopped_for_all_names(visitor):
    guess(visitor, 5, "Ada")
    guess(visitor, 5, "Grace")
    visitor.log_in("Grace", PASSWORD, status=429)


def test_a_form_without_a_token_counts_for_nothing(visitor, app):
    visitor.post("/login", {"name": "Ada", "password": "a guess"}, status=400)
    assert counted(app) == 0


def test_of_many_attempts_at_once_no_more_are_taken(app):
    ready = Barrier(20)

    def attempt(_):
        with app.test_request_context("/login"):
            ready.wait()
            try:
                attempts.count("Ada")
            except attempts.TooManyAttempts:
                return 0
            return 1

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(attempt, range(20))) == 10


# Everybody else


def test_others_log_in_meanwhile(visitor_from):
    stranger, ada = visitor_from("192.0.2.7"), visitor_from("192.0.2.8")
    guess(stranger, 20)
    ada.log_in("Ada", PASSWORD, status=303)


def test_who_is_logged_in_stays_so(visitor, ada):
    guess(visitor, 20)
    ada.get("/desk", status=200)


def test_who_gets_in_has_no_failed_attempts_any_more(visitor, app):
    guess(visitor, 9)
    visitor.log_in("Ada", PASSWORD, status=303)
    assert counted(app) == 0


def test_an_account_of_ones_own_does_not_buy_more_guesses(visitor):
    guess(visitor, 9, "Ada")
    visitor.log_in("Grace", PASSWORD, status=303)
    assert guess(visitor, 2, "Ada") == [400, 429]


# Many strangers


def test_many_strangers_who_guess_for_one_name_are_stopped_together(visitor_from):
    for number in range(5):
        assert guess(visitor_from(f"192.0.2.{number}"), 10) == [400] * 10
    visitor_from("192.0.2.99").log_in("aDA", PASSWORD, status=429)
    visitor_from("192.0.2.99").log_in("Grace", PASSWORD, status=303)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        (None, "None"),
    ],
)
def test_an_ipv6_network_is_one_stranger_as_an_ipv4_address_is(address, network):
    assert attempts.network_of(address) == network


# Behind a proxy


def statuses_of_twelve_addresses(app):
    """Guess once from each of twelve addresses, as a proxy or a liar reports them."""
    visitor = Visitor(app)
    statuses = []
    for number in range(12):
        visitor.extra_environ["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{number}"
        statuses += guess(visitor, 1)
    return statuses


def test_an_address_that_a_visitor_makes_up_is_not_believed(app):
    assert statuses_of_twelve_addresses(app) == [400] * 10 + [429] * 2


def test_an_address_that_a_proxy_tells_is_believed(make_app, app):
    assert statuses_of_twelve_addresses(make_app(PROXIES=1)) == [400] * 12


# The old password, when a new one is set


def test_the_old_password_cannot_be_guessed_either(ada):
    for _ in range(10):
        ada.change_password("a guess", OTHER, status=400)
    page = ada.change_password(PASSWORD, OTHER, status=429)
    assert "Try again in 10 minutes." in said(page)[0]
    assert int(page.headers["Retry-After"]) > 0


# What is kept


def test_what_was_typed_as_a_name_is_not_kept(visitor, app, monkeypatch):
    monkeypatch.setattr(accounts, "hash_of_nobody", lambda: "none")
    visitor.log_in("my password in the wrong field", "none", status=400)
    assert counted(app) == 1
    with app.app_context():
        assert "wrong field" not in "\n".join(db.get_db().iterdump())


def test_old_attempts_are_removed(visitor, app, pass_time):
    guess(visitor, 3)
    pass_time(600)
    guess(visitor, 1)
    assert counted(app) == 1
