"""Forms of slips: which are printed, the photographs that come back, and what is confirmed of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.files.fields import PICTURES, FilesField
from eprimo.foundation.printing.reading.image_header import MOST_BYTES
from eprimo.services.liaison.actions.piles import MOST_AT_ONCE, REFUSALS, SlipAnswer
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import PileSlip
from eprimo.services.liaison.papers import REFUSED, slip_questions
from eprimo.services.liaison.queries.papers import ALL, CHOSEN, NEVER, WAITING, SeenSlip, SlipChoice
from eprimo.ui.widgets import CodeInput

NOTHING = "-"


class SlipsForm(forms.Form):
    """The form that asks whose slips are printed, and how many a page."""

    which = forms.ChoiceField(label=_("Pour quelles familles ?"), widget=forms.RadioSelect)
    child = forms.MultipleChoiceField(
        label=_("Les enfants"), required=False, widget=forms.CheckboxSelectMultiple
    )
    each = forms.ChoiceField(
        label=_("Combien par feuille ?"), choices=(("4", _("Quatre coupons")), ("2", _("Deux coupons, en plus grand"))),
        widget=forms.RadioSelect, initial="4",
    )  # fmt: skip

    def __init__(self, choice: SlipChoice, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = choice.counts()
        words = {
            WAITING: _("Celles qui n’ont pas répondu (%(count)d)"),
            NEVER: _("Celles qui ne sont jamais venues (%(count)d)"),
            ALL: _("Toutes (%(count)d)"),
        }
        offered = [which for which in words if which != NEVER or choice.knows]
        named = [(which, words[which] % {"count": counts[which]}) for which in offered]
        self.fields["which"].choices = [*named, (CHOSEN, _("Celles que je coche"))]  # type: ignore[attr-defined]
        self.fields["which"].initial = WAITING if counts[WAITING] else ALL
        self.fields["child"].choices = [  # type: ignore[attr-defined]
            (
                str(row.child_public_id),
                ", ".join(filter(None, (f"{row.first_name} {row.last_name}", row.class_label))),
            )
            for row in choice.rows
        ]


class PhotosForm(forms.Form):
    """The photographs of a pile."""

    photos = FilesField(
        label=_("Les photos des coupons"),
        help_text=_(
            "Plusieurs coupons par photo si vous voulez, à plat, sur une table sombre. JPEG, PNG ou WebP."
        ),
        most=MOST_AT_ONCE,
        most_bytes=MOST_BYTES,
        accept=PICTURES,
        why={
            "none": _("Choisissez au moins une photo."),
            "empty": _("Une photo est vide. Choisissez-la de nouveau."),
            "many": _("Envoyez 20 photos au plus à la fois, puis ajoutez les autres."),
            "big": REFUSALS["big"],
        },
    )

    def contents(self) -> list[bytes]:
        return [one.read() for one in self.cleaned_data["photos"]]


class CodeForm(forms.Form):
    """The code of a slip, typed by hand."""

    code = forms.CharField(
        label=_("Le code sous le carré"), max_length=16, widget=CodeInput(attrs={"placeholder": "ABCD-EFGH"})
    )


def confirmed_in(data: QueryDict, seen: Sequence[SeenSlip]) -> tuple[Mapping[PileSlip, SlipAnswer], set[int]]:
    """Return what was chosen for each slip of a pile; and those of which something misses, or that have no such choice.

    `a-<slip>-<question>`: the place of an answer, `-` for none; `w-<slip>`: who gave it.
    """
    said: dict[PileSlip, SlipAnswer] = {}
    short: set[int] = set()
    for one in seen:
        key = one.row.public_id
        first = data.get(f"a-{key}-0", NOTHING)
        if one.note is None or not one.recordable or first in {"", NOTHING}:
            continue
        asks = slip_questions(one.note)
        places = [
            _place(data.get(f"a-{key}-{ask}", NOTHING), len(asks[ask].choices)) for ask in range(len(asks))
        ]
        guardians = _guardians(data.getlist(f"w-{key}"), one)
        misses = any(place is None and not ask.may_miss for place, ask in zip(places, asks, strict=True))
        if misses or not guardians:
            short.add(one.row.pk)
            continue
        words = tuple(
            "" if place is None else str(asks[at].choices[place]) for at, place in enumerate(places)
        )
        refused = one.note.kind == NoteKind.TO_SIGN and places[0] == REFUSED
        said[one.row] = SlipAnswer(words, guardians, refused)
    return said, short


def _place(typed: str, count: int) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 3 and int(typed) < count else None  # noqa: PLR2004 - digits


def _guardians(typed: Sequence[str], one: SeenSlip) -> tuple[int, ...]:
    known = {str(row.guardian.public_id): row.guardian_id for row in one.rows}
    return tuple(known[value] for value in typed if value in known)
