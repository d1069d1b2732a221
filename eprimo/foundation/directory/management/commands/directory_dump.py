"""`directory_dump`: who is in the directory, one JSON line per person."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eprimo.foundation.directory.models import School
from eprimo.foundation.directory.queries.dump import dump_people


class Command(BaseCommand):
    # No page is served here: reading every address of the product would cost more than the work itself.
    requires_system_checks = []
    help = (
        "Write one JSON line per person, in stable order: keys, names, birth date, what the person is to each school"
        " and whose guardian. Two databases are compared with --stable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--school", metavar="UAI", help="only the people of this school, former ones included"
        )
        parser.add_argument(
            "--stable",
            action="store_true",
            help="leave out public ids and name children by their first key, so that two databases can be compared",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        school = None
        if options["school"]:
            school = School.objects.filter(uai=options["school"].strip().upper()).first()
            if school is None:
                raise CommandError(f"Aucune école ne porte le numéro {options['school']}.")
        for line in dump_people(school=school, stable=options["stable"]):
            self.stdout.write(json.dumps(line, ensure_ascii=False))
