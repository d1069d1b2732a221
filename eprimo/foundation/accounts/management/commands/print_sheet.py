"""Prints one sheet on the server: a director's, or anybody's when nobody else can."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from eprimo.foundation.accounts.actions.sheets import Sheets, sheets_make
from eprimo.foundation.accounts.actions.ties import ties_print
from eprimo.foundation.accounts.queries import account_named
from eprimo.foundation.accounts.sheets import sheets_pdf, write_private
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Guardianship, Mandate, School, TieProposal
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError


class Command(BaseCommand):
    help = (
        "Prints the sign-in sheet of one person in a PDF file: of a school, or with a mandate. It opens that, beside "
        "what the person had; the sheet that was printed there before opens nothing more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--login", help="login of the person")
        who.add_argument("--director-of", metavar="UAI", help="the director of this school")
        who.add_argument(
            "--tie", metavar="ID", type=UUID, help="a mandate that waits for its person's answer"
        )
        parser.add_argument(
            "--mandates",
            action="store_true",
            help="with --login: the sheet of the mandates, for who has a school or a child too",
        )
        parser.add_argument("--output", required=True, help="PDF file to write, readable by you only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = _made(options)
        except DomainError as error:
            raise CommandError(error.sentence) from error
        target = Path(options["output"])
        write_private(target, sheets_pdf(made.cards, made.letters))
        count = len(made.cards) + len(made.letters)
        self.stdout.write(f"{count} fiche{'s' if count > 1 else ''} dans {target}.")


def _made(options: dict[str, Any]) -> Sheets:
    if options["tie"]:
        ties = list(TieProposal.objects.filter(public_id=options["tie"]))
        if not ties:
            raise CommandError(f"L’accès proposé {options['tie']} n’existe pas.")
        return Sheets(letters=ties_print(actor=None, ties=ties))
    people, school = (
        _director(options["director_of"])
        if options["director_of"]
        else _named(options["login"], mandates=options["mandates"])
    )
    return sheets_make(actor=None, person_ids=people, school=school)


def _director(uai: str) -> tuple[list[int], School | None]:
    uai = uai.strip().upper()
    school = School.objects.filter(uai=uai).first()
    if school is None:
        raise CommandError(f"L’école {uai} n’existe pas.")
    directors = Affiliation.objects.in_force().filter(school=school, profile=Profile.DIRECTOR)
    people = list(directors.order_by("starts", "pk").values_list("person", flat=True))
    if not people:
        raise CommandError(f"L’école {uai} n’a pas de direction.")
    return people, school


def _named(login: str, *, mandates: bool) -> tuple[list[int], School | None]:
    account = account_named(login)
    if account is None:
        raise CommandError(f"Le compte {login} n’existe pas.")
    school = None if mandates else _school_of(account.person_id)
    if school is None and not _mandated(account.person_id):
        raise CommandError(
            "Cette personne n’a ni école ni mandat en ce moment\N{NO-BREAK SPACE}: aucune fiche n’est faite."
        )
    return [account.person_id], school


def _mandated(person_id: int) -> bool:
    return Mandate.objects.filter(person=person_id).exclude(ends__lte=clock.now()).exists()


def _school_of(person_id: int) -> School | None:
    """The school of the person, else of a child."""
    links = Affiliation.objects.in_force()
    own = links.filter(person=person_id).select_related("school").order_by("pk").first()
    if own is not None:
        return own.school
    children = Guardianship.objects.in_force().filter(adult=person_id).values("child")
    first = (
        links.filter(person__in=children, profile=Profile.PUPIL)
        .select_related("school")
        .order_by("pk")
        .first()
    )
    return first.school if first else None
