"""What the schools of a department count together, and how it is said: cells under five are hidden, as are those that a
subtraction would give away."""

from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.writings import Heading, Para, Part, Table, plain
from eprimo.steering.governance.models import Meeting, MeetingFigures
from eprimo.steering.statistics.hourly_counts import ZONE
from eprimo.steering.statistics.models import SchoolFigures
from eprimo.steering.statistics.wording import Share, count_words, spaced
from eprimo.ui.french import day_month_year

_SUMS = ("pupils", "families", "families_came", "guardians", "guardians_came", "adults", "adults_came")


def last_counted_day() -> date | None:
    """The last day that was counted, today's at the latest; None: never yet."""
    rows = SchoolFigures.objects.filter(day__lte=clock.today(ZONE)).order_by("-day")
    return rows.values_list("day", flat=True).first()


def department_figures(meeting: Meeting) -> MeetingFigures | None:
    """Of the last day that was counted, not saved; None where the department has no school that was counted."""
    day = last_counted_day()
    if day is None or meeting.department_id is None:
        return None
    rows = SchoolFigures.objects.filter(day=day)
    here = _sums(rows.filter(school__commune__department=meeting.department_id))
    if not here["schools"]:
        return None
    everywhere = _sums(rows.filter(school__academy=meeting.market.academy_id))
    return MeetingFigures(
        meeting=meeting, day=day, **here,
        academy_families=Share(everywhere["families_came"], everywhere["families"]).percent,
        academy_adults=Share(everywhere["adults_came"], everywhere["adults"]).percent,
    )  # fmt: skip


def figures_join(meeting: Meeting) -> MeetingFigures | None:
    """The set of the last day that was counted, saved unless that day is there already; None where nothing was counted.
    For an act that holds the meeting."""
    found = department_figures(meeting)
    if found is None:
        return None
    kept = MeetingFigures.objects.filter(meeting=meeting, day=found.day).first()
    if kept is not None:
        return kept
    found.save()
    return found


def _sums(rows: QuerySet[SchoolFigures]) -> dict[str, int]:
    found = rows.aggregate(
        schools=Count("pk"), schools_open=Count("pk", filter=Q(open_until__isnull=False)),
        **{name: Sum(name) for name in _SUMS},
    )  # fmt: skip
    return {name: value or 0 for name, value in found.items()}


def figure_rows(figures: MeetingFigures) -> list[tuple[str, str, str]]:
    """(what, of the department, of the academy), in words."""
    families = Share(figures.families_came, figures.families)
    guardians = Share(figures.guardians_came, figures.guardians)
    adults = Share(figures.adults_came, figures.adults)
    return [
        ("Écoles ouvertes", f"{spaced(figures.schools_open)} sur {spaced(figures.schools)}", ""),
        ("Élèves", count_words(figures.pupils), ""),
        ("Familles jointes", families.words, _mean(figures.academy_families)),
        ("Responsables qui ont activé leur compte", guardians.words, ""),
        ("Adultes des écoles qui ont activé leur compte", adults.words, _mean(figures.academy_adults)),
    ]


def _mean(percent: int | None) -> str:
    return "" if percent is None else f"{percent}\N{NO-BREAK SPACE}%"


def figures_parts(meeting: Meeting) -> list[Part]:
    """The last set that was joined to the meeting, as a part of a document; nothing without one."""
    found = meeting.figures.order_by("-day").first()
    if found is None:
        return []
    rows: list[list[str | None]] = [list(row) for row in figure_rows(found)]
    return [
        Heading("Chiffres du département"),
        Para(
            plain(
                f"{meeting.body}, comptés le {day_month_year(found.day)}. Un nombre inférieur à 5 n’est pas dit."
            )
        ),
        Table("Écoles, familles et adultes", ["Quoi", "Département", "Académie"], rows, widths=(54, 26, 20)),
    ]
