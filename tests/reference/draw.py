"""Random but consistent small worlds, and random questions about them.

Links are dated on whole days (so that a store with dates or instants can hold them); notes and `World.now` on
minutes. Invariants kept: no overlap of two affiliations of one profile in one school, of two memberships of one
pupil, of two restrictions of one guardianship; one guardianship per adult and child; sent ≤ visible ≤ versions.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.reference.draw_contents import LAST_YEAR, NOW, THIS_YEAR, TODAY, Draft, draw_contents
from tests.reference.draw_homework import draw_homework
from tests.reference.draw_keys import draw_keys
from tests.reference.draw_presence import draw_presence
from tests.reference.questions import Question, aside, draw_question
from tests.reference.rights import ACTS
from tests.reference.world import (
    DAY,
    SCHOOL_SETTINGS,
    YEAR,
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    CommuneService,
    Delegation,
    Group,
    GroupMembership,
    Guardianship,
    Mandate,
    Member,
    Person,
    ProjectOpening,
    Restriction,
    School,
    ServiceEnrolment,
    Span,
    SupportAccess,
    Switch,
    TerritoryLink,
    World,
)

__all__ = ["Question", "draw_question", "draw_world"]

SWITCHED = TODAY - 200 * DAY  # the day the running year was switched to
TERRITORIES: dict[str, str | None] = {
    "academy": None,
    "department": "academy",
    "district1": "department",
    "district2": "department",
    "commune1": "department",
    "commune2": "department",
}
KINDS = ("exercises", "exercises", "exercises", "not_known", "no_exercise", "in_charge", "contact")


def draw_world(rng: Random, size: int = 12) -> World:
    """Draw a world of about `size` persons (6 at least): 2-3 schools, 2-4 classes each, links, notes, resources."""
    d = Draft(rng)
    schools = _schools(d)
    classes, groups = _classes(d, schools)
    pupils = [f"pupil{n}" for n in range(max(2, size // 3))]
    adults = [f"adult{n}" for n in range(max(4, size - len(pupils)))]
    persons = {p: Person(p, TODAY - rng.randint(4, 11) * YEAR, rng.random() < 0.2) for p in pupils}
    persons |= {a: Person(a, TODAY - rng.randint(25, 60) * YEAR) for a in adults}
    homes = _pupils(d, pupils, classes, groups)
    services = _services(d, schools, pupils)
    links = _families(d, pupils, adults)
    members = {"member1": Member("member1", "commune1"), "member2": Member("member2", "commune2")}
    for adult in adults:
        for _ in range(rng.choice((0, 1, 1, 2, 2))):
            _hat(d, adult, schools, classes, groups, pupils, homes, services)
    _rest(d, schools, classes)
    lists: dict[str, Any] = {name: tuple(values) for name, values in d.facts.items()}
    world = World(
        now=NOW,
        schools=schools,
        territories=TERRITORIES,
        classes=classes,
        groups=groups,
        persons=persons,
        services=services,
        members=members,
        guardianships=links,
        **lists,
    )
    world = draw_keys(aside(rng), draw_contents(rng, world))
    return draw_homework(aside(rng), draw_presence(aside(rng), world))


def _schools(d: Draft) -> dict[str, School]:
    """Two or three schools: most open, one whose entitlement ended, is to come, or never was."""
    rng = d.rng
    found = {}
    for n in range(rng.choice((2, 2, 3))):
        spans: tuple[Span, ...] = (Span(TODAY - 600 * DAY, rng.choice((None, TODAY + 2 * DAY))),)
        if n and rng.random() < 0.25:
            spans = rng.choice(((), (Span(TODAY - 600 * DAY, TODAY - 9 * DAY),), (Span(TODAY + DAY, None),)))
        settings = {name: rng.random() < 0.5 for name in SCHOOL_SETTINGS if rng.random() < 0.5}
        always = ("academy", "department", rng.choice(("commune1", "commune2")))
        links = [TerritoryLink(TODAY - 900 * DAY, None, name) for name in always]
        links += [TerritoryLink(**d.dates(), territory=rng.choice(("district1", "district2")))]
        found[f"school{n}"] = School(f"school{n}", spans, THIS_YEAR, settings, tuple(links))
    return found


def _classes(d: Draft, schools: dict[str, School]) -> tuple[dict[str, ClassGroup], dict[str, Group]]:
    """One to three classes of this year, one closed class of last year, one group by school."""
    classes, groups = {}, {}
    for s in schools:
        for n in range(d.rng.randint(1, 3)):
            name = f"{s}-class{n}"
            classes[name] = ClassGroup(name, s, THIS_YEAR, None, d.rng.random() < 0.7)
        classes[f"{s}-old"] = ClassGroup(f"{s}-old", s, LAST_YEAR, SWITCHED - DAY)
        groups[f"{s}-group"] = Group(f"{s}-group", s, THIS_YEAR)
    return classes, groups


def _pupils(
    d: Draft, pupils: list[str], classes: dict[str, ClassGroup], groups: dict[str, Group]
) -> dict[str, str]:
    """Give each pupil a school, a class of this year (changed mid-year at times), last year's class, a group."""
    rng = d.rng
    homes = {}
    for p in pupils:
        name = rng.choice([c for c in classes if classes[c].year == THIS_YEAR])
        school = homes[p] = classes[name].school
        gone = TODAY - rng.randint(0, 30) * DAY if rng.random() < 0.1 else None
        d.add("affiliations", Affiliation(SWITCHED - 300 * DAY, gone, p, school, "pupil"))
        moved = TODAY - rng.randint(1, 90) * DAY
        others = [
            c for c in classes if classes[c].school == school and classes[c].year == THIS_YEAR and c != name
        ]
        if others and rng.random() < 0.25:
            d.add("class_memberships", ClassMembership(SWITCHED, moved, p, rng.choice(others)))
            d.add(
                "class_memberships", ClassMembership(moved, gone if gone and gone > moved else None, p, name)
            )
        elif rng.random() < 0.9:
            arrived = rng.choice((SWITCHED, SWITCHED, moved))
            d.add("class_memberships", ClassMembership(arrived, None, p, name))
        if rng.random() < 0.6:
            old = rng.choice([c for c in classes if classes[c].year == LAST_YEAR])
            d.add("class_memberships", ClassMembership(SWITCHED - 300 * DAY, SWITCHED, p, old))
        if rng.random() < 0.4:
            d.add("group_memberships", GroupMembership(**d.dates(), pupil=p, group=f"{school}-group"))
    return homes


def _services(d: Draft, schools: dict[str, School], pupils: list[str]) -> dict[str, CommuneService]:
    """A canteen in each of two communes, some children in them."""
    services = {}
    for n in (1, 2):
        named = frozenset(d.some(list(schools), 1, 2))
        needs = frozenset(d.some(["image", "health"], 0, 1))
        services[f"service{n}"] = CommuneService(f"service{n}", f"commune{n}", "canteen", named, needs)
        for p in d.some(pupils, 1, len(pupils)):
            d.add("enrolments", ServiceEnrolment(**d.dates(), child=p, service=f"service{n}"))
    return services


def _families(d: Draft, pupils: list[str], adults: list[str]) -> dict[str, Guardianship]:
    """One to three adults by child, of every kind; a restriction of each level on a third of them."""
    rng = d.rng
    found = {}
    for p in pupils:
        for a in d.some(adults, 1, 3):
            name = f"{a}-{p}"
            found[name] = Guardianship(
                **d.dates(mostly_now=0.9),
                id=name,
                adult=a,
                child=p,
                kind=rng.choice(KINDS),
                document=rng.random() < 0.3,
            )
            if rng.random() < 0.35:
                ends = rng.choice((None, TODAY + DAY, TODAY - rng.randint(0, 20) * DAY))
                starts = (ends or TODAY) - rng.randint(5, 100) * DAY
                confirmed = ends is not None and ends <= TODAY and rng.random() < 0.4
                d.add("restrictions", Restriction(name, rng.randint(1, 3), starts, ends, confirmed))
    return found


def _hat(
    d: Draft,
    adult: str,
    schools: dict[str, School],
    classes: dict[str, ClassGroup],
    groups: dict[str, Group],
    pupils: list[str],
    homes: dict[str, str],
    services: dict[str, CommuneService],
) -> None:
    """Give an adult one more hat: a profile in a school with its attachments, or a mandate."""
    rng = d.rng
    if rng.random() < 0.3:
        role, targets = rng.choice(MANDATES)
        target = rng.choice(targets)
        if not any(
            m.person == adult and m.role == role and m.target == target for m in d.facts.get("mandates", ())
        ):
            level = rng.choice(("read", "manage", "sign"))
            d.add("mandates", Mandate(**d.dates(), person=adult, role=role, target=target, level=level))
        return
    school = rng.choice(list(schools))
    profile = rng.choice(("teacher", "teacher", "teacher", "director", "deputy", "staff", "staff", "partner"))
    held = d.facts.get("affiliations", ())
    if any(a.person == adult and a.school == school and a.profile == profile for a in held):
        return
    dates = d.dates(mostly_now=0.85)
    body = None
    if profile == "partner":
        start = int(dates["starts"] or 0)
        dates = {"starts": start, "ends": min(dates["ends"] or start + YEAR, start + YEAR)}
        body = rng.choice((None, "club1", "club2"))
    named_by = _namer(d, school) if profile == "deputy" else None
    d.add(
        "affiliations",
        Affiliation(**dates, person=adult, school=school, profile=profile, body=body, named_by=named_by),
    )
    if profile in ("teacher", "staff"):
        for c in d.some([c for c in classes if classes[c].school == school], 0, 2):
            _attach(d, adult, "class", c)
        if profile == "staff":
            for p in d.some([p for p in pupils if homes[p] == school], 0, 2):
                _attach(d, adult, "child", p)
            for c in d.some([c for c in classes if classes[c].school == school], 0, 1):
                d.add("delegations", Delegation(**d.dates(), person=adult, class_id=c))
    if profile in ("teacher", "partner") and rng.random() < 0.5:
        _attach(d, adult, "group", f"{school}-group")


def _namer(d: Draft, school: str) -> str | None:
    """Who gave a deputy the direction: one who directed the school, or the academy, which the model need not name."""
    held = d.facts.get("affiliations", ())
    heads = [a.person for a in held if a.school == school and a.profile == "director"]
    named: str | None = aside(d.rng).choice([None, *heads])
    return named


def _attach(d: Draft, person: str, kind: str, target: str) -> None:
    """Attach once."""
    held = d.facts.get("attachments", ())
    if not any(a.person == person and a.kind == kind and a.target == target for a in held):
        d.add("attachments", Attachment(**d.dates(mostly_now=0.85), person=person, kind=kind, target=target))


MANDATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("commune_agent", ("service1", "service2")),
    ("commune_agent", ("service1", "service2")),
    ("inspector", ("district1", "district2")),
    ("academy", ("academy", "department")),
    ("member_rep", ("member1", "member2")),
    ("coordinator", ("consortium",)),
    ("contractor", ("platform",)),
    ("platform", ("platform",)),
)


def _rest(d: Draft, schools: dict[str, School], classes: dict[str, ClassGroup]) -> None:
    """Projects opened to messages between pupils, support accesses, and safety switches."""
    rng = d.rng
    for m in tuple(d.facts.get("mandates", ())):
        if m.role in ("contractor", "platform"):
            # Some over, some running, some that end while questions are asked.
            starts, lasts = NOW + rng.choice((-300, -200, -60, -1, 0, 30)), rng.choice((30, 60, 240))
            school = rng.choice(list(schools))
            d.add("supports", SupportAccess(starts, starts + lasts, m.person, m.role, school))
    for c in classes:
        if rng.random() < 0.2:
            d.add("openings", ProjectOpening(**d.dates(), class_id=c))
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        scope, target = rng.choice(
            (("school", rng.choice(list(schools))), ("territory", "district1"), ("platform", "platform"))
        )
        act = rng.choice((*ACTS, "message.write", "note.write", "note.sign", "note.reply"))
        roles = frozenset(
            d.some(["guardian", "teacher", "director", "staff", "commune_agent", "pupil"], 1, 3)
        )
        d.add("switches", Switch(**d.dates(), act=act, roles=roles, scope=scope, target=target))
