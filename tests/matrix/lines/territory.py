"""« figures (cells ≥ 5) » and the screens of those who follow many schools from outside."""

from typing import Any

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation
from tests.conftest import NOW
from tests.matrix.families import tied
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import TERRITORY

_FOLLOWERS = f"{TERRITORY} member_rep platform platform_two"


def _headless(scene: Scene) -> object:
    """Nobody directs Les Tilleuls any more."""
    heads = Affiliation.objects.filter(
        school=scene["tilleuls"], profile__in=(Profile.DIRECTOR, Profile.DEPUTY), ends=None
    ) | Affiliation.objects.filter(school=scene["tilleuls"], profile=Profile.DEPUTY, ends__gt=NOW)
    return heads.update(ends=NOW, end_reason="left")


def _school(name: str, ok: str) -> Variant:
    return Variant(name=name, args=lambda s: (s[name].uai,), ok=ok)


def _import(name: str, ok: str, **more: Any) -> Variant:
    return Variant(
        name=name, args=lambda s: (s[name].uai,), ok=ok, data=lambda s, w: {"reason": "Fusion"}, **more
    )


LINES = (
    line("territory:home", "GET", Variant(ok=_FOLLOWERS), second_factor=True),
    line("territory:schools", "GET", Variant(ok=_FOLLOWERS), second_factor=True),
    line(
        "territory:schools_file", "POST",
        Variant(ok=_FOLLOWERS, data=lambda s, w: {"format": "ods"}),
        Variant(name="no such format", data=lambda s, w: {"format": "exe"}),
        second_factor=True,
    ),
    line(
        "territory:school", "GET",
        # « inspector: mandate on a circonscription »: only Les Tilleuls is linked to one of the cast's.
        _school("tilleuls", "inspector academy member_rep platform platform_two"),
        _school("verne", "academy member_rep platform platform_two"),
        # « School without entitlement: territory and consortium screens are not concerned ».
        _school("ferme", "academy member_rep platform platform_two"),
        second_factor=True,
    ),
    # « academy opens it once, with a reason ».
    line(
        "territory:import_open", "GET POST", _import("tilleuls", "academy"), _import("verne", "academy"),
        second_factor=True,
    ),
    line(
        "territory:import_undo", "GET POST",
        Variant(name="many left", args=lambda s: (s["tilleuls"].uai, s.id("delivery_left")), ok="academy"),
        Variant(name="as any other", args=lambda s: (s["tilleuls"].uai, s.id("delivery_told"))),
        Variant(name="of another school", args=lambda s: (s["verne"].uai, s.id("delivery_left"))),
        second_factor=True,
    ),
    line(
        "territory:deputy", "GET POST",
        # « dated delegation by the director, or by academy when there is none »: with a director the page is not there.
        _school("tilleuls", ""),
        Variant(
            name="tilleuls without a head", args=lambda s: (s["tilleuls"].uai,), ok="academy", before=_headless,
            data=lambda s, w: {"adult": str(s.id("teacher")), "ends": "2027-01-31", "reason": "Congé"},
        ),
        second_factor=True,
    ),
    line(
        "territory:families", "GET POST",
        # « else academy »: for such a school only.
        _school("tilleuls", ""),
        Variant(
            name="tilleuls, whose direction is tied", args=lambda s: (s["tilleuls"].uai,), ok="academy", before=tied,
            data=lambda s, w: {"reason": "Jugement"},
        ),
        second_factor=True,
    ),
)  # fmt: skip
