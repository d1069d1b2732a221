"""A child enters: from the wall of the class, or with a badge."""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from eprimo.foundation.accounts.account_secrets import place_of, reaching_beyond
from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.actions.sessions import session_start
from eprimo.foundation.accounts.addresses import address_hash
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.sessions import Shared, set_cookie
from eprimo.foundation.classroom.attempts import count_attempt, wait_after
from eprimo.foundation.classroom.models import (
    MOST_TRIES,
    Badge,
    ClassDevice,
    ClassSession,
    PicturePassword,
    PictureTry,
)
from eprimo.foundation.classroom.pictures import pictures_match
from eprimo.foundation.classroom.queries import badge_shown
from eprimo.foundation.classroom.sign_in_steps import Picking
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.throttle import Limit, give_back, take

# Nobody touched the device for that long: back to the wall.
IDLE = timedelta(minutes=5)
# Badges shown from one address that are not one; right ones are given back.
BADGES = Limit(burst=60, seconds_each=5)


# No count goes further: what is above changes nothing.
MOST_COUNTED = 100


class PicturesWrong(DomainError):
    """Counted. `tries`: how many there were here."""

    code = "pictures-wrong"
    sentence = "Ce ne sont pas tes images. Essaie encore."
    status = 422

    def __init__(self, tries: int) -> None:
        self.tries = tries
        super().__init__()


class DeviceWaits(DomainError):
    """Too many wrong answers for this child on this device: it waits; another one, or a grown-up, opens."""

    code = "device-waits"
    sentence = "Demande à ta maîtresse ou à ton maître."
    status = 429

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__()


class AskTeacher(DomainError):
    """The child has no pictures yet, or a badge that died: a grown-up helps."""

    code = "ask-teacher"
    sentence = "Demande à ta maîtresse ou à ton maître."
    status = 403


class BadgeRefused(DomainError):
    """Unknown, killed, over: the same words for all."""

    code = "badge-refused"
    sentence = "Ce badge ne marche plus. Demande à ta maîtresse ou à ton maître."
    status = 422


def pictures_check(picking: Picking) -> None:
    """Pass, or count one more wrong answer and raise PicturesWrong, DeviceWaits, AskTeacher. Not inside a transaction:
    what was wrong stays counted."""
    if (refusal := _refusal(picking)) is not None:
        raise refusal


@transaction.atomic
def _refusal(picking: Picking) -> DomainError | None:
    """None: they are right. Rows are held until the end: of twelve answers at once, each counts. Away from the class
    the badge counts, so that nobody at home shuts the class's door."""
    pictures = PicturePassword.objects.select_for_update(no_key=True).filter(person=picking.person_id).first()
    if pictures is None:
        return AskTeacher()
    if picking.badge:
        return _with_badge(picking, pictures)
    now = clock.now()
    row, _ = PictureTry.objects.select_for_update(no_key=True).get_or_create(
        device_id=picking.device_id, person_id=picking.person_id, defaults={"school_id": pictures.school_id}
    )
    if row.waits_until is not None and now < row.waits_until:
        return DeviceWaits(row.waits_until)
    if pictures_match(pictures, picking.picked):
        return None
    row.wrong = min(row.wrong + 1, MOST_COUNTED)
    pictures.tries, pictures.tried_at = count_attempt(pictures.tries, pictures.tried_at, now, MOST_COUNTED)
    pictures.save(update_fields=["tries", "tried_at"])
    waits = wait_after(row.wrong, pictures.tries)
    row.waits_until = now + waits if waits else None
    row.save(update_fields=["wrong", "waits_until"])
    if row.waits_until is None:
        return PicturesWrong(row.wrong)
    audit(
        None, "classroom.pictures.blocked", row, school_id=row.school_id, subject_id=picking.person_id,
        tries=row.wrong,
    )  # fmt: skip
    return DeviceWaits(row.waits_until)


def _with_badge(picking: Picking, pictures: PicturePassword) -> DomainError | None:
    """Five wrong answers of the slow count kill the badge: it is printed again."""
    now = clock.now()
    row = Badge.objects.select_for_update(no_key=True).filter(hash=picking.badge).first()
    if row is None or row.tries >= MOST_TRIES:
        return AskTeacher()
    if pictures_match(pictures, picking.picked):
        return None
    row.tries, row.tried_at = count_attempt(row.tries, row.tried_at, now, MOST_TRIES)
    row.save(update_fields=["tries", "tried_at"])
    if row.tries < MOST_TRIES:
        return PicturesWrong(row.tries)
    audit(
        None, "classroom.pictures.blocked", row, school_id=row.school_id, subject_id=picking.person_id,
        tries=row.tries,
    )  # fmt: skip
    return AskTeacher()


def waits_until(device: ClassDevice | None, person_id: int) -> datetime | None:
    """Return when this device asks this child again; None: now."""
    if device is None:
        return None
    rows = PictureTry.objects.filter(device=device, person=person_id, waits_until__gt=clock.now())
    return rows.values_list("waits_until", flat=True).first()


def badge_read(*, code: str, address: str) -> Badge:
    """Return the badge whose code was shown. Raises BadgeRefused, TooManyTries. Not inside a transaction."""
    key = f"badge:{address_hash(address)}"
    take(key, BADGES)
    found = badge_shown(code)
    if found is None or found.tries >= MOST_TRIES:
        raise BadgeRefused(field="code")
    give_back(key)
    return found


@transaction.atomic
def child_enter(*, request: HttpRequest, child: Person, device: ClassDevice | None, by: str) -> HttpResponse:
    """Answer with the child's own session. On a device of a class it ends with the day, or five minutes after the last
    touch, and holds there only. `by`: wall, pictures, badge. NotVisible: the account is suspended, the device was taken
    back."""
    accounts_ensure(person_ids=[child.pk])
    account = Account.objects.select_for_update(of=("self",), no_key=True).get(person=child)
    if account.state == AccountState.SUSPENDED:
        raise NotVisible
    if device is not None and not ClassDevice.objects.select_for_update().filter(pk=device.pk).exists():
        raise NotVisible
    shared = Shared(device.expires_at, IDLE) if device is not None else None
    school_id = _school_of(child, device)
    # What a school lends or prints opens what is of it, of a pupil of two schools too.
    elsewhere = school_id is not None and reaching_beyond([child.pk], [school_id])
    scope = frozenset({place_of(school_id)}) if elsewhere else None
    session, key = session_start(account, request, shared=shared, scope=scope)
    if device is not None:
        ClassSession.objects.create(session=session, device=device, school_id=device.school_id)
    if by == "badge":
        Badge.objects.filter(person=child).update(used_at=clock.now())
    audit(
        None,
        "classroom.child.entered",
        device,
        school_id=school_id,
        subject_id=child.pk,
        by=by,
    )
    response = HttpResponseRedirect("/")
    set_cookie(response, key, session.expires_at, vanishes=session.shared)
    return response


def _school_of(child: Person, device: ClassDevice | None) -> int | None:
    if device is not None:
        return device.school_id
    return Badge.objects.filter(person=child).values_list("school", flat=True).first()
