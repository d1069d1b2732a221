"""What opens somebody's space is written at the door, or by who answers for the person: not by a stranger's statement
in a page, whoever's session it has."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.enums import Font, Reading, TextSize
from eprimo.foundation.accounts.models import Account, AccountNews, KnownAddress, ScopedSecret, SignInCode
from eprimo.foundation.accounts.sessions import key_hash, session_open
from eprimo.foundation.classroom.models import Badge, ClassDevice, ClassDoor, PicturePassword
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.sign_in_connection import as_the_door
from eprimo.foundation.kernel.wall import guards
from tests import factories as make
from tests.cast import Cast
from tests.foundation.access.walled import done, key_of, run
from tests.wall import session

pytestmark = pytest.mark.django_db

# Of who is signed in; nobody.
WHO = ("teacher", "samira", "lea", "director", "deputy", "academy", "inspector", "platform", "")
_SESSION = (
    "INSERT INTO accounts_session (public_id, key_hash, account_id, created_at, seen_at, expires_at, device, role,"
    " scope)"
    " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, '', '', NULL)"
)
_CODE = (
    "INSERT INTO accounts_signincode (account_id, purpose, school_id, hash, bound_to, tries, made_at, expires_at)"
    " VALUES (%s, %s, %s, %s, '', 0, %s, %s)"
)


def _key(cast: Cast, who: str) -> str:
    return key_of(cast.people[who]) if who else ""


def _opened(account: int, key: str = "known") -> int:
    now = clock.now()
    return done(_SESSION, key_hash(key), account, now, now, now + timedelta(days=300))


@pytest.mark.parametrize("who", WHO)
def test_no_page_opens_a_session(cast: Cast, who: str) -> None:
    """For nobody: neither for somebody else, nor a wider one for oneself."""
    key = _key(cast, who)
    own = cast.people[who].account.pk if who else cast.samira.account.pk
    with session(key):
        assert (_opened(cast.people["director"].account.pk), _opened(own, "own")) == (0, 0)
    with session(key), as_the_door():
        assert _opened(own, "door") == 1


@pytest.mark.parametrize("who", ["teacher", "samira", "director", "academy"])
@pytest.mark.parametrize(
    "change",
    [
        "account_id = {other}",
        "key_hash = '{hash}'",
        "scope = NULL",
        "expires_at = expires_at + interval '1 year'",
        "created_at = created_at + interval '1 day'",
        "idle_seconds = NULL",
        "second_factor_at = now()",
        "public_id = gen_random_uuid()",
    ],
)
def test_no_page_makes_a_session_another_one(cast: Cast, who: str, change: str) -> None:
    person, other = cast.people[who], cast.people["teacher_verne"].account
    row, key = session_open(person.account, scope=[cast.tilleuls.pk])
    row.idle_seconds = 60
    row.save(update_fields=["idle_seconds"])
    theirs, _ = session_open(other)
    change = change.format(other=other.pk, hash=key_hash("known"))
    with session(key):
        for whose in (row, theirs):
            assert done(f"UPDATE accounts_session SET {change} WHERE id = %s", whose.pk) == 0
        # What pages do write of it.
        assert (
            done("UPDATE accounts_session SET seen_at = %s, role = '' WHERE id = %s", clock.now(), row.pk)
            == 1
        )
        assert done("UPDATE accounts_session SET role = 'x' WHERE id = %s", theirs.pk) == 0
        assert done("DELETE FROM accounts_session WHERE id = %s", theirs.pk) == 0
        assert done("DELETE FROM accounts_session WHERE id = %s", row.pk) == 1


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    "change",
    [
        "recovery_email = 'me@example.org', recovery_email_confirmed_at = now()",
        "recovery_email_pending = 'me@example.org'",
        "login = 'another'",
        "activated_at = now()",
        "last_login = now()",
    ],
)
def test_no_page_writes_what_opens_an_account(cast: Cast, who: str, change: str) -> None:
    own = cast.people[who].account.pk if who else 0
    key = _key(cast, who)
    everybody = list(Account.objects.values_list("pk", flat=True))
    with session(key):
        assert (
            sum(done(f"UPDATE accounts_account SET {change} WHERE id = %s", pk) for pk in {*everybody, own})
            == 0
        )


@pytest.mark.parametrize("who", WHO)
def test_an_account_that_a_page_makes_opens_nothing(cast: Cast, who: str) -> None:
    """Whoever has none yet would be entered by who gives the password."""
    newcomers = [make.person("NOUVEAU") for _ in range(3)]

    def made(person: int, state: str, login: str, address: str = "") -> int:
        return done(
            "INSERT INTO accounts_account (person_id, login, state, recovery_email, recovery_email_pending,"
            " language, theme, reading, font, text_size, animations)"
            " VALUES (%s, %s, %s, '', %s, '', '', %s, %s, %s, '')",
            person, login, state, address, Reading.NORMAL, Font.DEFAULT, TextSize.NORMAL,
        )  # fmt: skip

    key = _key(cast, who)
    with session(key):
        assert made(newcomers[0].pk, "active", "nouveau.deux") == 0
        assert made(newcomers[1].pk, "expected", "nouveau.trois", "me@example.org") == 0
        assert made(newcomers[2].pk, "expected", "nouveau.quatre") == bool(who)


@pytest.mark.parametrize(
    ("who", "led"),
    [
        ("teacher", {"lea"}),
        ("samira", set()),
        ("lea", set()),
        ("staff", set()),
        ("director", {"lea", "samira", "teacher", "staff"}),
        ("director_verne", {"teacher_verne"}),
        # Above schools nobody reaches a child, nor its account: that act is of the heads alone.
        ("academy", {"samira", "teacher", "staff", "teacher_verne", "inspector"}),
        ("inspector", set()),
        ("platform", {"inspector", "academy"}),
        ("", set()),
    ],
)
def test_who_is_suspended_and_reactivated_by_whom(cast: Cast, who: str, led: set[str]) -> None:
    asked = {"lea", "samira", "teacher", "staff", "teacher_verne", "inspector", "academy"}
    key = _key(cast, who)
    with session(key):
        found = {
            name
            for name in asked
            if done(
                "UPDATE accounts_account SET state = 'suspended' WHERE person_id = %s",
                cast.people[name].pk,
            )
        }
    assert found == led
    assert who not in found


@pytest.mark.parametrize("who", WHO)
def test_no_account_is_given_to_another_person(cast: Cast, who: str) -> None:
    """But of two who are made one, in that transaction."""
    key = _key(cast, who)
    people = [cast.people[name].pk for name in ("director", "teacher", "samira", "lea", "teacher_verne")]
    with session(key):
        for person in people:
            assert (
                done("UPDATE accounts_account SET person_id = %s WHERE person_id = %s", -person, person) == 0
            )


@pytest.mark.parametrize(
    ("who", "made"),
    [
        ("teacher", set()),
        ("samira", set()),
        ("staff", set()),
        ("director", {("samira", "tilleuls"), ("teacher", "tilleuls")}),
        ("inspector", set()),
        ("platform", {("academy", None)}),
        (
            "academy",
            {("samira", "tilleuls"), ("teacher", "tilleuls"), ("teacher", "verne"), ("samira", "verne")},
        ),
        ("", set()),
    ],
)
def test_codes_are_of_who_prints_them(cast: Cast, who: str, made: set[tuple[str, str | None]]) -> None:
    now = clock.now()
    SignInCode.objects.all().delete()
    key = _key(cast, who)
    asked = [(name, at) for name in ("samira", "teacher", "academy") for at in ("tilleuls", "verne", None)]
    with session(key):
        found = {
            (name, at)
            for name, at in asked
            if done(
                _CODE, cast.people[name].account.pk, "renewal", getattr(cast, at).pk if at else None,
                f"{name}{at}", now, now + timedelta(days=1),
            )
        }  # fmt: skip
        for purpose in ("recovery", "email"):
            assert not done(
                _CODE, cast.samira.account.pk, purpose, None, purpose, now, now + timedelta(days=1)
            )
    assert found == made


def test_a_sheet_that_is_over_does_not_open_again(cast: Cast) -> None:
    with session(key_of(cast.director)):
        sheets_make(actor=cast.actor("director"), person_ids=[cast.samira.pk], school=cast.tilleuls)
        [code] = SignInCode.objects.filter(account=cast.samira.account).values_list("pk", flat=True)
        assert done("UPDATE accounts_signincode SET cancelled_at = now() WHERE id = %s", code) == 1
        for change in (
            "cancelled_at = NULL",
            "hash = 'known'",
            "tries = 0, used_at = NULL, expires_at = expires_at + interval '1 year'",
            "account_id = account_id + 1",
            "school_id = NULL",
        ):
            assert done(f"UPDATE accounts_signincode SET {change} WHERE id = %s", code) == 0, change
        assert done("DELETE FROM accounts_signincode WHERE id = %s", code) == 0


@pytest.mark.parametrize("who", WHO)
def test_secrets_of_sheets_addresses_and_news_are_not_forged(cast: Cast, who: str) -> None:
    now = clock.now()
    other = cast.people["teacher_verne"].account.pk
    secret = ScopedSecret.objects.create(account_id=other, school=cast.verne, password="argon2$theirs")
    key = _key(cast, who)
    with session(key):
        for account in {other, cast.people[who or "samira"].account.pk}:
            assert not done(
                "INSERT INTO accounts_scopedsecret (account_id, school_id, password, since)"
                " VALUES (%s, NULL, 'argon2$known', %s)",
                account, now,
            )  # fmt: skip
            assert not done(
                "INSERT INTO accounts_knownaddress (account_id, address_hash, seen_at) VALUES (%s, 'x', %s)",
                account, now,
            )  # fmt: skip
            assert not done(
                "INSERT INTO accounts_accountnews (account_id, what, at) VALUES (%s, 'printed', %s)",
                account,
                now,
            )
        assert not done("UPDATE accounts_scopedsecret SET password = 'argon2$known' WHERE id = %s", secret.pk)
        assert not done("DELETE FROM accounts_scopedsecret WHERE id = %s", secret.pk)
        assert not done("UPDATE accounts_knownaddress SET seen_at = now()")


@pytest.mark.parametrize("who", WHO)
def test_a_class_of_elsewhere_is_not_opened(cast: Cast, who: str) -> None:
    """Its devices, what its door asks, the pictures and the badge of a child."""
    now, there, group = clock.now(), cast.people["lea_verne"], cast.ce1_verne
    PicturePassword.objects.create(person=there, school=cast.verne, pictures=b"x")
    Badge.objects.create(person=there, school=cast.verne, hash="theirs", expires_at=now + timedelta(days=1))
    ClassDoor.objects.create(class_group=group, school=cast.verne)
    me = cast.people[who].pk if who else 0
    key = _key(cast, who)
    with session(key):
        device = (
            "INSERT INTO classroom_classdevice (public_id, key_hash, school_id, class_group_id, paired_by_id,"
            " paired_at, expires_at, label) VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, '')"
        )
        until = now + timedelta(hours=1)
        written = (
            done(device, "known", cast.verne.pk, group.pk, me, now, until)
            + done("UPDATE classroom_classdoor SET secret = 'nothing'")
            + done("UPDATE classroom_picturepassword SET pictures = 'y'")
            + done("UPDATE classroom_badge SET hash = 'known'")
        )
        # The academy answers for its schools; of who paired a device, nobody says another.
        assert written == (4 if who == "academy" else 0)
        assert not done(device, "other", cast.tilleuls.pk, cast.ce1.pk, there.pk, now, until)
    assert ClassDevice.objects.filter(paired_by=there).count() == 0


def test_a_teacher_opens_the_own_class(cast: Cast) -> None:
    now = clock.now()
    with session(key_of(cast.teacher)):
        assert done("INSERT INTO classroom_classdoor (class_group_id, school_id, secret) VALUES (%s, %s, 'nothing')",
                    cast.ce1.pk, cast.tilleuls.pk) == 1  # fmt: skip
        assert ClassDoor.objects.get(pk=cast.ce1.pk).secret == "nothing"
        assert ClassDevice.objects.create(
            key_hash="x", school=cast.tilleuls, class_group=cast.ce1, paired_by=cast.teacher,
            expires_at=now + timedelta(hours=1),
        ).pk  # fmt: skip


def test_every_table_of_accounts_and_of_class_doors_says_who_writes_it() -> None:
    closed = {guard.table for guard in guards() if guard.writes is not None}
    of_these = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in {"accounts", "classroom"}
    }
    assert of_these <= closed


def test_pages_do_not_call_what_refuses(cast: Cast) -> None:
    with session(key_of(cast.teacher)), pytest.raises(DatabaseError), transaction.atomic():
        run("SELECT wall.refuse()")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("teacher", {"teacher", "lea"}),
        ("samira", {"samira"}),
        ("lea", {"lea"}),
        ("staff", {"staff"}),
        ("director", {"director", "teacher", "lea", "samira", "staff"}),
        ("inspector", {"inspector"}),
        ("platform", {"platform", "inspector"}),
        ("", set()),
    ],
)
def test_sessions_and_codes_of_others_are_not_read(cast: Cast, who: str, seen: set[str]) -> None:
    """Which device somebody has, where from, since when; what waits for them in a schoolbag."""
    asked = ("teacher", "lea", "samira", "staff", "director", "inspector", "platform", "teacher_verne")
    now = clock.now()
    accounts = {cast.people[name].account.pk: name for name in asked}
    SignInCode.objects.all().delete()
    for account in accounts:
        session_open(Account.objects.get(pk=account))
        SignInCode.objects.create(
            account_id=account, purpose="renewal", hash=str(account), expires_at=now + timedelta(days=1)
        )
        KnownAddress.objects.create(account_id=account, address_hash=str(account))
        AccountNews.objects.create(account_id=account, what="printed")
    key = _key(cast, who)
    with session(key):
        for table in ("session", "signincode"):
            rows = run(
                f"SELECT DISTINCT account_id FROM accounts_{table} WHERE account_id = ANY(%s)", list(accounts)
            )
            assert {accounts[pk] for (pk,) in rows} == seen, table
        rows = run("SELECT account_id FROM accounts_accountnews")
        assert {accounts[pk] for (pk,) in rows} == ({who} if who else set())
        assert run("SELECT 1 FROM accounts_knownaddress") == []
