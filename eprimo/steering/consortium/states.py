"""The states of a member's file [R019]: which may follow which, and how they are read. A file without a passage is a
draft; the last passage whose day has come says where it stands."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, JSONObject

from eprimo.foundation.kernel import clock
from eprimo.steering.consortium.enums import FileState, PassageReason
from eprimo.steering.consortium.models import Member, Passage

# Days of the convention are days here.
ZONE = "Europe/Paris"

_S, _R = FileState, PassageReason
# Who takes a member's place is where that member was, wherever its own file is.
_TAKES = {state: frozenset({_R.SUBSTITUTED}) for state in (_S.SIGNED, _S.IN_FORCE, _S.RENEWED)}
_OVER = {_S.ENDED: frozenset({_R.MARKET_ENDS, _R.TERMINATED, _R.SUBSTITUTED})}
# From a state, to which others, and for which reasons alone.
PASSAGES: dict[FileState, dict[FileState, frozenset[PassageReason]]] = {
    _S.DRAFT: {_S.FILED: frozenset({_R.BY_MEMBER, _R.BY_LETTER}), **_TAKES},
    _S.FILED: {_S.INCOMPLETE: frozenset({_R.LACKS}), _S.COMPLETE: frozenset({_R.LACKS_NOTHING}), **_TAKES},
    _S.INCOMPLETE: {_S.COMPLETE: frozenset({_R.LACKS_NOTHING}), **_TAKES},
    _S.COMPLETE: {
        **_TAKES,
        _S.INCOMPLETE: frozenset({_R.LACKS}),
        _S.SIGNED: frozenset({_R.BOTH_SIGNED, _R.SUBSTITUTED}),
    },
    # « Signé » already binds: another member may take its place, and the market may end before it began.
    _S.SIGNED: {
        _S.IN_FORCE: frozenset({_R.MARKET_STARTS}),
        _S.ENDED: frozenset({_R.TERMINATED, _R.SUBSTITUTED}),
    },
    _S.IN_FORCE: {
        _S.RENEWED: frozenset({_R.TACIT}),
        _S.WITHDRAWN: frozenset({_R.LETTER_IN_TIME}),
        _S.EXCLUDED: frozenset({_R.COURT}),
        _S.ENDED: frozenset({_R.TERMINATED, _R.SUBSTITUTED}),
    },
    # A letter posted in time may be known of only after silence had renewed the member.
    _S.RENEWED: {
        _S.WITHDRAWN: frozenset({_R.LETTER_IN_TIME}),
        _S.EXCLUDED: frozenset({_R.COURT}),
        **_OVER,
    },
    _S.WITHDRAWN: {_S.ENDED: frozenset({_R.LEFT, *_OVER[_S.ENDED]})},
    _S.EXCLUDED: {_S.ENDED: frozenset({_R.LEFT, *_OVER[_S.ENDED]})},
    _S.ENDED: {},
}
# Filed, and not signed yet: whether it is complete follows from what it holds.
OPEN = frozenset({_S.FILED, _S.INCOMPLETE, _S.COMPLETE})
# The member is bound [C 2, 7.1]: what it signed is not written over.
BOUND = frozenset({_S.SIGNED, _S.IN_FORCE, _S.RENEWED})
TONES = {
    _S.DRAFT: "in", _S.FILED: "in", _S.INCOMPLETE: "at", _S.COMPLETE: "ok", _S.SIGNED: "ok", _S.IN_FORCE: "ok",
    _S.RENEWED: "ok", _S.WITHDRAWN: "in", _S.EXCLUDED: "al", _S.ENDED: "in",
}  # fmt: skip


def may_pass(before: FileState, state: FileState, reason: PassageReason) -> bool:
    return reason in PASSAGES[before].get(state, ())


def state_at(day: date | None = None) -> Coalesce:
    """On Member: the state of its file on that day; today without one. A column."""
    rows = Passage.objects.filter(member=OuterRef("pk"), effective_on__lte=day or clock.today(ZONE))
    last = Subquery(rows.order_by("-number").values("state")[:1])
    return Coalesce(last, Value(FileState.DRAFT.value), output_field=CharField())


def with_state(members: QuerySet[Any], day: date | None = None) -> QuerySet[Any]:
    """The same members, each with `state`: one statement however many they are."""
    found: QuerySet[Any] = members.annotate(state=state_at(day))
    return found


def in_states(members: QuerySet[Member], states: Iterable[FileState]) -> QuerySet[Any]:
    """Those whose file stands in one of these states today."""
    return with_state(members).filter(state__in=[one.value for one in states])


def counted_by_state(members: QuerySet[Any]) -> QuerySet[Any]:
    """How many of these files stand in each state today, as rows `{state, n}`: for a column."""
    # By a window: values are bound by the server, which does not take an expression with values for the one that it
    # groups by.
    rows = with_state(members.order_by()).annotate(n=Window(Count("pk"), partition_by="state"))
    found: QuerySet[Any] = rows.values(row=JSONObject(state="state", n="n")).distinct()
    return found


def states_of(members: QuerySet[Member], day: date | None = None) -> dict[int, FileState]:
    """The state of each member of a set."""
    rows = with_state(members.order_by(), day).values_list("pk", "state")
    return {pk: FileState(state) for pk, state in rows}


def state_of(member: Member, day: date | None = None) -> FileState:
    """The state of one file."""
    return states_of(Member.objects.filter(pk=member.pk), day)[member.pk]


def last_of(member: Member) -> Passage | None:
    """The passage that any other will follow, its day come or not."""
    return Passage.objects.filter(member=member).order_by("-number").first()


def history_of(member: Member) -> list[Passage]:
    """Every passage, the last one first."""
    return list(member.passages.order_by("-number"))
