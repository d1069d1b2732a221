"""Building actors: from a session in one or two statements, or for a person in a task or a command."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from eprimo.foundation.access.links import links_in_scope, read_links
from eprimo.foundation.access.models import AudienceProfile
from eprimo.foundation.access.wall import LINKS_LAST, SESSION_COLUMNS, leave
from eprimo.foundation.accounts.sessions import RENEW_AFTER, RENEW_SHARED_AFTER, WORK, key_hashes
from eprimo.foundation.directory.skins import LITTLE, STANDARD, skin_for
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Child, GuardianKind, Position, Role, Support
from eprimo.foundation.kernel.statements import Statement

_AT_HOME = {Role.GUARDIAN, Role.PUPIL}

# Columns of accounts_account, and fields of the actor.
_COMFORT = ("language", "theme", "reading", "font", "text_size", "animations")

# What a person acts as at first: the widest duty.
_RANK = {
    Role.DIRECTOR: 0, Role.DEPUTY: 1, Role.TEACHER: 2, Role.STAFF: 3, Role.COMMUNE_AGENT: 4, Role.PARTNER: 5,
    Role.INSPECTOR: 6, Role.ACADEMY: 7, Role.COORDINATOR: 8, Role.MEMBER_REP: 9, Role.MANAGING_BODY: 10,
    Role.COMMISSION: 11, Role.CONTRACTOR: 12, Role.PLATFORM: 13, Role.PUPIL: 14, Role.GUARDIAN: 15,
}  # fmt: skip

# The owner's functions (`access.wall`): the session's row, with the links of now; nothing when it does not hold.
_ENTER = Statement("SELECT * FROM wall.enter(%(key)s)")
_ENTER_FEED = Statement("SELECT * FROM wall.enter_feed(%(key)s)")
_STANDINGS = Statement("SELECT * FROM wall.standings(%(ids)s)")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that holds, its actor, and what the middleware asks before letting a page through."""

    actor: Actor
    session_id: int
    # Of the session's key: what the second wall is entered by.
    key_hash: str = field(repr=False)
    # The session's row, as it was entered.
    row: Mapping[str, Any] = field(repr=False)
    charter_accepted: bool
    renew: bool
    # On a device of a class: how long it outlives the last request; it holds as long as the device does. 0: elsewhere.
    idle_seconds: int
    standing: "Standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """A kept actor is compared with this: the position in use, the sum of the epochs its rights come from, and the
    scope of the secret that opened the session."""

    role: str
    school_id: int | None
    stamp: int
    scope: frozenset[int] | None = None


def from_session(cookie: str) -> SignedIn | None:
    """Return the signed-in person behind a session's cookie; None when it does not hold (unknown, over, suspended,
    nothing left)."""
    for hashed in key_hashes(cookie):
        found = from_hash(hashed)
        if found is not None:
            return found
    return None


def from_hash(hashed: str) -> SignedIn | None:
    """Return what `from_session` does, by the hash of the key, which a stream keeps: it serves many, one after the
    other."""
    rows = _ENTER.rows(key=hashed)
    signed_in = _signed_in(dict(zip(SESSION_COLUMNS, rows[0], strict=True)), hashed) if rows else None
    if rows and signed_in is None:
        leave()
    return signed_in


def enter(hashed: str) -> None:
    """Let what follows on this connection reach what the session of this key's hash does: nothing when it does not
    hold."""
    _ENTER.rows(key=hashed)


def actors_of_feed(hashed: str) -> list[Actor]:
    """Return the person of a feed in each position that is open; none when it does not hold, or nothing is left. What
    follows on this connection reaches what that person does."""
    rows = _ENTER_FEED.rows(key=hashed)
    if not rows:
        return []
    row = dict(zip(SESSION_COLUMNS, rows[0], strict=True))
    links, now, scope = json.loads(row["links"]), clock.now(), _scope(row["scope"])
    if scope is not None:
        links = links_in_scope(links, scope)
    if row["charter_at"] is None:
        return []
    return [
        _build(row | {"role": one.role.value, "school_id": one.school_id}, links, now)
        for one in _positions(links)
        if not one.closed
    ]


def standings(session_ids: Sequence[int]) -> dict[int, Standing]:
    """Return where these sessions stand now, by their id, in one statement; those that no longer hold are left out."""
    rows = _STANDINGS.rows(ids=list(session_ids))
    return {pk: Standing(role, school, int(stamp), _scope(scope)) for pk, role, school, stamp, scope in rows}


def _signed_in(row: dict[str, Any], hashed: str) -> SignedIn | None:
    now = clock.now()
    links, scope = json.loads(row["links"]), _scope(row["scope"])
    if scope is not None:
        links = links_in_scope(links, scope)
    actor = _build(row, links, now)
    if links["blocked"] and not actor.positions:
        return None
    # Opened by a family for two weeks, before its owner was given a duty: rights at work last a working day.
    if now - row["created_at"] >= WORK and any(p.role not in _AT_HOME for p in actor.positions):
        return None
    return SignedIn(
        actor=actor,
        session_id=row["id"],
        key_hash=hashed,
        row=row,
        charter_accepted=row["charter_at"] is not None,
        renew=now - row["seen_at"] >= (RENEW_AFTER if row["idle_seconds"] is None else RENEW_SHARED_AFTER),
        idle_seconds=row["idle_seconds"] or 0,
        standing=Standing(row["role"], row["school_id"], int(links["stamp"]), actor.scope),
    )


def for_person(
    person_id: int,
    *,
    role: Role | None = None,
    school_id: int | None = None,
    links: dict[str, Any] | None = None,
    scope: frozenset[int] | None = None,
) -> Actor:
    """The actor of a person outside of any session: tasks, commands, tests, « voir comme cette famille ».

    `links`: those of the person now, when they were read already. `scope`: that of the session that asks, when its
    person is to act elsewhere; what a person is told of in no session looks at no secret.
    """
    now = clock.now()
    row = _person_row(person_id, scope) | {"role": role.value if role else "", "school_id": school_id}
    return _build(row, links or _links(person_id, now, scope), now)


def at_other_positions(actor: Actor) -> list[Actor]:
    """Return the same person in each of the other positions that are open (two statements, however many; none when
    there is no other one): what each of them shows is asked of the policies, as ever."""
    others = [
        one
        for one in actor.positions
        if not one.closed and (one.role, one.school_id) != (actor.role, actor.school_id)
    ]
    if not others:
        return []
    now = clock.now()
    row, links = _person_row(actor.person_id, actor.scope), _links(actor.person_id, now, actor.scope)
    return [_build(row | {"role": one.role.value, "school_id": one.school_id}, links, now) for one in others]


def _links(person_id: int, now: datetime, scope: frozenset[int] | None) -> dict[str, Any]:
    links = read_links(person_id, now)
    return links if scope is None else links_in_scope(links, scope)


def _scope(stored: Sequence[int] | None) -> frozenset[int] | None:
    return None if stored is None else frozenset(stored)


def _person_row(person_id: int, scope: frozenset[int] | None) -> dict[str, Any]:
    """What an actor is built from beside the links, outside of any session."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.public_id, p.animal, p.first_name, COALESCE(NULLIF(p.usual_name, ''), p.last_name), "
            "f.switch_counter, "
            "COALESCE(a.id, 0), a.language, a.theme, a.reading, a.font, a.text_size, a.animations "
            "FROM directory_person p LEFT JOIN accounts_account a ON a.person_id = p.id "
            "CROSS JOIN kernel_platform f WHERE p.id = %s",
            [person_id],
        )
        public_id, animal, first_name, last_name, counter, account_id, *comfort = cursor.fetchone()
    return {
        "id": 0, "account_id": account_id, "person_id": person_id, "public_id": public_id, "animal": animal,
        "first_name": first_name, "last_name": last_name, "switch_counter": counter,
        # Nobody sits before a session here: none is asked.
        "second_factor_at": None, "trusted_until": None, "factors_since": None, "factor_held_until": None,
        "scope": scope,
        "has_news": False,
        **dict(zip(_COMFORT, comfort, strict=True)),
    }  # fmt: skip


def _until(links: Mapping[str, Any], start: datetime) -> datetime:
    longest = start + LINKS_LAST
    return min(datetime.fromisoformat(links["until"]), longest) if links["until"] else longest


def _positions(links: Mapping[str, Any]) -> tuple[Position, ...]:
    found = [
        Position(Role(link["profile"]), link["school_id"], link["name"], closed=not link["open"])
        for link in links["me"]
    ]
    found += [
        Position(Role.COMMUNE_AGENT, link["school_id"], link["name"], closed=not link["open"])
        for link in links["serves"]
    ]
    found += [Position(Role(m["role"])) for m in links["mandates"] if m["role"] != Role.COMMUNE_AGENT]
    if links["kid_schools"]:
        closed = not any(link["open"] for link in links["kid_schools"])
        found.append(Position(Role.GUARDIAN, closed=closed))
    unique = list(dict.fromkeys(found))
    return tuple(sorted(unique, key=lambda p: (p.closed, _RANK[p.role], p.school_name, p.school_id or 0)))


def _in_use(positions: tuple[Position, ...], role: str, school_id: int | None) -> Position:
    """The position chosen on the session, when it is still one; else the first. Nothing left: a guardian of nobody."""
    for position in positions:
        if position.role == role and position.school_id == school_id:
            return position
    return positions[0] if positions else Position(Role.GUARDIAN)


def _children(links: Mapping[str, Any]) -> tuple[Child, ...]:
    """The children through whom the person has rights now: pupils of at least one open school."""

    def of(rows: str, child: int, column: str) -> tuple[int, ...]:
        # An audience is of an open school.
        return tuple(sorted(r[column] for r in links[rows] if r["child_id"] == child and r.get("open", True)))

    found = (
        Child(
            person_id=kid["child_id"],
            guardianship_id=kid["id"],
            kind=GuardianKind(kid["kind"]),
            restriction=kid["restriction"],
            first_name=kid["first_name"],
            school_ids=of("kid_schools", kid["child_id"], "school_id"),
            class_ids=of("kid_classes", kid["child_id"], "class_id"),
            group_ids=of("kid_groups", kid["child_id"], "group_id"),
            elsewhere=bool(kid.get("elsewhere")),
            audience_ids=frozenset(of("audiences", kid["child_id"], "id")),
        )
        for kid in links["kids"]
    )
    return tuple(child for child in found if child.school_ids)


def _supports(links: Mapping[str, Any], role: Role) -> tuple[Support, ...]:
    """Rows of sessions kept by the release before have none."""
    return tuple(
        Support(UUID(link["public_id"]), link["name"], datetime.fromisoformat(link["ends"]))
        for link in links.get("supports", ())
        if link["role"] == role
    )


@dataclass(frozen=True, slots=True)
class _Use:
    """The links of the position in use: none at a closed school."""

    links: Mapping[str, Any]
    position: Position

    def here(self, rows: str, *, but: frozenset[Role] = frozenset()) -> list[dict[str, Any]]:
        at = self.position
        if at.closed or at.role in but:
            return []
        return [link for link in self.links[rows] if link["school_id"] == at.school_id]

    def audiences(self) -> list[dict[str, Any]]:
        """Audiences of the role; what one is as a guardian goes by child."""
        if self.position.role == Role.GUARDIAN:
            return []
        return [link for link in self.here("audiences") if link["role"] == self.position.role]

    def territories(self) -> frozenset[int]:
        """Territories of the mandates of the role in use."""
        mandates = [link for link in self.links["mandates"] if link["role"] == self.position.role]
        return frozenset(territory for link in mandates for territory in link["territories"])

    def of_place(self) -> bool:
        """Does a mandate of the role in use name a commune or a grouping of communes?"""
        return any(link["role"] == self.position.role and link["of_place"] for link in self.links["mandates"])

    def archives(self) -> frozenset[int]:
        own = {link["id"] for link in self.here("archives") if link["role"] == self.position.role}
        # What a pupil was shared stays theirs, in the next school as in none.
        always = {"guardian", "pupil"}
        return frozenset(own.union(link["id"] for link in self.links["archives"] if link["role"] in always))

    def classes(self) -> list[dict[str, Any]]:
        return self.here("own_classes", but=_ALL_BUT_PUPILS)

    def tied(self) -> list[dict[str, Any]]:
        return self.here("attachments", but=frozenset({Role.PUPIL, Role.COMMUNE_AGENT}))

    def followed(self, *, delegated: bool) -> list[int]:
        rows = (link for link in self.tied() if (link["kind"] == "delegate") == delegated)
        return [link["class_group_id"] for link in rows if link["class_group_id"] or delegated]


_ALL_BUT_PUPILS, _ALL_BUT_AGENTS = frozenset(Role) - {Role.PUPIL}, frozenset(Role) - {Role.COMMUNE_AGENT}


def _build(row: Mapping[str, Any], links: Mapping[str, Any], now: datetime) -> Actor:
    positions = _positions(links)
    at = _in_use(positions, row["role"], row["school_id"])
    use = _Use(links, at)
    classes = use.classes()
    start = datetime.fromisoformat(links["from"])
    return Actor(
        person_id=row["person_id"],
        account_id=row["account_id"],
        session_id=row["id"],
        public_id=row["public_id"],
        animal=row["animal"],
        display_name=f"{row['first_name']} {row['last_name']}".strip(),
        role=at.role,
        school_id=at.school_id,
        school_name=at.school_name,
        closed=at.closed,
        positions=positions,
        class_ids=frozenset([link["class_id"] for link in classes] + use.followed(delegated=False)),
        pupil_ids=frozenset(link["child_id"] for link in use.tied() if link["child_id"]),
        delegated_class_ids=frozenset(use.followed(delegated=True) if at.role == Role.STAFF else ()),
        group_ids=frozenset(link["group_id"] for link in use.here("groups")),
        service_ids=frozenset(link["service_id"] for link in use.here("serves", but=_ALL_BUT_AGENTS)),
        mandate_ids=frozenset(link["id"] for link in links["mandates"] if link["role"] == at.role),
        territory_ids=use.territories(),
        of_place=use.of_place(),
        children=_children(links),
        supports=_supports(links, at.role),
        work_audience_ids=frozenset(link["id"] for link in use.audiences()),
        archive_audience_ids=use.archives(),
        delegate_audience_ids=frozenset(
            link["id"] for link in use.audiences() if link["profile"] == AudienceProfile.DELEGATE
        ),
        factor_at=row["second_factor_at"],
        trusted_until=row["trusted_until"],
        has_factors=row["factors_since"] is not None,
        factor_held_until=row["factor_held_until"],
        now=now,
        valid_from=start,
        valid_until=_until(links, start),
        switch_counter=row["switch_counter"],
        time_zone=_zone(links, at.school_id),
        skin=_skin(classes),
        levels=_levels(classes),
        # Nothing of a person without an account: the defaults.
        **{column: row[column] for column in _COMFORT if row[column] is not None},
        link_count=len(links["me"]) + len(links["kids"]) + len(links["mandates"]),
        scope=_scope(row["scope"]),
        partial=bool(links.get("partial")),
        # What came in by a sheet knows of nothing that is not of its school.
        has_news=bool(row["has_news"]) and row["scope"] is None,
    )


def _zone(links: Mapping[str, Any], school_id: int | None) -> str:
    for rows in ("me", "serves", "kid_schools"):
        for link in links[rows]:
            if school_id is None or link["school_id"] == school_id:
                return str(link["time_zone"])
    return "Europe/Paris"


def _skin(classes: list[dict[str, Any]]) -> str:
    """The little ones' skin for a pupil whose class has it, by choice or by its levels."""
    for link in classes:
        skin = skin_for(link["skin"], link["levels"])
        if link["skin"] or skin == LITTLE:
            return skin
    return STANDARD


def _levels(classes: list[dict[str, Any]]) -> frozenset[str]:
    """A pupil's level, or those of the class where the own one is not known."""
    return frozenset(
        level for link in classes for level in ([link["level"]] if link["level"] else link["levels"])
    )
