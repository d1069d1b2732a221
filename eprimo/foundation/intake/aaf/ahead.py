"""What a delivery tells of next year, into the plans of the schools that prepared it: a transaction a school."""

from eprimo.foundation.directory.actions.year_told import ToldPupil, year_plan_told
from eprimo.foundation.intake.aaf.plan_people import AHEAD_OF
from eprimo.foundation.intake.aaf.staging import fetch


def plans_fill(*, whole: bool) -> None:
    """Stopped in the middle, the same delivery goes on: what is written already is found as it is told."""
    for school, people, labels, levels in fetch(AHEAD_OF):
        told = [ToldPupil(*one) for one in zip(people, labels, levels, strict=True)]
        year_plan_told(school_id=school, pupils=told, whole=whole)
