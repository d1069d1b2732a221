"""The group in the menu of those who read its list, and on the home of who acts for a member."""

from datetime import date
from typing import Any

from eprimo.console.consortium.tabs import GroupPage, register_page
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import Service, register
from eprimo.foundation.notifications.sections import Section, SectionPlace, Wait, register_section
from eprimo.steering.consortium.coordinator_todo import COORDINATION, REMINDERS
from eprimo.steering.consortium.enums import FileState, MemberKind
from eprimo.steering.consortium.member_todo import FILES, WITHDRAWALS
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.policies import READERS, can_invite, market_listed_to, reads_members
from eprimo.steering.consortium.queries import files_query, listed_query, own_query
from eprimo.steering.consortium.signers import asked_query
from eprimo.steering.consortium.todo import ACTING, left_in, left_query, register_source
from eprimo.steering.consortium.withdrawals import window_query, window_shown
from eprimo.ui.addresses import reverse
from eprimo.ui.plurals import counted

# The contractor has pages there once it was notified.
register(
    Service(
        "consortium", "Groupement", "receipt-text", "consortium:members", READERS | {Role.CONTRACTOR}, order=20,
        shown_to=reads_members,
    )
)  # fmt: skip
# Who has a list of what is left to do.
_LEFT_TO = ACTING | {Role.COORDINATOR, Role.CONTRACTOR}
register(
    Service(
        "group_todo", "À faire", "list-checks", "consortium:todo", _LEFT_TO, order=5,
    )
)  # fmt: skip
for _source in (FILES, WITHDRAWALS, COORDINATION, REMINDERS):
    register_source(_source)
# Of what is left to do, the home shows the first ones.
_HEAD = 4


def _left(actor: Actor, value: dict[str, Any]) -> dict[str, Any] | None:
    """The head of the page of what is left to do."""
    left = left_in(actor, value, on_home=True)
    if not left.count:
        return None
    return {"head": left.every[:_HEAD], "late": left.late, "count": left.count, "several": left.members > 1}


register_section(
    Section(
        key="consortium.todo", template="consortium/_home_todo.html", roles=_LEFT_TO, query=left_query,
        from_value=_left, order=9, place=SectionPlace.DAY,
    )
)  # fmt: skip


def _what(row: dict[str, Any]) -> str:
    """« Commune, dossier : déposé »."""
    state = FileState(row["state"]).label.lower()
    return f"{MemberKind(row['kind']).label}, dossier\N{NO-BREAK SPACE}: {state}"


def _own(_actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The members that one acts for."""
    return (
        {"members": [row | {"what": _what(row), "reminded": _reminded(row)} for row in rows]}
        if rows
        else None
    )


def _reminded(row: dict[str, Any]) -> date | None:
    """The day of the last reminder, as long as the file may still be completed."""
    waits = row["state"] in {FileState.DRAFT, FileState.INCOMPLETE}
    return date.fromisoformat(row["reminded"]) if waits and row["reminded"] else None


def _files(_actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """How the files stand, in the order in which they go."""
    counts = {row["state"]: row["n"] for row in rows}
    return {"files": [(state, counts[state]) for state in FileState if state in counts]} if rows else None


def _listed(_actor: Actor, count: int | None) -> dict[str, Any] | None:
    return {"count": count} if count else None


register_section(
    Section(
        key="consortium.own", template="consortium/_home.html",
        roles=frozenset({Role.MEMBER_REP, Role.MANAGING_BODY}), query=own_query, from_value=_own, order=12,
        place=SectionPlace.DAY,
    )
)  # fmt: skip


def _window(_actor: Actor, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The weeks in which a member may leave."""
    return window_shown(rows)


register_section(
    Section(
        key="consortium.window", template="consortium/_home_window.html",
        roles=frozenset({Role.MEMBER_REP, Role.MANAGING_BODY}), query=window_query, from_value=_window, order=10,
        place=SectionPlace.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="consortium.files", template="consortium/_home_files.html", roles=frozenset({Role.COORDINATOR}),
        query=files_query, from_value=_files, order=12, place=SectionPlace.DAY,
    )
)  # fmt: skip
register_section(
    Section(
        key="consortium.listed", template="consortium/_home_listed.html", roles=frozenset({Role.CONTRACTOR}),
        query=listed_query, from_value=_listed, order=40, place=SectionPlace.DAY,
    )
)  # fmt: skip


def _signers(_actor: Actor, count: int | None) -> dict[str, Any] | None:
    """Requests to sign for a member, which the academy confirms."""
    if not count:
        return None
    words = "Avec l’acte qui nomme le signataire\N{NO-BREAK SPACE}: rien ne s’ouvre avant votre accord"
    title = f"{counted(count, 'demande')} de signer les bons de commande d’un membre"
    return {"waits": [Wait("signature", title, words, reverse("consortium:signers"))]}


register_section(
    Section(
        key="consortium.signers", template="", roles=frozenset({Role.ACADEMY}), query=asked_query,
        from_value=_signers, order=7, place=SectionPlace.DAY,
    )
)  # fmt: skip


# --- tabs ---------------------------------------------------------------------------------------------------------


def _reads(actor: Actor, _market: Market | None) -> bool:
    return actor.role in READERS


def _begun(actor: Actor, market: Market | None) -> bool:
    return market is not None and actor.role in READERS


def _coordinates(actor: Actor, market: Market | None) -> bool:
    return market is not None and actor.role == Role.COORDINATOR


register_page(
    GroupPage("members", "Liste", "consortium:members", market_listed_to, 10, also=("consortium:member",)),
    GroupPage(
        "members", "Invitations", "consortium:invitations",
        lambda actor, market: market is not None and can_invite.allows(actor), 20,
    ),
    GroupPage("members", "Retraits", "consortium:withdrawals", _coordinates, 30),
    GroupPage(
        "members", "Prestataires de gestion", "consortium:bodies",
        lambda actor, _market: actor.role == Role.COORDINATOR, 40,
    ),
    GroupPage(
        "members", "Qui signe", "consortium:signers", lambda actor, _market: actor.role == Role.ACADEMY, 50
    ),
    GroupPage("calendar", "Dates", "consortium:calendar", _reads, 10),
    GroupPage("calendar", "Points à arbitrer", "consortium:gaps", _reads, 20),
    GroupPage("calendar", "Textes de la convention", "consortium:texts", _begun, 30),
)  # fmt: skip
