"""Random contents of a world (notes, versions, consents, resources), and what every draw needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tests.reference.world import DAY, HOUR, Consent, Note, NoteVersion, Resource, Share, World

TODAY = 10_000 * DAY
NOW = TODAY + 10 * HOUR
THIS_YEAR, LAST_YEAR = 2025, 2024
BACK = 250 * DAY  # before the switch of year, while last year's class was alive
LEVELS = ("read", "comment", "contribute", "manage")


@dataclass
class Draft:
    """A world being drawn."""

    rng: Random
    facts: dict[str, Any] = field(default_factory=dict)

    def dates(self, *, mostly_now: float = 0.75) -> dict[str, Any]:
        """Dates that contain now most of the time, else past, future, or ending within days."""
        rng = self.rng
        draw = rng.random()
        if draw < mostly_now:
            ends = rng.choice((None, None, TODAY + rng.randint(1, 200) * DAY, TODAY + DAY))
            return {"starts": TODAY - rng.randint(0, 500) * DAY, "ends": ends}
        if draw < mostly_now + (1 - mostly_now) * 0.6:
            ended = TODAY - rng.randint(0, 60) * DAY
            return {"starts": ended - rng.randint(1, 300) * DAY, "ends": ended}
        starts = TODAY + rng.randint(1, 15) * DAY
        return {"starts": starts, "ends": rng.choice((None, starts + 30 * DAY))}

    def some(self, items: list[str], low: int, high: int) -> list[str]:
        """Between low and high of the items (as many as there are)."""
        return self.rng.sample(items, min(len(items), self.rng.randint(low, high)))

    def add(self, name: str, *values: Any) -> None:
        """Append to a list of facts."""
        self.facts.setdefault(name, []).extend(values)


def draw_contents(rng: Random, world: World) -> World:
    """Add what is written: notes with their versions, consents, resources."""
    d = Draft(rng)
    notes: dict[str, Note] = {}
    for n in range(rng.randint(2, 6)):
        note = _note(d, world, f"note{n}")
        if note is not None:
            notes[note.id] = note
    versions = [v for note in notes.values() for v in _versions(d, note)]
    consents = {}
    for n in range(rng.randint(0, 4)):
        link = rng.choice(list(world.guardianships.values()))
        kind = rng.choice(("image", "health"))
        at = NOW - rng.randint(0, 90) * DAY
        consents[f"consent{n}"] = Consent(f"consent{n}", link.child, kind, link.adult, rng.random() < 0.7, at)
    resources = {}
    for n in range(rng.randint(1, 4)):
        made = _resource(d, world, f"resource{n}")
        resources[made.id] = made
    return replace(world, notes=notes, versions=tuple(versions), consents=consents, resources=resources)


def _writers(world: World) -> list[tuple[str, str, str | None]]:
    """Possible authors: person, school, service (for a commune agent)."""
    team = ("teacher", "director", "deputy", "staff")
    found: list[tuple[str, str, str | None]] = [
        (a.person, a.school, None) for a in world.affiliations if a.profile in team
    ]
    for m in world.mandates:
        if m.role == "commune_agent":
            found += [(m.person, s, m.target) for s in sorted(world.services[m.target].schools)]
    return found


def _note(d: Draft, world: World, name: str) -> Note | None:
    """A note in any state, audience and time; None when nobody could write one."""
    rng = d.rng
    writers = _writers(world)
    if not writers:
        return None
    author, school, service = rng.choice(writers)
    state = rng.choice(("draft", "sent", "sent", "sent", "sent", "withdrawn"))
    sent = None if state == "draft" else NOW - rng.randint(0, 150 * DAY)
    visible = None if sent is None else sent + rng.choice((0, 0, 0, 12 * HOUR, 3 * DAY))
    note = Note(name, school, author, state, THIS_YEAR, sent_at=sent, visible_from=visible)
    note = replace(note, to_pupils=service is None and rng.random() < 0.4, both_guardians=rng.random() < 0.3)
    pupils = [a.person for a in world.affiliations if a.profile == "pupil" and a.school == school]
    note = _audience(d, world, note, service, pupils)
    if visible is not None and note.children == frozenset() and pupils and rng.random() < 0.2:
        added = rng.choice(pupils)
        note = replace(note, added=((added, visible + rng.randint(0, max(0, NOW - visible))),))
    return note


def _audience(d: Draft, world: World, note: Note, service: str | None, pupils: list[str]) -> Note:
    """Choose whom the note is addressed to."""
    rng = d.rng
    if service is not None:
        enrolled = [e.child for e in world.enrolments if e.service == service and e.child in pupils]
        named = frozenset(d.some(enrolled, 1, 2))
        return replace(note, service=service, children=named, whole_service=not named)
    choice = rng.choice(("class", "class", "classes", "group", "children", "children", "school"))
    classes = [c.id for c in world.classes.values() if c.school == note.school and c.year == THIS_YEAR]
    if choice == "class" and rng.random() < 0.2:
        old = frozenset({f"{note.school}-old"})
        sent = note.sent_at - BACK if note.sent_at is not None else None
        seen = note.visible_from - BACK if note.visible_from is not None else None
        return replace(note, classes=old, year=LAST_YEAR, sent_at=sent, visible_from=seen)
    if choice in ("class", "classes") or not pupils:
        return replace(note, classes=frozenset(d.some(classes, 1, 1 if choice == "class" else 2)))
    if choice == "group":
        return replace(note, groups=frozenset({f"{note.school}-group"}))
    if choice == "school":
        return replace(note, whole_school=True)
    team = [
        a.person for a in world.affiliations if a.school == note.school and a.profile in ("teacher", "staff")
    ]
    followers = frozenset(d.some(team, 0, 2))
    return replace(note, children=frozenset(d.some(pupils, 1, 2)), followers=followers, to_pupils=False)


def _versions(d: Draft, note: Note) -> list[NoteVersion]:
    """One version at the sending, up to two corrections until now."""
    if note.sent_at is None:
        return [NoteVersion(note.id, 1, NOW)]
    later = sorted({d.rng.randint(note.sent_at + 1, NOW + 1) for _ in range(d.rng.choice((0, 0, 1, 2)))})
    times = [note.sent_at, *(x for x in later if x <= NOW and x > note.sent_at)]
    return [NoteVersion(note.id, n, at) for n, at in enumerate(times, 1)]


def _resource(d: Draft, world: World, name: str) -> Resource:
    """A resource in any space with up to two shares."""
    rng = d.rng
    school = rng.choice(list(world.schools))
    owners = [a.person for a in world.affiliations if a.school == school] or list(world.persons)
    spaces: list[tuple[str, str | None]] = [
        ("school", school),
        ("private", None),
        ("group", f"{school}-group"),
    ]
    spaces += [("class", c.id) for c in world.classes.values() if c.school == school] * 2
    space, space_id = rng.choice(spaces)
    shares = tuple(_share(d, world, school, owners) for _ in range(rng.randint(0, 2)))
    owner = rng.choice(owners)
    pupil = owner.startswith("pupil")
    return Resource(name, owner, school, space, space_id, shares, pupil, not pupil or rng.random() < 0.5)


def _share(d: Draft, world: World, school: str, persons: list[str]) -> Share:
    """A share to someone or some people of the school."""
    kind = d.rng.choice(("person", "class", "families", "group", "staff", "school"))
    target = school
    if kind == "person":
        target = d.rng.choice(persons)
    elif kind in ("class", "families"):
        target = d.rng.choice([c.id for c in world.classes.values() if c.school == school])
    elif kind == "group":
        target = f"{school}-group"
    return Share(**d.dates(), audience=kind, audience_id=target, level=d.rng.choice(LEVELS))
