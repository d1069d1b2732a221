"""Takes an act away for a time, or gives it back, from the server: when no page answers, or nobody can come in."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from eprimo.console.switches.actions import counted, of_command, switch_made
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import Switch
from eprimo.foundation.kernel.switches import SWITCHABLE


class Command(BaseCommand):
    help = (
        "Takes an act away everywhere or in one school, for some roles or all, until it is given back or for so many "
        "hours; without --act, lists what may be taken away and what is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--act", choices=sorted(SWITCHABLE), help="what is taken away, or given back")
        parser.add_argument("--back", action="store_true", help="give it back, wherever it was taken away")
        parser.add_argument("--role", action="append", default=[], choices=[role.value for role in Role])
        parser.add_argument("--school", metavar="UAI", help="in one school; everywhere without it")
        parser.add_argument("--hours", type=int, help="for so long; until it is given back without it")
        parser.add_argument("--reason", default="", help="read by everybody who cannot do it any more")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        act = options["act"]
        if act is None:
            return self._list()
        if options["back"]:
            gone = Switch.objects.filter(of_command(act)).update(lifted_at=clock.now())
            counted()
            audit(None, "switches.switch.lifted", taken=act)
            self.stdout.write(f"{act}\N{NO-BREAK SPACE}: {gone} rendu(s).")
            return None
        if not options["reason"]:
            raise CommandError("--reason is missing: why, in a few words that everybody reads.")
        school = School.objects.filter(uai=options["school"]).first() if options["school"] else None
        if options["school"] and school is None:
            raise CommandError(f"No school {options['school']}.")
        ends = clock.now() + timedelta(hours=options["hours"]) if options["hours"] else None
        made = switch_made(
            act=act,
            roles=options["role"],
            ends=ends,
            reason=options["reason"],
            school_id=school.pk if school else None,
        )
        audit(None, "switches.switch.set", made, school_id=made.school_id, taken=act, roles=options["role"])
        self.stdout.write(f"{act} est suspendu.")
        return None

    def _list(self) -> None:
        for act, one in sorted(SWITCHABLE.items()):
            now = Switch.objects.filter(of_command(act)).count()
            self.stdout.write(
                f"{act}  {one.words}" + (f"  (suspendu\N{NO-BREAK SPACE}: {now})" if now else "")
            )
