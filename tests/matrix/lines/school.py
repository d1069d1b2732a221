"""« Directory », acts: the console of the school, and the screens of the academy and of the members beside it."""

from datetime import date, timedelta
from typing import Any

from eprimo.foundation.directory.models import GuardianRestriction, Guardianship, School, SchoolDayOff
from tests.conftest import NOW
from tests.matrix.families import opened, tied
from tests.matrix.line import EVERYBODY, Line, Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import (
    AGENTS,
    HEADS,
    TEACHERS,
    TERRITORY,
    VERNE_HEADS,
)

_ALL_HEADS = f"{HEADS} {VERNE_HEADS}"
_DATES = {"starts": "2026-11-24", "ends": "2027-01-31", "reason": "Congé"}
_NEWCOMER = {"first_name": "Nour", "last_name": "NOUVELLE"} | _DATES


def _heads(route: str, methods: str = "GET", **more: Any) -> Line:
    """A screen of those who direct, without an object."""
    data = more.pop("data", {})
    return line(route, methods, Variant(ok=_ALL_HEADS, data=lambda s, w: data), second_factor=True, **more)


def _own(route: str, methods: str, *names_: str, **more: Any) -> Line:
    """A screen about an object of Les Tilleuls (the first), and the same about one of Jules-Verne."""
    here, there = names_
    return line(
        route, methods,
        _object(here, HEADS, **more),
        _object(there, VERNE_HEADS, **more),
        second_factor=True,
    )  # fmt: skip


def _object(name: str, ok: str, **more: Any) -> Variant:
    data = more.pop("data", {})
    return Variant(
        name=name, args=lambda s: (s.id(name),), ok=ok,
        data=lambda s, w: {key: value(s) if callable(value) else value for key, value in data.items()}, **more,
    )  # fmt: skip


def _class(route: str, methods: str, name: str = "ce1", **more: Any) -> Line:
    """Teachers see every class of their school, and change none."""
    return line(
        route, methods,
        _object(name, HEADS, forbidden=TEACHERS, **more),
        _object("ce1_verne", VERNE_HEADS, forbidden="teacher_verne", methods="GET"),
        second_factor=True,
    )  # fmt: skip


def _body(name: str, ok: str, *, forbidden: str = "", **body: Any) -> Variant:
    """What the body names."""
    return Variant(
        name=name,
        ok=ok,
        forbidden=forbidden,
        data=lambda s, w: {k: v(s) if callable(v) else v for k, v in body.items()},
    )


def _link(adult: str, child: str, ok: str, **more: Any) -> Variant:
    data = more.pop("data", {})
    return Variant(
        name=f"{adult}, {child}",
        args=lambda s: (s.id(adult), s.id(child)),
        ok=ok,
        data=lambda s, w: data,
        **more,
    )


def _pairs(**body: Any) -> tuple[Variant, ...]:
    """Two rows of one school, and one of each: an academy sees both, and makes one only those across schools."""

    def pair(first: str, second: str, **more: Any) -> Variant:
        kept = {"kept": _id(first)} if body else {}
        return Variant(
            name=f"{first}, {second}", args=lambda s: (s.id(first), s.id(second)),
            data=lambda s, w: {key: value(s) for key, value in kept.items()}, **more,
        )  # fmt: skip

    return (
        pair("twin", "twin_two", ok=HEADS, forbidden="academy"),
        pair("twin_verne", "twin_two_verne", ok=VERNE_HEADS, forbidden="academy"),
        pair("twin", "twin_verne", ok="academy"),
        # « a territory role sees no pupil data ».
        pair("lea", "noe", ok=HEADS) if not body else pair("lea", "noe", ok=HEADS, methods="GET"),
    )


def _pk(name: str) -> Any:
    return lambda s: str(s[name].pk)


def _id(name: str) -> Any:
    def of(scene: Scene) -> str:
        return str(scene.id(name))

    return of


def _ends_soon(scene: Scene) -> object:
    """A restriction with a last day, which is near."""
    rows = GuardianRestriction.objects.filter(pk=scene["restriction"].pk)
    return rows.update(ends=NOW + timedelta(days=5), in_force_until=NOW + timedelta(days=20))


def _lowered(scene: Scene) -> object:
    """A decision that lowers what Samira is to Léa, with a last day."""
    link = Guardianship.objects.get(adult=scene.cast.samira, child=scene.cast.lea)
    Guardianship.objects.filter(pk=link.pk).update(kind="no_exercise")
    return GuardianRestriction.objects.create(
        guardianship=link, school=scene["tilleuls"], level=0, kind="no_exercise", kind_before="exercises",
        reason="Jugement", starts=NOW, ends=NOW + timedelta(days=5), in_force_until=NOW + timedelta(days=20),
    )  # fmt: skip


_FIGURES_HERE = names(HEADS, AGENTS)
_SITUATION = {"kind": "no_exercise", "ends": "", "reason": "Jugement"}
_RESTRICTION = {"level": "2", "ends": "", "reason": "Jugement"}


def _shut(school: School) -> None:
    """It has no class that Friday."""
    day = date(2026, 11, 27)
    SchoolDayOff.objects.create(school=school, label="Grève", first=day, last=day)


LINES = (
    _heads("school:home"),
    _heads(
        "school:settings", "GET POST",
        data={"families_see_classmates": "on", "quiet_from": "19:00", "quiet_until": "07:30"},
    ),
    _heads(
        "school:hours", "GET POST",
        data={
            "half_days": ["0", "1", "4"], "morning_from": "09:00", "morning_until": "12:00", "afternoon_from": "13:30",
            "afternoon_until": "16:00",
        },
    ),
    _heads(
        "school:days", "GET POST",
        data={"first": f"{NOW + timedelta(days=60):%Y-%m-%d}", "last": "", "label": "Pont"},
    ),
    line(
        "school:closed", "GET POST",
        *(
            Variant(
                name=name, args=lambda s: ("2026-11-27",), before=shut, ok=ok, data=lambda s, w: {"do": "fall"},
                writes=False,
            )
            for name, shut, ok in (
                ("-", lambda s: _shut(s.cast.tilleuls), HEADS),
                ("of the other school", lambda s: _shut(s.cast.verne), VERNE_HEADS),
            )
        ),
        second_factor=True,
    ),
    line(
        "school:day_remove", "POST",
        Variant(ok=_ALL_HEADS, data=lambda s, w: {"first": "2026-12-07"}, writes=False), second_factor=True,
    ),
    # « Read "ce que j'ai fait": everyone own acts, pupils too ».
    line("school:history", "GET", Variant(ok=EVERYBODY)),
    line(
        "school:figures", "GET",
        # Those of the school in use. Teachers read those of own classes: no page shows them yet.
        Variant(
            ok=f"{_FIGURES_HERE} director_verne agent_verne",
            silent=f"{TEACHERS} teacher_verne {TERRITORY} member_rep platform platform_two",
        ),
    ),
    line(
        "school:figures_of", "GET",
        Variant(
            name="tilleuls", args=lambda s: (s["tilleuls"].uai,),
            ok=f"{_FIGURES_HERE} inspector academy member_rep platform platform_two",
        ),
        Variant(
            name="verne", args=lambda s: (s["verne"].uai,),
            ok="director_verne agent_verne academy member_rep platform platform_two",
        ),
    ),
    _heads("school:people"),
    # A trace from 31 people on.
    line("school:people_file", "POST", Variant(ok=_ALL_HEADS, writes=False), second_factor=True),
    _heads("school:left"),
    _heads("school:doubles"),
    # « merge across schools: director of both, else academy ».
    line(
        "school:doubles_of", "GET",
        *(Variant(name=name, args=lambda s, name=name: (s[name].uai,), ok="academy") for name in ("tilleuls", "verne")),
        second_factor=True,
    ),
    line("school:merges", "GET", Variant(ok=f"{_ALL_HEADS} academy academy_out"), second_factor=True),
    line(
        "school:part", "GET POST",
        _object("merge", HEADS), _object("merge_verne", VERNE_HEADS),
        second_factor=True,
    ),
    line("school:double", "GET POST", *_pairs(kept=_id("twin")), second_factor=True),
    line("school:different", "POST", *_pairs(), second_factor=True),
    line("school:alike", "GET", _object("lea", HEADS), _object("lea_verne", VERNE_HEADS), second_factor=True),
    line(
        "school:person", "GET",
        *(_object(name, HEADS) for name in ("lea", "samira", "restricted_1", "teacher")),
        # « own school = affiliation in force »; no row names partners, whom their director keeps by hand.
        _object("former_pupil", ""),
        _object("partner", "", silent=HEADS),
        _object("lea_verne", VERNE_HEADS),
        _object("teacher_verne", VERNE_HEADS),
        second_factor=True,
    ),
    line(
        "school:suspend", "GET POST",
        _object("teacher", HEADS, data={"reason": "Téléphone perdu"}),
        # « never oneself or the last director ».
        _object("director", "", forbidden=HEADS),
        _object("deputy", "director", forbidden="deputy", data={"reason": "Téléphone perdu"}),
        _object("teacher_verne", VERNE_HEADS, data={"reason": "Téléphone perdu"}),
        _object("samira", "", forbidden=HEADS, before=tied, methods="POST"),
        second_factor=True,
    ),
    line(
        "school:reactivate", "POST",
        _object("suspended", HEADS),
        _object("teacher_verne", VERNE_HEADS, writes=False),
        second_factor=True,
    ),
    line(
        "school:move", "GET POST",
        _object("lea", HEADS, data={"to": _id("cm2")}),
        _object("lea_verne", VERNE_HEADS, methods="GET"),
        second_factor=True,
    ),
    line(
        "school:consent", "GET POST",
        _object("lea", HEADS, data={"guardian": _id("samira"), "use": "image", "decision": "no"}),
        _object("lea_verne", VERNE_HEADS, data={"guardian": _id("guardian_verne"), "use": "image", "decision": "no"}),
        _object(
            "lea", "academy", forbidden=HEADS, before=opened,
            data={"guardian": _id("samira"), "use": "image", "decision": "no"},
        ),
        second_factor=True,
    ),
    line("school:classes", "GET", Variant(ok=f"{TEACHERS} {_ALL_HEADS} teacher_verne")),
    line(
        "school:class", "GET",
        _object("ce1", f"{TEACHERS} {HEADS}"),
        _object("ce1_verne", "teacher_verne director_verne"),
    ),
    _heads("school:class_create", "GET POST", data={"label": "CM1-B", "levels": "CM1"}),
    _class("school:class_edit", "GET POST", data={"label": "CE1-Z", "levels": "CE1", "skin": ""}),
    _class("school:class_close", "GET POST", "empty"),
    line(
        "school:attach", "GET POST",
        _object("cm2", HEADS, forbidden=TEACHERS, data={"adult": _id("teacher"), "kind": "teaches"}),
        # « deputy: no further delegation ».
        Variant(
            name="cm2, to follow up", args=lambda s: (s.id("cm2"),), methods="POST", ok="director",
            forbidden=TEACHERS, invalid="deputy",
            data=lambda s, w: {"adult": str(s.id("staff")), "kind": "delegate"},
        ),
        _object("ce1_verne", VERNE_HEADS, forbidden="teacher_verne", methods="GET"),
        second_factor=True,
    ),
    line(
        "school:detach", "POST",
        _object("ce1", HEADS, forbidden=TEACHERS, data={"lien": _pk("substitute_tie")}),
        _object("ce1_verne", "", forbidden="teacher_verne", data={"lien": _pk("substitute_tie")}),
        second_factor=True,
    ),
    _heads("school:groups", "GET POST", data={"label": "Échecs"}),
    line(
        "school:group", "GET POST",
        _object("chorale", HEADS, data={"pupils": _id("yanis")}),
        _object("chorale_verne", VERNE_HEADS, data={"pupils": _id("lea_verne")}),
        second_factor=True,
    ),
    _own("school:group_rename", "GET POST", "chorale", "chorale_verne", data={"label": "Chœur"}),
    _own("school:group_close", "POST", "chorale", "chorale_verne"),
    _heads("school:services", "GET POST", data={"kind": "etude", "name": "Étude"}),
    line(
        "school:service", "GET POST",
        _object("canteen", HEADS, data={"children": _id("yanis")}),
        _object("canteen_verne", VERNE_HEADS, data={"children": _id("lea_verne")}),
        second_factor=True,
    ),
    _own("school:service_close", "POST", "canteen", "canteen_verne"),
    line("school:adults", "GET", Variant(ok=f"{_ALL_HEADS} member_rep"), second_factor=True),
    line(
        "school:adult_add", "GET POST",
        *(
            Variant(name=job, args=lambda s, job=job: (job,), ok=_ALL_HEADS, data=lambda s, w: _NEWCOMER)
            for job in ("remplacant", "aesh", "atsem", "secretaire")
        ),
        Variant(
            name="partenaire", args=lambda s: ("partenaire",), ok=_ALL_HEADS,
            data=lambda s, w: _NEWCOMER
            | {"groups": str(s.id("chorale_verne" if w == "director_verne" else "chorale"))},
        ),
        Variant(name="no such job", args=lambda s: ("directeur",)),
        second_factor=True,
    ),
    line(
        "school:agent_add", "GET POST",
        Variant(
            ok=f"{_ALL_HEADS} member_rep",
            data=lambda s, w: _NEWCOMER
            | {"service": str(s.id("canteen_verne" if w == "director_verne" else "canteen"))},
        ),
        second_factor=True,
    ),
    line(
        "school:deputy", "GET POST",
        # « dated delegation by the director, or by academy when there is none »; a deputy delegates no further.
        Variant(
            ok="director director_verne", silent="academy",
            data=lambda s, w: {
                "adult": str(s.id("teacher_verne" if w == "director_verne" else "teacher")),
                "ends": "2027-01-31", "reason": "Congé",
            },
        ),
        second_factor=True,
    ),
    line(
        "school:prolong", "POST",
        _body("substitute", HEADS, lien=_pk("substitute_link"), fin="2027-02-01"),
        # « member_rep of the commune for its body; director for own school »: the agent of Les Tilleuls was named by
        # its director, the one of Jules-Verne by the commune.
        _body("agent", f"{HEADS} member_rep", agent=_pk("agent_mandate"), fin="2027-02-01"),
        _body("agent_verne", "member_rep", forbidden=VERNE_HEADS, agent=_pk("agent_verne_mandate"), fin="2027-02-01"),
        second_factor=True,
    ),
    line(
        "school:end", "POST",
        _body("substitute", HEADS, lien=_pk("substitute_link")),
        Variant(
            name="deputy", ok="director", refused="deputy", data=lambda s, w: {"lien": str(s["deputy_link"].pk)}
        ),
        _body("agent", f"{HEADS} member_rep", agent=_pk("agent_mandate")),
        _body("agent_verne", "member_rep", forbidden=VERNE_HEADS, agent=_pk("agent_verne_mandate")),
        second_factor=True,
    ),
    _heads("school:restrictions"),
    line(
        "school:guardianship", "GET",
        _link("samira", "lea", HEADS),
        _link("restricted_1", "zoe", HEADS),
        _link("guardian_verne", "lea_verne", VERNE_HEADS),
        _link("samira", "yanis", ""),
        # « nobody so tied …; else academy »: a tied direction reads, and is told who acts.
        _link("paul", "lea", f"{HEADS} academy", before=opened),
        second_factor=True,
    ),
    line(
        "school:guardianship_kind", "GET POST",
        _link("samira", "lea", HEADS, data=_SITUATION),
        _link("guardian_verne", "lea_verne", VERNE_HEADS, data=_SITUATION),
        _link("paul", "lea", "academy", forbidden=HEADS, data=_SITUATION, before=opened),
        second_factor=True,
    ),
    line("school:kind_end", "POST", _link("samira", "lea", HEADS, before=_lowered), second_factor=True),
    line(
        "school:kind_reason", "POST",
        # « deputy: no restriction document ».
        _link("samira", "lea", "director", forbidden="deputy", before=_lowered), second_factor=True,
    ),
    line(
        "school:restrict", "GET POST",
        _link("samira", "lea", HEADS, data=_RESTRICTION),
        _link("restricted_1", "zoe", HEADS, data=_RESTRICTION),
        _link("guardian_verne", "lea_verne", VERNE_HEADS, data=_RESTRICTION),
        _link("paul", "lea", "academy", forbidden=HEADS, data=_RESTRICTION, before=opened),
        _link("samira", "noe", "academy", forbidden=HEADS, data=_RESTRICTION, before=opened),
        _link("restricted_1", "zoe", HEADS, data=_RESTRICTION, before=opened, methods="POST"),
        second_factor=True,
    ),
    line("school:restriction_end", "POST", _link("restricted_1", "zoe", HEADS, before=_ends_soon), second_factor=True),
    line(
        "school:restriction_lift", "POST",
        _link("restricted_1", "zoe", HEADS, data={"reason": "Nouveau jugement"}), second_factor=True,
    ),
    line(
        "school:restriction_reason", "POST",
        # « its document: director, with a reason, audited »; « deputy: no restriction document ».
        _link("restricted_1", "zoe", "director", forbidden="deputy"), second_factor=True,
    ),
    line(
        "school:entitlements", "GET",
        Variant(ok="academy academy_out coordinator coordinator_manager"), second_factor=True,
    ),
    line(
        "school:entitle", "GET POST",
        # « coordinator: read / manage / sign »: who only reads sees the school, and opens none.
        _object("tilleuls", "academy coordinator_manager", forbidden="coordinator", data=_DATES),
        _object("ferme", "academy coordinator_manager", forbidden="coordinator", data=_DATES),
        second_factor=True,
    ),
)  # fmt: skip
