"""« mandates | academy: inspectors, commune and member mandates of own territory; platform: academy, coordinator,
contractor, with a second person. Nobody grants a role to oneself »."""

from typing import Any

from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene

_KEEPERS = "academy academy_out"
_PLATFORM = "platform platform_two"
_WHO = {
    "first_name": "Nour", "last_name": "NOUVELLE", "email": "nour@exemple.fr", "starts": "2026-11-24",
    "ends": "2027-06-30", "reason": "Prise de fonction", "function": "ien", "level": "manage",
}  # fmt: skip


def _mandate(name: str, **who: str) -> Variant:
    return Variant(name=name, args=lambda s: (s[name].public_id,), **who)


def _give(role: str, place: Any, **who: str) -> Variant:
    return Variant(
        name=role, args=lambda s: (role,), data=lambda s, w: _WHO | {"lieu": place(s)}, methods="POST", **who
    )  # fmt: skip


def _choose(role: str, ok: str) -> Variant:
    return Variant(name=f"{role}, where", args=lambda s: (role,), ok=ok, methods="GET")


def _district(scene: Scene) -> str:
    return f"circonscription-{scene['inspector_mandate'].circonscription.public_id}"


def _act(route: str, data: dict[str, str] | None = None, methods: str = "POST", **more: bool) -> Any:
    """An act on a mandate that the academy keeps, and on one of the platform."""
    given = data or {}
    return line(
        route, methods,
        Variant(name="inspector", args=lambda s: (s["inspector_mandate"].public_id,), ok="academy",
                data=lambda s, w: given, **more),
        Variant(name="contractor", args=lambda s: (s["contractor_mandate"].public_id,), ok=_PLATFORM,
                data=lambda s, w: given, **more),
        second_factor=True,
    )  # fmt: skip


LINES = (
    line("mandates:index", "GET", Variant(ok=f"{_KEEPERS} {_PLATFORM}"), second_factor=True),
    line(
        "mandates:give", "GET POST",
        _choose("inspector", _KEEPERS),
        _choose("member_rep", _KEEPERS),
        _choose("academy", _PLATFORM),
        _choose("platform", ""),
        _give("inspector", _district, ok="academy"),
        _give("member_rep", lambda s: "commune-44999", ok="academy"),
        _give("commune_agent", lambda s: f"service-{s['canteen'].public_id}", ok="academy"),
        _give("academy", lambda s: "department-44", ok=_PLATFORM),
        _give("coordinator", lambda s: "", ok=_PLATFORM),
        _give("contractor", lambda s: "", ok=_PLATFORM),
        _give("platform", lambda s: ""),
        second_factor=True,
    ),
    line(
        "mandates:mandate", "GET",
        _mandate("inspector_mandate", ok="academy"), _mandate("contractor_mandate", ok=_PLATFORM),
        second_factor=True,
    ),
    _act("mandates:prolong", {"ends": "2027-08-31", "reason": "Suite"}),
    _act("mandates:end", methods="GET POST"),
    line(
        "mandates:sheet", "POST",
        # The platform gives mandates and holds no key of theirs (docs/decisions).
        _mandate("inspector_mandate", ok="academy"), _mandate("contractor_mandate", forbidden=_PLATFORM),
        second_factor=True,
    ),
    line(
        "mandates:proposal", "GET",
        _mandate("proposal", ok=_PLATFORM),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "mandates:confirm", "POST",
        _mandate("proposal", ok="platform_two", forbidden="platform"),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "mandates:refuse", "POST",
        _mandate("proposal", ok="platform_two", forbidden="platform"),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "mandates:withdraw", "POST",
        _mandate("proposal", ok="platform", forbidden="platform_two"),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
)  # fmt: skip
