"""Gives a code to who lost a second factor, on the server: when no other person can give it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eprimo.foundation.accounts.queries import account_named
from eprimo.foundation.factors.actions.vouching import GIVEN_LASTS, code_give_by_server
from eprimo.foundation.kernel.errors import DomainError
from eprimo.ui.plurals import counted

_NBSP = "\N{NO-BREAK SPACE}"


class Command(BaseCommand):
    help = (
        "Prints, once, a code for who lost a second factor, when nobody else can give one: a platform or a group that "
        "has one administrator left. It opens once, within fifteen minutes; its owner is told, the trail has a line, "
        "and what is hardest to undo waits a day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", required=True, help="login of the person, who stands beside you")

    def handle(self, *args: Any, **options: Any) -> None:
        account = account_named(options["login"])
        if account is None:
            raise CommandError(f"Le compte {options['login']} n’existe pas.")
        try:
            code = code_give_by_server(account=account)
        except DomainError as error:
            raise CommandError(error.sentence) from error
        minutes = int(GIVEN_LASTS.total_seconds()) // 60
        self.stdout.write(
            f"Code de {account.login}, une fois, d’ici {counted(minutes, 'minute')}{_NBSP}: {code}"
        )
