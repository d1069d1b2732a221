"""Accounts are read by who they are of, and by who works where they are: not by a stranger's statement in any page."""

import pytest

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.models import Account
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import key_of, run
from tests.wall import session

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
        ("samira", {"samira", "lea"}),
        ("lea", {"lea"}),
        ("teacher_verne", {"teacher_verne", "lea_verne", "guardian_verne"}),
        ("inspector", {"inspector", "teacher", "director", "staff"}),
        ("academy", set(ASKED) - {"lea", "lea_verne"}),
        ("platform", {"inspector"}),
        ("", set()),
    ],
)
def test_accounts_are_read_by_who_works_where_they_are(cast: Cast, who: str, read: set[str]) -> None:
    """Logins say names, and a hash may be tried at home: a family reads its own, an academy those of no child."""
    accounts = {cast.people[name].account.pk: name for name in ASKED}
    key = key_of(cast.people[who]) if who else ""
    with session(key):
        found = run("SELECT id FROM accounts_account WHERE id = ANY(%s) AND password <> ''", list(accounts))
    assert {accounts[pk] for (pk,) in found} == read


@pytest.mark.attack("C01")
def test_who_stands_above_schools_reads_none_for_being_a_parent(cast: Cast) -> None:
    """An own child opens the school to the page, whatever the role in use: not the accounts of its families."""
    accounts = {cast.people[name].account.pk: name for name in ASKED}
    make.guardianship(cast.inspector, cast.lea)
    with session(key_of(cast.inspector)):
        found = run("SELECT id FROM accounts_account WHERE id = ANY(%s)", list(accounts))
    assert {accounts[pk] for (pk,) in found} == {"inspector", "lea", "teacher", "director", "staff"}


def test_a_page_makes_a_login_that_nobody_has_in_a_school_it_does_not_reach(cast: Cast) -> None:
    here, there = make.person("Zoé", "LEROY"), make.person("Zoé", "LEROY")
    make.affiliation(here, cast.tilleuls, "teacher")
    make.affiliation(there, cast.verne, "teacher")
    assert accounts_ensure(person_ids=[there.pk]) == 1
    with session(key_of(cast.director)):
        assert accounts_ensure(person_ids=[here.pk]) == 1
    logins = dict(Account.objects.filter(person__in=[here, there]).values_list("person", "login"))
    assert logins == {there.pk: "zoe.leroy", here.pk: "zoe.leroy2"}
