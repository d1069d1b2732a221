"""What the home shows: own notices, by lane, and the sections that services pull by rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from eprimo.foundation.content.capabilities import child_page
from eprimo.foundation.content.kinds import declared
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import NoticeCard, notice_card
from eprimo.foundation.notifications.models import Lane, Notice
from eprimo.foundation.notifications.policies import is_late
from eprimo.foundation.notifications.queries import OwnChild, open_notices, own_children
from eprimo.foundation.notifications.sections import (
    UNREAD,
    DayStep,
    ForDay,
    HomeQuery,
    Section,
    SectionPlace,
    Tile,
    Wait,
    boards_of,
    read_apart,
    section_values,
    sections_of,
)
from eprimo.services.home.days import day_of
from eprimo.ui.addresses import reverse
from eprimo.ui.others import Other

# Cards of what is to be done that are drawn whole; of more than these, the first alone, and the others in lines.
WHOLE = 2
# Lines of a lane; the rest is one tap away, in the list.
MOST_LINES = {Lane.TO_DO: 4, Lane.MY_CHILD: 2, Lane.CLASS_LIFE: 6}
MOST_LATE = 6
# Lines of « À traiter » in view, for who works there; the others are folded, unless there is but one.
MOST_WAITS = 4
# The section of what a pupil has ahead.
PUPIL_DAYS = "ahead.pupil"
# Says in the place of a section that it could not be read.
_UNREAD = "home/_unread.html"


@dataclass(frozen=True)
class Card:
    """A notice, how its service has it drawn, and what its service knows behind it."""

    notice: Notice
    look: NoticeCard
    detail: Any = None
    # The same thing for other children of the reader, in the same lane: one card for all of them.
    siblings: tuple[Notice, ...] = ()

    @property
    def template(self) -> str:
        return self.look.template

    @property
    def also(self) -> list[Other]:
        """The other children it is about."""
        children = [one.child for one in self.siblings if one.child is not None]
        return [Other(child.first_name, child.seed, child.public_id) for child in children]

    @cached_property
    def url(self) -> str:
        """The page of its thing for its child; empty where it has none, and only its own card leads on."""
        resource, child, page = self.notice.resource, self.notice.child, _page_of(self.notice)
        if resource is None or child is None or not page:
            return ""
        return reverse(page, args=[resource.public_id, child.public_id])

    @property
    def over(self) -> bool:
        """Nothing is asked any more, as its service says."""
        return self.detail is not None and self.detail.closed


@dataclass(frozen=True, slots=True)
class Part:
    """A section that a service puts on the home."""

    template: str
    place: SectionPlace
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A lane: the cards it draws whole, those in lines, and how many wait behind them. What is for two children counts
    twice, as on the badge: each is to be done for each."""

    cards: list[Card] = field(default_factory=list)
    lines: list[Card] = field(default_factory=list)
    count: int = 0
    hidden: int = 0

    def __bool__(self) -> bool:
        return bool(self.cards or self.lines)


def pupil_bag(actor: Actor) -> Any:
    """What a pupil brings on the next day that asks for something (one statement); None: nothing."""
    parts = _parts(actor, HomeQuery(), only=PUPIL_DAYS)
    return next((part.context["bag"] for part in parts), None)


@dataclass(frozen=True, slots=True)
class DayAsked:
    """What one day asks of own children: what goes into the bag (None: nothing), what is to be done (None: nothing)."""

    on: date
    today: bool
    bag: Any
    work: ForDay | None


@dataclass(frozen=True, slots=True)
class Home:
    to_do: Shelf
    # What was to be done by a day that is over: not counted, and folded away.
    late: list[Card]
    # One's own matters, about no child, beside the work.
    own: list[Card]
    my_children: Shelf
    life: Shelf
    # What waits for who works there, whatever service says so.
    waits: list[Wait]
    # What the next day asks to be done at home.
    work: ForDay | None
    parts: list[Part]
    children: list[OwnChild]
    # Of the little ones, whatever service says so.
    found_tiles: list[Tile] = field(default_factory=list)
    # What today holds for the little ones hour by hour, whatever service says so.
    steps: list[DayStep] = field(default_factory=list)

    @property
    def day(self) -> list[DayStep]:
        """The ribbon of today: the hours of the class, and in their places what today brings; empty where no hours are
        noted, or the school is shut."""
        context = next((part.context for part in self.parts if "held" in part.context), None)
        return day_of(self.steps, context["held"]) if context is not None else []

    @property
    def bag(self) -> Any:
        """What is to be packed for own children, when their days say so."""
        return next((part.context["bag"] for part in self.parts if part.context.get("bag")), None)

    @property
    def packing(self) -> list[DayAsked]:
        """What the next days ask to be packed and done at home, the nearest first; both of one day together."""
        bag, work = self.bag, self.work
        if bag is not None and work is not None and bag.on == work.on:
            return [DayAsked(bag.on, bag.today, bag, work)]
        days = [DayAsked(bag.on, bag.today, bag, None)] if bag is not None else []
        if work is not None:
            days.append(DayAsked(work.on, work.today, None, work))
        return sorted(days, key=lambda day: day.on)

    @property
    def tiles(self) -> list[Tile]:
        """What the little ones find; what is to be brought has a tile of its own."""
        packed = {task.thing for task in self.bag.tasks} if self.bag else set()
        return [tile for tile in self.found_tiles if tile.thing not in packed]

    @property
    def pictured(self) -> bool:
        """Something is there for who does not read: a tile, or a picture of the days."""
        days = bool(self.day) or any(part.context.get("ribbon") for part in self.parts)
        return days or self.bag is not None or bool(self.tiles)

    @property
    def pressing(self) -> list[Wait]:
        """The first of what waits for who works there: what an emergency asks comes first."""
        return self.waits if len(self.waits) <= MOST_WAITS + 1 else self.waits[:MOST_WAITS]

    @property
    def beyond(self) -> list[Wait]:
        """What waits too, folded."""
        return self.waits[len(self.pressing) :]

    @property
    def calm(self) -> bool:
        """Nothing waits for a guardian today."""
        return not (self.to_do.count or self.my_children.count)

    @property
    def places(self) -> dict[str, list[Part]]:
        """The sections, by where they stand."""
        return {place.value: [part for part in self.parts if part.place == place] for place in SectionPlace}


type _Groups = list[list[Notice]]


def home_of(actor: Actor, asked: HomeQuery) -> Home:
    """The home of the role in use (three statements at most beside the actor's); of one own child when it is named."""
    family = actor.role == Role.GUARDIAN
    # Every notice is about a child: who has none, and a pupil, for whom nothing rings, is asked nothing for it.
    found = open_notices(actor) if actor.children and actor.role != Role.PUPIL else []
    notices = [one for one in found if asked.child is None or _is_about(one, asked)]
    # Beside another role, what is about no child is no matter of the children.
    own = [] if family else [one for one in notices if one.child_id is None]
    groups = {lane: _one_card_each((one for one in notices if one not in own), lane) for lane in Lane}
    late = [group for group in groups[Lane.TO_DO] if is_late(actor, group[0])][:MOST_LATE]
    due = [group for group in groups[Lane.TO_DO] if not is_late(actor, group[0])]
    whole, lines = _whole(due)
    shown = [one for group in (*whole, *late) for one in group]
    boards = boards_of(actor, shown) if family and shown else []
    details = {key: value for board in boards for key, value in board.items()}
    # Beside another role the children have their page: the home is of the work.
    children = own_children(actor) if family else []
    cards = _cards(whole, details)
    told = frozenset(key for card in cards for key in _told(card))
    asked = replace(asked, children=tuple(children), told=told, unread=_unread(groups[Lane.MY_CHILD]))
    parts = _parts(actor, asked)
    dated = {key for part in parts for key in part.context.get("told", ())}
    news = [group for group in groups[Lane.MY_CHILD] if not _stands_with_days(group, dated)]
    return Home(
        to_do=Shelf(
            [card for card in cards if not card.over],
            _cards(lines[: MOST_LINES[Lane.TO_DO]], details),
            _count(due) - sum(1 + len(card.siblings) for card in cards if card.over),
            len(lines[MOST_LINES[Lane.TO_DO] :]),
        ),
        late=[*_cards(late, details), *(card for card in cards if card.over)],
        own=[Card(one, notice_card(one.card)) for one in own],
        my_children=_in_lines(Lane.MY_CHILD, sorted(news, key=lambda one: _is_past(actor, one[0]))),
        life=_in_lines(Lane.CLASS_LIFE, groups[Lane.CLASS_LIFE]),
        waits=[wait for part in parts for wait in part.context.get("waits", ())],
        work=next((part.context["work"] for part in parts if part.context.get("work")), None),
        parts=[part for part in parts if part.template],
        steps=[step for part in parts for step in part.context.get("steps", ())],
        children=children,
        found_tiles=[tile for part in parts for tile in part.context.get("tiles", ())],
    )


def _is_past(actor: Actor, notice: Notice) -> bool:
    """Its day is over: it stands after what is still ahead."""
    return notice.due_on is not None and notice.due_on < actor.today


def _is_about(notice: Notice, asked: HomeQuery) -> bool:
    return notice.child is not None and notice.child.public_id == asked.child


def _one_card_each(notices: Iterable[Notice], lane: Lane) -> _Groups:
    """The notices of a lane, those of one thing for several children together where the first of them stands."""
    groups: dict[tuple[int, str], list[Notice]] = {}
    for one in notices:
        if one.lane == lane.value:
            groups.setdefault((one.resource_id or -one.id, one.card), []).append(one)
    return [sorted(group, key=_name_of) for group in groups.values()]


def _name_of(notice: Notice) -> tuple[str, int]:
    return (notice.child.first_name if notice.child is not None else "", notice.id)


def _whole(due: _Groups) -> tuple[_Groups, _Groups]:
    """Those drawn whole, and those in one line: what has no page of its own is never in a line."""
    paged = [group for group in due if _page_of(group[0])]
    lines = paged[1:] if len(paged) > WHOLE else []
    return [group for group in due if group not in lines], lines


def _page_of(notice: Notice) -> str:
    """The name of the page of its thing for one child; empty where its kind has none."""
    kind = declared().get(notice.resource.service) if notice.resource is not None else None
    return child_page(kind) if kind is not None and notice.child_id is not None else ""


def _cards(groups: _Groups, details: Mapping[int, Any]) -> list[Card]:
    return [
        Card(group[0], notice_card(group[0].card), details.get(group[0].id), tuple(group[1:]))
        for group in groups
    ]


def _in_lines(lane: Lane, groups: _Groups) -> Shelf:
    """In lines, but for what only its own card leads on from."""
    cards = _cards(groups, {})
    lines = [card for card in cards if card.url]
    most = MOST_LINES[lane]
    return Shelf(
        [card for card in cards if not card.url], lines[:most], _count(groups), max(len(lines) - most, 0)
    )


def _count(groups: _Groups) -> int:
    return sum(map(len, groups))


# --- what stands with the days to come, and not twice ------------------------------------------------------------


def _key(notice: Notice) -> tuple[str, int]:
    return str(notice.resource.public_id) if notice.resource is not None else "", notice.child_id or 0


def _told(card: Card) -> list[tuple[str, int]]:
    """The days that a card drawn whole tells itself, as (thing, child)."""
    tells = card.detail is not None and card.detail.tells_day
    return [_key(one) for one in (card.notice, *card.siblings)] if tells else []


def _unread(groups: _Groups) -> dict[tuple[str, int], str]:
    """What the day of its thing tells, where it is shown: the word that stands beside the day."""
    looks = [(one, notice_card(one.card)) for group in groups for one in group]
    return {_key(one): look.word for one, look in looks if look.dated}


def _stands_with_days(group: list[Notice], dated: set[tuple[str, int]]) -> bool:
    return all(_key(one) in dated for one in group)


# --- sections ----------------------------------------------------------------------------------------------------


def _context(section: Section, actor: Actor, asked: HomeQuery, values: dict[str, Any]) -> Any:
    """What the section shows; None: nothing; or `UNREAD`."""
    if section.from_value is not None:
        if section.key not in values:
            return None
        value = values[section.key]
        if value is UNREAD:
            return UNREAD
        return (
            section.from_value(actor, value, asked)
            if section.by_address
            else section.from_value(actor, value)
        )
    if section.load is None:
        return None
    load = section.load
    return read_apart(section, lambda: load(actor, asked))


def _parts(actor: Actor, asked: HomeQuery, only: str = "") -> list[Part]:
    """Of all sections, or of the one of that key."""
    parts = []
    sections = [one for one in sections_of(actor) if only in {"", one.key}]
    values = section_values(actor, sections)
    for section in sections:
        context = _context(section, actor, asked, values)
        if context is UNREAD:
            parts.append(Part(_UNREAD, section.place, {}))
        elif context is not None:
            place = context.get("place", section.place)
            if section.first and context.get("first"):
                parts.append(Part(section.first, SectionPlace.DAY, context))
            parts.append(Part(section.template, place, context))
            if section.beside:
                parts.append(Part(section.beside, SectionPlace.WEEK, context))
    return parts
