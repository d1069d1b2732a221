"""Notices to people, at their own address: that a file was opened with a letter of invitation, and that a right to sign
for a member is over."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.transport.mail import Letter
from eprimo.steering.consortium.invitations import acting_for
from eprimo.steering.consortium.models import Invitation, ManagingBody, Member, Representation, SigningRight
from eprimo.ui.plurals import NBSP


def told_of(invitation: Invitation) -> tuple[list[int], list[int]]:
    """The members whose office is told (a managing body's letter opens the files of all who mandated it), and the
    people who act already; who has just entered is not one of them."""
    if invitation.used_at is None:
        return [], []
    acting = acting_for(invitation.body)
    if invitation.member is not None:
        bodies = ManagingBody.objects.filter(representations__in=invitation.member.representations.in_force())
        mandates = [acting, *(acting_for(body) for body in bodies)]
    else:
        mandates = [acting]
    people = {pk for rows in mandates for pk in _others(rows, invitation.used_at)}
    return list(_offices(invitation).values_list("pk", flat=True)), sorted(people)


def _offices(invitation: Invitation) -> QuerySet[Member]:
    rows = Member.objects.exclude(email="").order_by("pk")
    if invitation.member_id:
        return rows.filter(pk=invitation.member_id)
    running = Representation.objects.in_force().filter(managing_body=invitation.managing_body_id)
    return rows.filter(pk__in=running.values("member"))


def _others(rows: QuerySet[Mandate], entered: datetime) -> list[int]:
    return list(rows.exclude(starts=entered).values_list("person", flat=True))


def letter_of_opening(invitation: int, *, member: int = 0, person: int = 0) -> Letter | None:
    """To the office of that member, or to the confirmed address of that person; nothing without one."""
    found = Invitation.objects.select_related("member", "managing_body").filter(pk=invitation).first()
    if found is None:
        return None
    to = _office(member) if member else address_of(person)
    if not to:
        return None
    name = found.body.name
    where = (
        reverse("consortium:member", args=[found.member.public_id])
        if found.member
        else reverse("consortium:members")
    )
    words = (
        f"{name},\n\nQuelqu’un a ouvert ce dossier du groupement e‑primo avec la lettre d’invitation adressée à {name}"
        ". Si ce n’est personne de chez vous, ou que vous n’attendiez pas, dites-le aussitôt à la coordination du "
        f"groupement.\n\nLa page{NBSP}: {settings.PUBLIC_URL.rstrip('/')}{where}\n"
    )
    return Letter(to, "Un dossier du groupement e-primo est ouvert", words)


def _office(member: int) -> str:
    return Member.objects.filter(pk=member).values_list("email", flat=True).first() or ""


def address_of(person: int) -> str:
    """The confirmed address of a person; empty without one."""
    rows = Account.objects.filter(
        person=person, state=AccountState.ACTIVE, recovery_email_confirmed_at__isnull=False,
        recovery_email_refused_at=None,
    )  # fmt: skip
    return rows.values_list("recovery_email", flat=True).first() or ""


def letter_of_end(right: int) -> Letter | None:
    """Nothing without a confirmed address."""
    found = (
        SigningRight.objects.select_related("signatory__member", "mandate")
        .defer("mandate__reason")
        .filter(pk=right)
        .first()
    )
    to = address_of(found.mandate.person_id) if found is not None and found.mandate is not None else ""
    if found is None or not to:
        return None
    member = found.signatory.member
    where = settings.PUBLIC_URL.rstrip("/") + reverse("consortium:member", args=[member.public_id])
    words = (
        f"Vous ne signez plus les bons de commande de {member.name} dans e‑primo{NBSP}: la personne notée pour signer "
        "a changé, le mandat a pris fin, ou l’académie l’a arrêté.\n\nSi vous ne vous y attendiez pas, dites-le "
        f"aussitôt à votre académie.\n\nLa page{NBSP}: {where}\n"
    )
    return Letter(to, "Vous ne signez plus dans le groupement e-primo", words)
