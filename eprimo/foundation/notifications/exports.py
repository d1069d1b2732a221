"""What a copy of one's own data says of how one is told; and what of it one may erase at once."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Cleared,
    Code,
    CopyColumn,
    CopyRequest,
    Row,
    Viewpoint,
)
from eprimo.foundation.notifications.channels import channels
from eprimo.foundation.notifications.models import (
    Lane,
    Notice,
    NoticeState,
    Pause,
    Preference,
    PushDevice,
    Rhythm,
    Round,
)

_OWN = frozenset({Viewpoint.OWN})
_LANES = {
    Lane.TO_DO: gettext_noop("À faire"),
    Lane.MY_CHILD: gettext_noop("Pour mon enfant"),
    Lane.CLASS_LIFE: gettext_noop("La vie de la classe"),
}
_RHYTHMS = {
    Rhythm.NOW: gettext_noop("Tout de suite"),
    Rhythm.DAILY: gettext_noop("Une fois par jour"),
    Rhythm.WEEKLY: gettext_noop("Une fois par semaine"),
    Rhythm.NEVER: gettext_noop("Jamais"),
}
_STATES = {
    NoticeState.OPEN: gettext_noop("En attente"),
    NoticeState.DONE: gettext_noop("Fait"),
    NoticeState.WITHDRAWN: gettext_noop("Retiré"),
}


def _notices(asked: CopyRequest) -> Iterator[Row]:
    """Those about children of whom the reader may know, and those about no child."""
    rows: Any = Notice.objects.filter(
        Q(child=None) | Q(child__in=list(asked.children)),
        recipient=asked.subject_id,
        visible_from__lte=asked.now,
    )
    for one in rows.select_related("child", "school").order_by("visible_from", "id"):
        yield (
            asked.local(one.visible_from),
            Code(one.lane, _(_LANES[Lane(one.lane)])),
            one.child.first_name if one.child else "",
            one.school.name,
            one.due_on,
            Code(one.state, _(_STATES[NoticeState(one.state)])),
        )


def _preferences(asked: CopyRequest) -> Iterator[Row]:
    rows = Preference.objects.filter(
        Q(child=None) | Q(child__in=list(asked.children)), person=asked.subject_id
    )
    for one in rows.select_related("child").order_by("channel", "lane", "pk"):
        lane = Code(one.lane, _(_LANES[Lane(one.lane)]))
        yield (_channel(one.channel), lane, one.child.first_name if one.child else "", _rhythm(one.rhythm))


def _pauses(asked: CopyRequest) -> Iterator[Row]:
    for one in Pause.objects.filter(person=asked.subject_id):
        yield (asked.local(one.until),)


def _devices(asked: CopyRequest) -> Iterator[Row]:
    """The addresses and keys of the push service are not told: whoever holds them could speak in our name."""
    for one in PushDevice.objects.filter(account__person=asked.subject_id).order_by("created_at", "pk"):
        yield (one.label, *map(asked.local, (one.created_at, one.seen_at, one.told_at)))


def _rounds(asked: CopyRequest) -> Iterator[Row]:
    for one in Round.objects.filter(person=asked.subject_id).order_by("channel", "rhythm"):
        yield (_channel(one.channel), _rhythm(one.rhythm), asked.local(one.sent_at))


def _channel(key: str) -> Code:
    return Code(key, str(next((one.label for one in channels() if one.key == key), key)))


def _rhythm(key: str) -> Code:
    return Code(key, _(_RHYTHMS[Rhythm(key)]))


def _preferences_clear(person_id: int) -> int:
    return (
        Preference.objects.filter(person=person_id).delete()[0]
        + Pause.objects.filter(person=person_id).delete()[0]
    )


CHAPTERS = [
    Chapter(
        "notices",
        "Ce qui vous a été signalé",
        "Les avis de votre accueil, cette année.",
        (
            CopyColumn("at", "Date"),
            CopyColumn("lane", "Rubrique"),
            CopyColumn("child", "Enfant"),
            CopyColumn("school", "École"),
            CopyColumn("due_on", "Pour le"),
            CopyColumn("state", "État"),
        ),
        _notices,
        ("notifications.Notice",),
        _OWN,
        60,
    ),
    Chapter(
        "preferences",
        "Comment vous voulez être prévenu",
        "Ce que vous avez choisi. Sans choix\u00a0: ce qui est habituel.",
        (
            CopyColumn("channel", "Par"),
            CopyColumn("lane", "Rubrique"),
            CopyColumn("child", "Enfant"),
            CopyColumn("rhythm", "Quand"),
        ),
        _preferences,
        ("notifications.Preference",),
        _OWN,
        61,
    ),
    Chapter(
        "pause",
        "Pause demandée",
        "Rien n’est envoyé avant cette date.",
        (CopyColumn("until", "Jusqu’au"),),
        _pauses,
        ("notifications.Pause",),
        _OWN,
        62,
    ),
    Chapter(
        "push_devices",
        "Appareils prévenus",
        "Ceux qui reçoivent une notification.",
        (
            CopyColumn("device", "Appareil"),
            CopyColumn("since", "Depuis le"),
            CopyColumn("seen_at", "Vu le"),
            CopyColumn("told_at", "Prévenu le"),
        ),
        _devices,
        ("notifications.PushDevice",),
        _OWN,
        63,
    ),
    Chapter(
        "rounds",
        "Derniers envois",
        "Le dernier message de chaque sorte.",
        (CopyColumn("channel", "Par"), CopyColumn("rhythm", "Quand"), CopyColumn("sent_at", "Envoyé le")),
        _rounds,
        ("notifications.Round",),
        _OWN,
        64,
    ),
]

CLEARED = [
    Cleared(
        "push",
        "Mes appareils prévenus",
        "Plus aucun appareil ne reçoit de notification.",
        lambda person: PushDevice.objects.filter(account__person=person).count(),
        lambda person: PushDevice.objects.filter(account__person=person).delete()[0],
        20,
    ),
    Cleared(
        "preferences",
        "Mes choix d’avis et ma pause",
        "Vous serez prévenu de la façon habituelle.",
        lambda person: Preference.objects.filter(person=person).count(),
        _preferences_clear,
        21,
    ),
]
