"""`aaf_values`: what the directory of an academy says and that nobody here reads yet, for whoever will map it."""

import csv
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count, Max

from eprimo.foundation.intake.models import AafValue
from eprimo.foundation.kernel.owner import as_owner

_KINDS = {"E": "Eleve", "R": "PersRelEleve", "P": "PersEducNat", "S": "EtabEducNat"}


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "List the attributes that import_aaf does not know, with how many objects say them; with --attribute, their"
        " values as CSV (kind, key, values): personal data, for whoever decides what they mean."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--academy", metavar="NN", required=True, help="number of the academy, like 17")
        parser.add_argument("--attribute", metavar="NAME", default="", help="print the values of this one")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            kept = AafValue.objects.filter(academy=options["academy"].strip().upper().zfill(2))
            if options["attribute"]:
                self._values(kept.filter(attribute=options["attribute"]))
            else:
                self._attributes(kept)

    def _attributes(self, kept: Any) -> None:
        rows = kept.values("kind", "attribute").annotate(objects=Count("pk"), last=Max("told_at"))
        out = csv.writer(self.stdout, delimiter=";", lineterminator="\n")
        out.writerow(("genre", "attribut", "objets", "dit_le"))
        for row in rows.order_by("kind", "attribute"):
            out.writerow((_KINDS[row["kind"]], row["attribute"], row["objects"], f"{row['last']:%Y-%m-%d}"))

    def _values(self, kept: Any) -> None:
        out = csv.writer(self.stdout, delimiter=";", lineterminator="\n")
        out.writerow(("genre", "cle", "valeurs"))
        for kind, key, said in kept.order_by("kind", "key").values_list("kind", "key", "said").iterator():
            out.writerow((_KINDS[kind], key, json.dumps(said, ensure_ascii=False)))
