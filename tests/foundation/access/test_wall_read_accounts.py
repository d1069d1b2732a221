"""Accounts are read by who they are of, and by who works where they are: not by a stranger's statement in any page."""

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.logins import logins_for
from eprimo.foundation.accounts.models import Account, AccountSecret, ScopedSecret
from eprimo.foundation.kernel.sign_in_connection import as_the_door
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import key_of, run
from tests.wall import session

MIGRATION: Any = import_module("eprimo.foundation.accounts.migrations.0016_secrets_apart")
# The columns of the release before, with what stands apart now; of the others, what Django marks as opening nothing.
BEFORE = """
ALTER TABLE accounts_account ADD COLUMN password varchar(128) NOT NULL DEFAULT '!none', ADD COLUMN words bytea,
  ADD COLUMN words_at timestamptz;
UPDATE accounts_account a SET password = COALESCE(NULLIF(s.password, ''), '!none'), words = s.words,
  words_at = CASE WHEN s.words IS NULL THEN NULL ELSE s.since END, activated_at = s.since
  FROM accounts_accountsecret s WHERE s.account_id = a.id;
DELETE FROM accounts_accountsecret;
"""

pytestmark = pytest.mark.django_db

ASKED = (
    "teacher", "lea", "samira", "paul", "director", "staff",
    "teacher_verne", "lea_verne", "guardian_verne", "inspector",
)  # fmt: skip
STAFF = {"teacher", "lea", "samira", "paul", "director", "staff"}


@pytest.mark.parametrize(
    ("who", "read"),
    [
        ("teacher", STAFF),
        ("director", STAFF),
        ("samira", {"samira"}),
        ("lea", {"lea"}),
        ("teacher_verne", {"teacher_verne", "lea_verne", "guardian_verne"}),
        ("inspector", {"inspector", "teacher", "director", "staff"}),
        ("academy", set(ASKED) - {"lea", "lea_verne"}),
        ("platform", {"inspector"}),
        ("", set()),
    ],
)
def test_accounts_are_read_by_who_works_where_they_are(cast: Cast, who: str, read: set[str]) -> None:
    """Logins say names: a family reads its own, an academy those of no child."""
    accounts = {cast.people[name].account.pk: name for name in ASKED}
    key = key_of(cast.people[who]) if who else ""
    with session(key):
        found = run("SELECT id FROM accounts_account WHERE id = ANY(%s)", list(accounts))
    assert {accounts[pk] for (pk,) in found} == read


@pytest.mark.attack
def test_who_stands_above_schools_reads_none_for_being_a_parent(cast: Cast) -> None:
    """An own child opens the school to the page, whatever the role in use: not the accounts of its families."""
    accounts = {cast.people[name].account.pk: name for name in ASKED}
    make.guardianship(cast.inspector, cast.lea)
    with session(key_of(cast.inspector)):
        found = run("SELECT id FROM accounts_account WHERE id = ANY(%s)", list(accounts))
    assert {accounts[pk] for (pk,) in found} == {"inspector", "teacher", "director", "staff"}


@pytest.mark.parametrize(
    ("who", "read"),
    [
        ("teacher", {"teacher", "lea"}),
        ("director", {"director", "lea"}),
        ("samira", {"samira"}),
        ("lea", {"lea"}),
        ("inspector", {"inspector"}),
        ("academy", set()),
        ("", set()),
    ],
)
def test_a_hash_is_read_by_nobody_else_and_words_by_who_prints_them(
    cast: Cast, who: str, read: set[str]
) -> None:
    """A hash may be tried at home. The door reads all of them."""
    accounts = {cast.people[name].account.pk: name for name in ASKED}
    for pk, name in accounts.items():
        secret = {"words": b"1:closed"} if name.startswith("lea") else {"password": "argon2$theirs"}
        AccountSecret.objects.create(account_id=pk, **secret)
        ScopedSecret.objects.create(account_id=pk, school=cast.tilleuls, **secret)
    key = key_of(cast.people[who]) if who else ""
    with session(key):
        for table in ("accounts_accountsecret", "accounts_scopedsecret"):
            found = run(f"SELECT account_id FROM {table}")
            assert {accounts[pk] for (pk,) in found} == read, table
        with as_the_door():
            assert len(run("SELECT 1 FROM accounts_accountsecret")) == len(ASKED)


def test_the_secrets_of_the_release_before_lie_apart(cast: Cast) -> None:
    lea, samira = cast.lea.account, cast.samira.account
    make.secret(lea, words=b"1:closed")
    make.secret(samira, "brume lente sous la porte")
    before = list(AccountSecret.objects.order_by("pk").values())
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(BEFORE)
        cursor.execute(MIGRATION.MOVED)
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
    assert list(AccountSecret.objects.order_by("pk").values()) == before


def test_a_page_makes_a_login_that_nobody_has_in_a_school_it_does_not_reach(cast: Cast) -> None:
    here, there = make.person("Zoé", "LEROY"), make.person("Zoé", "LEROY")
    make.affiliation(here, cast.tilleuls, "teacher")
    make.affiliation(there, cast.verne, "teacher")
    assert accounts_ensure(person_ids=[there.pk]) == 1
    with session(key_of(cast.director)):
        assert accounts_ensure(person_ids=[here.pk]) == 1
    for who in ("samira", "lea", "partner"):
        with session(key_of(cast.people[who])), pytest.raises(DatabaseError), transaction.atomic():
            logins_for(["zoe.leroy"])
    logins = dict(Account.objects.filter(person__in=[here, there]).values_list("person", "login"))
    assert logins == {there.pk: "zoe.leroy", here.pk: "zoe.leroy2"}
