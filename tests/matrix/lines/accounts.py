"""« Own preferences, devices, charter, role and school in use: self »; sign-in, activation, recovery: everybody."""

from collections.abc import Mapping
from typing import Any

from eprimo.foundation.accounts.models import ScopedSecret
from eprimo.foundation.directory.models import School
from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.scene import PASSWORD, Scene
from tests.matrix.who import (
    AGENTS,
    CONSORTIUM,
    FAMILIES,
    HEADS,
    PARTNERS,
    STAFF,
    TEACHERS,
    TERRITORY,
)

_FORMER = "former_guardian former_teacher former_pupil contact restricted_2"
# Pupils have words, which the school renews: a password and an address are not theirs.
_ADULTS = (
    f"{HEADS} {TEACHERS} {STAFF} {AGENTS} {PARTNERS} {FAMILIES} {TERRITORY} {CONSORTIUM} platform "
    f"platform_two guardian_verne director_verne teacher_verne staff_verne agent_verne director_ferme {_FORMER}"
)
_POSITIONED = " ".join(name for name in _ADULTS.split() if name not in _FORMER.split())
_PUPILS = "lea noe yanis zoe tom lea_verne"
_NEW = "Onze falaises grises 77"


def _position(scene: Scene, who: str) -> Mapping[str, Any]:
    """The first thing one may act as; nothing of anybody else's."""
    if who == "anonymous":
        return {}
    positions = scene.cast.actor(who).positions
    if not positions:
        return {"position": f"director.{scene.id('tilleuls')}"}
    first = positions[0]
    school = School.objects.get(pk=first.school_id).public_id if first.school_id else ""
    return {"position": f"{first.role}.{school}"}


def _own_session(scene: Scene) -> tuple[Any, ...]:
    return (scene["session_samira"].public_id,)


def _secret_of_samira(scene: Scene) -> object:
    account = scene.cast.samira.account  # type: ignore[attr-defined]
    return ScopedSecret.objects.create(account=account, school=scene.cast.verne, password="!x")


def _own_device(scene: Scene) -> tuple[Any, ...]:
    return (scene["device_samira"].public_id,)


_DOOR = {"login": "personne.ici", "secret": "un deux trois"}

_COMFORT = {
    "language": "en", "theme": "sombre", "reading": "aere", "font": "andika", "text_size": "grand", "animations": "non",
}  # fmt: skip

LINES = (
    line("accounts:me", "GET", Variant(ok=EVERYBODY), always_open=True),
    line(
        "accounts:sign_in", "GET POST",
        Variant(ok=EVERYBODY, methods="GET"),
        Variant(name="wrong", ok=EVERYBODY, methods="POST", data=lambda s, w: _DOOR, ok_status=422),
        public=True, always_open=True,
    ),
    line(
        "accounts:sign_in_pupil", "GET POST",
        Variant(ok=EVERYBODY, methods="GET"),
        Variant(name="wrong", ok=EVERYBODY, methods="POST", data=lambda s, w: _DOOR, ok_status=422),
        public=True, always_open=True,
    ),
    line("accounts:sign_out", "POST", Variant(ok=EVERYBODY), always_open=True),
    # Nothing was told: nothing is written.
    line("accounts:news_read", "POST", Variant(ok=EVERYBODY, writes=False), always_open=True),
    line("accounts:charter", "GET POST", Variant(ok=EVERYBODY), always_open=True),
    line(
        "accounts:activate", "GET POST",
        Variant(ok=EVERYBODY, methods="GET"),
        Variant(
            name="wrong", ok=EVERYBODY, methods="POST", ok_status=422,
            data=lambda s, w: {"step": "code", "code": "2345-6789-23456"},
        ),
        public=True, always_open=True,
    ),
    line(
        "accounts:recover", "GET POST",
        Variant(ok=EVERYBODY, data=lambda s, w: {"login": "personne.ici"}), public=True, always_open=True,
    ),
    line(
        "accounts:recover_use", "GET POST",
        Variant(ok=EVERYBODY, methods="GET"),
        Variant(
            name="wrong", ok=EVERYBODY, methods="POST", ok_status=422,
            data=lambda s, w: {"code": "2345-6789-23456", "password": _NEW, "again": _NEW},
        ),
        public=True, always_open=True,
    ),
    line(
        "accounts:switch", "GET POST",
        Variant(methods="GET", ok=EVERYBODY),
        Variant(name="own", methods="POST", ok=f"{_POSITIONED} {_PUPILS}", data=_position),
        Variant(
            name="somebody else’s", methods="POST", ok="", data=lambda s, w: {"position": "platform."},
            silent="platform platform_two",
        ),
        always_open=True,
    ),
    line(
        "accounts:comfort", "GET POST", Variant(ok=EVERYBODY, data=lambda s, w: _COMFORT), always_open=True,
    ),
    line(
        "accounts:animal", "GET POST", Variant(name="page", methods="GET", ok=_PUPILS),
        # « The child alone »: an adult is told that the choice is not theirs.
        Variant(
            name="choice", methods="POST", ok=_PUPILS, forbidden=_ADULTS,
            data=lambda s, w: {"animal": "unicorn", "colour": "3"},
        ),
        always_open=True,
    ),
    line(
        "accounts:language", "POST",
        # A device keeps it in a cookie; an account, in the database.
        Variant(ok=EVERYBODY, writes=False, data=lambda s, w: {"language": "ar", "next": "/compte/"}),
        public=True, always_open=True,
    ),
    line(
        "accounts:password", "GET POST",
        Variant(ok=_ADULTS, data=lambda s, w: {"old": PASSWORD, "password": _NEW, "again": _NEW}), always_open=True,
    ),
    line(
        "accounts:email", "GET POST",
        Variant(ok=_ADULTS, data=lambda s, w: {"password": PASSWORD, "email": "moi@exemple.fr"}), always_open=True,
    ),
    line(
        "accounts:email_confirm", "GET POST",
        Variant(ok=_ADULTS, methods="GET"),
        Variant(name="wrong", ok=_ADULTS, methods="POST", data=lambda s, w: {"code": "2345-6789-23456"}, ok_status=422),
        always_open=True,
    ),
    # « P is told of each print »: each reads and shuts the own ones; pupils have cards.
    line(
        "accounts:sheets", "GET POST",
        Variant(methods="GET", ok=_ADULTS),
        Variant(
            name="samira’s", methods="POST", ok="samira", before=_secret_of_samira,
            data=lambda s, w: {"of": str(s.cast.verne.public_id)},
        ),
        always_open=True,
    ),
    # Who came in with the whole secret has nothing to widen: on to the account.
    line("accounts:widen", "GET POST", Variant(ok=_ADULTS, writes=False), always_open=True),
    line("accounts:sessions_end_others", "POST", Variant(ok=EVERYBODY, writes=False), always_open=True),
    # « Own preferences, devices: self »; nothing rings for a pupil.
    line("pwa:devices", "GET", Variant(ok=EVERYBODY), always_open=True),
    line(
        "pwa:device_add", "POST",
        Variant(name="wrong", ok=_ADULTS, ok_status=422, data=lambda s, w: {"endpoint": "x"}, writes=False),
        signed_out=401, always_open=True,
    ),
    line(
        "pwa:device_resume", "POST",
        Variant(ok=_ADULTS, ok_status=204, data=lambda s, w: {"endpoint": "https://nulle.part/"}, writes=False),
        signed_out=401, always_open=True,
    ),
    line(
        "pwa:device_remove", "POST", Variant(name="samira’s", args=_own_device, ok="samira", forbidden=_PUPILS),
        always_open=True,
    ),
    line(
        "pwa:own_device", "POST",
        Variant(
            ok="teacher teacher_cm2 teacher_parent substitute teacher_verne", data=lambda s, w: {"a_moi": "oui"},
        ),
        always_open=True,
    ),
    line("pwa:sender", "GET", Variant(ok=EVERYBODY), signed_out=401, always_open=True),
    line("pwa:leave_everywhere", "POST", Variant(ok=EVERYBODY), always_open=True),
    line(
        "pwa:later", "POST", Variant(ok=EVERYBODY, writes=False, data=lambda s, w: {"offre": "installer"}),
        always_open=True,
    ),
    line("accounts:session_end", "POST", Variant(name="samira’s", args=_own_session, ok="samira"), always_open=True),
)  # fmt: skip
