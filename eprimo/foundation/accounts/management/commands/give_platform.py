"""Names an administrator of the platform: the mandate that no screen gives."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.actions.mandates import platform_give
from eprimo.foundation.directory.actions.newcomers import Newcomer
from eprimo.foundation.kernel.errors import DomainError


class Command(BaseCommand):
    help = (
        "Names an administrator of the platform, until a day (a year at most). Two are needed: what one proposes, "
        "another confirms. Prints the login; its sheet is made by print_sheet."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--until", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day"
        )
        parser.add_argument("--reason", required=True, help="why, in a few words")

    def handle(self, *args: Any, **options: Any) -> None:
        newcomer = Newcomer(options["first_name"], options["last_name"], email=options["email"])
        try:
            with transaction.atomic():
                mandate = platform_give(newcomer=newcomer, ends=options["until"], reason=options["reason"])
                accounts_ensure(person_ids=[mandate.person_id])
        except DomainError as error:
            raise CommandError(error.sentence) from error
        login = Account.objects.values_list("login", flat=True).get(person=mandate.person_id)
        self.stdout.write(f"{login} administre la plateforme jusqu’au {options['until']:%d/%m/%Y}.")
        self.stdout.write(
            f"Sa fiche\N{NO-BREAK SPACE}: python manage.py print_sheet --login {login} --output fiche.pdf"
        )
