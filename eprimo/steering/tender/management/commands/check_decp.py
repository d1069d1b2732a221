"""Check the public data of the market against our rules, and against the official schema when it is given."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from eprimo.foundation.kernel import clock
from eprimo.steering.tender.decp import decp_of, faults_of, official_faults
from eprimo.steering.tender.errors import NotYet
from eprimo.steering.tender.models import Consultation


class Command(BaseCommand):
    help = "Vérifie les données essentielles (DECP) du marché."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--schema", type=Path, help="le schéma officiel ; sinon EPRIMO_DECP_SCHEMA")

    def handle(self, *args: Any, schema: Path | None, **options: Any) -> None:
        schema = schema or (Path(settings.DECP_SCHEMA) if settings.DECP_SCHEMA else None)
        rows = Consultation.objects.select_related("market", "retained").order_by("pk")
        checked, faults = 0, 0
        for consultation in rows:
            try:
                document = decp_of(consultation, clock.today("Europe/Paris"))
            except NotYet as error:
                self.stdout.write(f"{consultation.reference}\N{NO-BREAK SPACE}: {error.sentence}")
                continue
            found = faults_of(document) + (official_faults(document, schema) if schema else [])
            checked, faults = checked + 1, faults + len(found)
            for one in found:
                self.stdout.write(f"{consultation.reference}\N{NO-BREAK SPACE}: {one}")
        against = " et le schéma officiel" if schema else ""
        self.stdout.write(f"{checked} fichier(s), {faults} faute(s), selon nos règles{against}.")
        if faults:
            raise CommandError("Les données essentielles ne tiennent pas.")
