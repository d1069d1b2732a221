"""The Consortium table: « list of members, calendar », « own file », written by the coordinator who manages."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.foundation.directory.models import Mandate
from eprimo.steering.consortium.actions.representation import GivenFile, signatory_name
from eprimo.steering.consortium.actions.signers import signer_ask
from eprimo.steering.consortium.lists.plan import plan_of
from eprimo.steering.consortium.models import (
    Deliberation,
    Market,
    NeedsReturn,
    Passage,
    SchoolProposal,
    SigningRight,
    Withdrawal,
)
from eprimo.steering.consortium.needs_file import needs_file_of
from tests.conftest import NOW
from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.member_lists import LINE
from tests.matrix.scene import Scene
from tests.matrix.who import TERRITORY
from tests.steering.consortium.group import PDF, siren, siret
from tests.steering.consortium.listing import sheet

_MANAGES = "coordinator_manager"
_COORDINATORS = f"coordinator {_MANAGES}"
_READERS = f"{_COORDINATORS} member_rep managing_body commission {TERRITORY}"
_MEMBER = {
    "kind": "syndicat", "name": "SIVOS des Prés", "siret": siret(siren("99900080")), "department": "44",
}  # fmt: skip
_DAYS = {
    "joins_until": "2026-01-23", "launches_from": "2026-01-26", "notification_expected": "2026-04-30",
    "starts_on": "2026-07-19",
}  # fmt: skip


def _of(name: str, **who: Any) -> Variant:
    """A route of one member: Valmarais has its representative, Brive its managing body, the OGEC nobody here."""
    return Variant(name=name, args=lambda s: (s["group"][name].public_id,), **who)


def _notified(scene: Scene) -> object:
    return Market.objects.update(published_on=NOW.date(), notified_on=NOW.date())


def _signer(scene: Scene) -> object:
    return Mandate.objects.filter(person=scene.cast.people[_MANAGES]).update(level="sign")


def _signatory(scene: Scene) -> None:
    """Both communes have somebody who is noted to sign."""
    for name in ("valmarais", "brive"):
        signatory_name(
            actor=scene.cast.actor(_MANAGES), member=scene["group"][name], first_name="Jeanne", last_name="MAIRE",
            function="Maire", starts=NOW.date(),
        )  # fmt: skip


def _asked(scene: Scene) -> None:
    """The representative of Valmarais asks to sign; its address is one that the scene knows."""
    _signatory(scene)
    right = signer_ask(
        actor=scene.cast.actor("member_rep"),
        member=scene["group"]["valmarais"],
        act=GivenFile("acte.pdf", PDF),
    )
    SigningRight.objects.filter(pk=right.pk).update(public_id=scene.id("tilleuls"))


def _may_sign(scene: Scene) -> object:
    return scene["group"]["brive"].representations.exclude(managing_body=None).update(may_sign=True)


def _read(scene: Scene) -> dict[str, str]:
    """The mandate that the page showed."""
    one = scene["group"]["brive"].representations.get(ends=None)
    return {"mandat": str(one.pk), "empreinte": one.piece_sha256}


def _returned(scene: Scene) -> object:
    return NeedsReturn.objects.create(member=scene["group"]["valmarais"], reason="À revoir")


def _proposed(scene: Scene) -> object:
    return SchoolProposal.objects.create(
        member=scene["group"]["valmarais"], school=scene.cast.verne, source=scene["list_applied"]
    )


def _list() -> SimpleUploadedFile:
    return SimpleUploadedFile("membres.csv", sheet([[str(LINE[name]) for name in ("siret", "name", "kind")]]))


def _unreceived(scene: Scene) -> None:
    """Each has an act that no control of legality received yet."""
    for member in scene["group"].members.values():
        Deliberation.objects.filter(member=member, replaced_at=None).update(replaced_at=NOW)
        Deliberation.objects.create(
            member=member, number="1", assembly="Conseil", adopted_on=date(2026, 1, 12), piece_sha256="0" * 64
        )


def _in_force(name: str) -> Any:
    """That member signed, and the market has begun."""

    def change(scene: Scene) -> object:
        rows = [("draft", "filed", "by_member"), ("filed", "in_force", "market_starts")]
        return Passage.objects.bulk_create(
            Passage(member=scene["group"][name], number=number, before=before, state=state, reason=reason,
                    effective_on=NOW.date())
            for number, (before, state, reason) in enumerate(rows, scene["group"][name].passages.count() + 1)
        )  # fmt: skip

    return change


_JUDGED = {
    "court": "Tribunal administratif", "case_number": "1", "decided_on": "2026-11-20", "effect_on": "2026-11-24",
}  # fmt: skip
_REPLACED = {"kind": "merger", "effective_on": "2026-11-24", "act": "2026-1", "act_on": "2026-10-01"}


def _prepared(name: str) -> Any:
    return lambda scene: Withdrawal.objects.create(member=scene["group"][name], declared_at=NOW)


def _sheet(scene: Scene) -> SimpleUploadedFile:
    school = scene["group"].schools["lettered"]
    content = needs_file_of([(school.uai, school.name, "", 80)], "xlsx")
    return SimpleUploadedFile("annexe.xlsx", content)


def _mandate() -> SimpleUploadedFile:
    return SimpleUploadedFile("mandat.pdf", PDF, "application/pdf")


def _takes(member: str, school: Any, **who: Any) -> Variant:
    return _of(member, methods="POST", data=lambda s, w: {"school": str(school(s).public_id)}, **who)


_SIGNS = {"first_name": "Jeanne", "last_name": "MAIRE", "function": "Maire", "starts": "2026-11-24"}
_ACT = {"number": "2026-12", "assembly": "Conseil", "adopted_on": "2026-01-12"}
_BODY = {"mode": "body", "starts": "2026-11-24"}
_WRITTEN_BY = {"valmarais": "member_rep", "brive": "managing_body", "ogec": ""}

LINES = (
    # What is left to do: who acts for members, who coordinates, the contractor, and nobody else.
    line("consortium:todo", "GET", Variant(ok=f"{_COORDINATORS} member_rep managing_body contractor")),
    line(
        "consortium:members", "GET",
        Variant(ok=_READERS),
        # « contractor: list only, after notification ».
        Variant(name="notified", ok=f"{_READERS} contractor", before=_notified),
        second_factor=True,
    ),
    line(
        "consortium:members_file", "POST",
        Variant(ok=_COORDINATORS, data=lambda s, w: {"format": "ods"}),
        Variant(name="no such format", data=lambda s, w: {"format": "exe"}),
        second_factor=True,
    ),
    line("consortium:calendar", "GET", Variant(ok=_READERS), second_factor=True),
    line(
        "consortium:days", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: _DAYS), second_factor=True
    ),
    line("consortium:withdrawals", "GET", Variant(ok=_COORDINATORS), second_factor=True),
    line(
        "consortium:withdrawal", "GET POST",
        # « own withdrawal: declare; same; coordinator: record ».
        _of("valmarais", ok=f"{_COORDINATORS} member_rep", methods="GET"),
        _of("brive", ok=f"{_COORDINATORS} managing_body", methods="GET"),
        *(Variant(name=f"{key} leaves", args=lambda s, key=key: (s["group"][key].public_id,), ok=by, methods="POST",
                  before=_in_force(key), data=lambda s, w: {"reason": ""})
          for key, by in (("valmarais", "member_rep"), ("brive", "managing_body"))),
        second_factor=True,
    ),
    line(
        "consortium:withdrawal_give_up", "POST",
        _of("valmarais", ok="member_rep", before=_prepared("valmarais")),
        _of("brive", ok="managing_body", before=_prepared("brive")),
        second_factor=True,
    ),
    line(
        "consortium:withdrawal_letter", "GET POST",
        _of("valmarais", ok=_MANAGES, before=_in_force("valmarais"), data=lambda s, w: {"posted_on": "2026-11-20"}),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium:exclude", "GET POST",
        # « withdrawal, exclusion: coordinator: record; write »: never without the decision.
        _of("valmarais", ok=_MANAGES, before=_in_force("valmarais"),
            data=lambda s, w: _JUDGED | {"file": _mandate()}),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), methods="GET"),
        second_factor=True,
    ),
    line(
        "consortium:substitute", "GET POST",
        _of("valmarais", ok=_MANAGES, before=_in_force("valmarais"),
            data=lambda s, w: _REPLACED | {"siret": s["group"]["brive"].siret, "file": _mandate()}),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),), methods="GET"),
        second_factor=True,
    ),
    line(
        "consortium:end_early", "GET POST",
        Variant(ok=_MANAGES, data=lambda s, w: {"ended_on": "2027-03-01", "why": "Résilié"}), second_factor=True,
    ),
    # « settings "à arbitrer": coordinator: record; write »; the calendar's readers read them.
    line("consortium:gaps", "GET", Variant(ok=_READERS), second_factor=True),
    line(
        "consortium:gap_decide", "GET POST",
        Variant(ok=_MANAGES, args=lambda s: ("plancher",),
                data=lambda s, w: {"second_floor": "50", "decided_by": "Rectrice", "decided_on": "2026-11-24"}),
        Variant(name="no such point", args=lambda s: ("rien",), methods="GET"),
        second_factor=True,
    ),
    line(
        "consortium:bodies", "GET POST",
        Variant(name="read", ok=_COORDINATORS, methods="GET"),
        Variant(name="add", ok=_MANAGES, methods="POST",
                data=lambda s, w: {"name": "Autre prestataire", "siret": siret(siren("99900090"))}),
        second_factor=True,
    ),
    line(
        "consortium:add", "GET POST", Variant(ok=_MANAGES, data=lambda s, w: _MEMBER), second_factor=True
    ),
    line(
        "consortium:member", "GET",
        *(_of(name, ok=_READERS) for name in ("valmarais", "brive")),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium:correct", "GET POST",
        _of("cc", ok=_MANAGES, data=lambda s, w: _MEMBER),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium:represent", "GET POST",
        # « member_rep sign of that body records the dated file »: who only writes does not.
        _of("valmarais", ok=_MANAGES,
            data=lambda s, w: _BODY | {"managing_body": str(s["group"].body.public_id), "mandate_file": _mandate()}),
        # Its managing body does not prolong its own mandate.
        _of("brive", ok=_MANAGES, data=lambda s, w: {"mode": "alone", "starts": "2026-11-25"}),
        second_factor=True,
    ),
    line(
        "consortium:signatory", "GET POST",
        *(_of(name, ok=f"{_MANAGES} {by}", data=lambda s, w: _SIGNS) for name, by in _WRITTEN_BY.items()),
        second_factor=True,
    ),
    # « member_rep … level: sign: on the recorded act naming the signatory, confirmed by academy ».
    line(
        "consortium:signer_ask", "GET POST",
        _of("valmarais", ok="member_rep", forbidden=_COORDINATORS, before=_signatory,
            data=lambda s, w: {"file": _mandate()}),
        _of("brive", forbidden=f"{_COORDINATORS} managing_body", before=_signatory),
        second_factor=True,
    ),
    line("consortium:signers", "GET", Variant(ok="academy"), second_factor=True),
    line(
        "consortium:signer_file", "GET",
        Variant(name="asked", ok="academy", args=lambda s: (s.id("tilleuls"),), before=_asked),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True, signed_out=401,
    ),
    line(
        "consortium:signer_answer", "POST",
        Variant(name="confirm", ok="academy", args=lambda s: (s.id("tilleuls"), "confirmer"), before=_asked),
        Variant(name="no such answer", args=lambda s: (s.id("tilleuls"), "autre"), before=_asked),
        second_factor=True,
    ),
    line(
        "consortium:acknowledge", "POST",
        _of("brive", ok=_MANAGES, forbidden="coordinator managing_body", before=_may_sign, data=lambda s, w: _read(s)),
        # Nothing says that anybody signs for it.
        _of("valmarais", forbidden="coordinator member_rep"),
        second_factor=True,
    ),
    line(
        "consortium:schools", "GET POST",
        # « coordinator: never edits a need »: the number of schools is the member's alone.
        *(_of(name, ok=by, methods="GET") for name, by in _WRITTEN_BY.items()),
        _takes("valmarais", lambda s: s["verne"], ok="member_rep"),
        _takes("brive", lambda s: s["group"].schools["brive"], ok="managing_body"),
        second_factor=True,
    ),
    line(
        "consortium:release", "POST",
        Variant(name="valmarais", args=lambda s: (s["group"]["valmarais"].public_id, s["claim"].public_id),
                ok="member_rep"),
        Variant(name="of another", args=lambda s: (s["group"]["brive"].public_id, s["claim"].public_id)),
        second_factor=True,
    ),
    line(
        "consortium:needs", "GET POST",
        # « own file, needs: write until signed; on behalf of; coordinator: read, return, sign; never edits a need ».
        _of("valmarais", ok=f"{_COORDINATORS} member_rep", methods="GET"),
        _of("brive", ok=f"{_COORDINATORS} managing_body", methods="GET"),
        Variant(name="written", args=lambda s: (s["group"]["valmarais"].public_id,), ok="member_rep",
                data=lambda s, w: {"n_0440001A": "120"}, methods="POST"),
        second_factor=True,
    ),
    line(
        "consortium:needs_sheet", "GET",
        *(Variant(name=name, args=lambda s, name=name: (s["group"][name].public_id, "xlsx"), ok=f"{_COORDINATORS} {by}")
          for name, by in (("valmarais", "member_rep"), ("brive", "managing_body"))),
        second_factor=True, signed_out=401,
    ),
    line(
        "consortium:needs_give_back", "POST",
        _of("valmarais", ok="member_rep", data=lambda s, w: {"sheet": _sheet(s)}),
        _of("ogec"),
        second_factor=True,
    ),
    line(
        "consortium:needs_return", "GET POST",
        _of("valmarais", ok=_MANAGES, data=lambda s, w: {"reason": "À revoir"}),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium:needs_stand", "POST",
        _of("valmarais", ok="member_rep", before=_returned),
        _of("ogec"),
        second_factor=True,
    ),
    line(
        "consortium:deliberation", "GET POST",
        *(_of(name, ok=f"{_MANAGES} {by}", data=lambda s, w: _ACT | {"file": _mandate()})
          for name, by in _WRITTEN_BY.items()),
        second_factor=True,
    ),
    line(
        "consortium:reception", "GET POST",
        *(_of(name, ok=f"{_MANAGES} {by}" if by else "", before=_unreceived,
              data=lambda s, w: {"received_on": "2026-01-15"})
          for name, by in _WRITTEN_BY.items()),
        second_factor=True,
    ),
    line(
        "consortium:deposit", "POST",
        # Valmarais is bound by now: told so.
        *(_of(name, ok=by, writes=name != "valmarais") for name, by in _WRITTEN_BY.items()),
        second_factor=True,
    ),
    line(
        "consortium:sign", "GET POST",
        # « coordinator: read, return, sign »: of the level that signs; this file lacks nearly everything.
        _of("brive", ok=_MANAGES, methods="GET", before=_signer),
        Variant(name="incomplete", args=lambda s: (s["group"]["brive"].public_id,), ok=_MANAGES, ok_status=422,
                methods="POST", before=_signer, writes=False),
        _of("valmarais"),
        second_factor=True,
    ),
    line(
        "consortium:sign_all", "GET POST",
        Variant(name="page", ok=_MANAGES, methods="GET", before=_signer),
        Variant(name="none chosen", ok=_MANAGES, methods="POST", before=_signer, writes=False),
        # Who manages and does not sign.
        Variant(name="manages", methods="GET"),
        second_factor=True,
    ),
    line(
        "consortium:member_sign", "GET POST",
        *(_of(name, ok=f"{_MANAGES} {by}", methods="GET") for name, by in _WRITTEN_BY.items()),
        # Its needs come first: this one lacks them.
        _of("valmarais", ok=f"{_MANAGES} member_rep", ok_status=422, methods="POST", writes=False,
            data=lambda s, w: {"signed_on": "2026-01-20"}),
        second_factor=True,
    ),
    line(
        "consortium:amend", "GET POST",
        _of("valmarais", ok="member_rep", methods="GET"),
        _of("brive", ok="managing_body", methods="GET"),
        _of("valmarais", ok="member_rep", ok_status=422, methods="POST", writes=False,
            data=lambda s, w: {"reason": "Rentrée", "signed_on": "2026-11-20"}),
        second_factor=True,
    ),
    line(
        "consortium:undo", "GET POST",
        *(_of(name, ok=f"{_MANAGES} {by}", methods="GET") for name, by in _WRITTEN_BY.items()),
        _of("brive", ok=f"{_MANAGES} managing_body", ok_status=422, methods="POST", writes=False,
            data=lambda s, w: {"how": "annulled", "undone_on": "2026-02-03"}),
        second_factor=True,
    ),
    line(
        "consortium:remind", "GET POST",
        Variant(ok=_MANAGES, methods="GET"),
        # Nobody of the scene has an address and lacks that: told so.
        Variant(name="sent", ok=_MANAGES, methods="POST", data=lambda s, w: {"quoi": "filing"}, writes=False),
        second_factor=True,
    ),
    line(
        "consortium:texts", "GET POST",
        Variant(ok=_READERS, methods="GET"),
        Variant(name="added", ok=_MANAGES, methods="POST",
                data=lambda s, w: {"dated_on": "2025-11-03", "file": _mandate()}),
        second_factor=True,
    ),
    line(
        "consortium:text_file", "GET",
        Variant(name="first", args=lambda s: (s["text"].public_id,), ok=_READERS),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True, signed_out=401,
    ),
    line("consortium:invitations", "GET", Variant(ok=_MANAGES), second_factor=True),
    # « members from a list: coordinator ».
    line(
        "consortium:member_lists", "GET POST",
        Variant(ok=_MANAGES, methods="GET"),
        Variant(name="given", ok=_MANAGES, methods="POST", data=lambda s, w: {"sheet": _list()}),
        second_factor=True,
    ),
    line(
        "consortium:member_list_model", "GET",
        Variant(args=lambda s: ("ods",), ok=_MANAGES),
        Variant(name="none", args=lambda s: ("pdf",)),
        second_factor=True, signed_out=401,
    ),
    line(
        "consortium:member_list", "GET",
        Variant(args=lambda s: (s["list"].public_id,), ok=_MANAGES),
        Variant(name="applied", args=lambda s: (s["list_applied"].public_id,), ok=_MANAGES),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium:member_list_apply", "POST",
        Variant(args=lambda s: (s["list"].public_id,), ok=_MANAGES,
                data=lambda s, w: {"relu": plan_of(s["list"]).digest}),
        Variant(name="unread", args=lambda s: (s["list"].public_id,), ok=_MANAGES, ok_status=422, writes=False),
        second_factor=True,
    ),
    line(
        "consortium:member_list_drop", "POST",
        Variant(args=lambda s: (s["list"].public_id,), ok=_MANAGES),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium:member_list_undo", "GET POST",
        Variant(args=lambda s: (s["list_applied"].public_id,), ok=_MANAGES),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium:member_list_letters", "POST",
        Variant(args=lambda s: (s["list_applied"].public_id,), ok=_MANAGES),
        # Of a list that was not applied, nobody is to be written to: told so.
        Variant(name="waiting", args=lambda s: (s["list"].public_id,), ok=_MANAGES, writes=False),
        second_factor=True,
    ),
    line(
        "consortium:proposals", "POST",
        # « Le choix du nombre d’école(s) est du seul ressort de chaque adhérent » [C 7.1].
        _of("valmarais", ok="member_rep", before=_proposed, data=lambda s, w: {"verbe": "aucune"}),
        _of("brive", ok="managing_body", writes=False),
        second_factor=True,
    ),
    line(
        "consortium:invite", "POST",
        Variant(name="a member", ok=_MANAGES, data=lambda s, w: {"member": [str(s["group"]["ogec"].public_id)]}),
        second_factor=True,
    ),
    line(
        "consortium:invitation_withdraw", "POST",
        Variant(name="ogec", args=lambda s: (s["invitation"].public_id,), ok=_MANAGES),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium_invitation:enter", "GET POST",
        Variant(ok=EVERYBODY, methods="GET"),
        Variant(name="wrong", ok=EVERYBODY, methods="POST", data=lambda s, w: {"code": "A" * 13}, ok_status=422),
        public=True, always_open=True,
    ),
    line(
        "consortium:letter", "GET POST",
        # It is addressed to the rectorat: nobody else records it.
        _of("valmarais", ok=_MANAGES, data=lambda s, w: {"tracking": "1A 234 567 890 1", "posted_on": "2026-01-24"}),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True,
    ),
    line(
        "consortium:papers", "GET",
        # « own file: read »: nobody prepares a document of another.
        _of("valmarais", ok=f"{_COORDINATORS} member_rep"),
        _of("brive", ok=f"{_COORDINATORS} managing_body"),
        second_factor=True,
    ),
    line(
        "consortium:paper", "POST",
        Variant(name="valmarais", args=lambda s: (s["group"]["valmarais"].public_id, "needs", "docx"),
                ok=f"{_COORDINATORS} member_rep"),
        Variant(name="no such document", args=lambda s: (s["group"]["valmarais"].public_id, "invoice", "pdf")),
        second_factor=True,
    ),
    line(
        "consortium:simulation", "GET",
        _of("valmarais", ok=f"{_COORDINATORS} member_rep"),
        _of("ogec", ok=_COORDINATORS),
        second_factor=True,
    ),
    line(
        "consortium:simulation_file", "GET",
        Variant(name="valmarais", args=lambda s: (s["group"]["valmarais"].public_id, "ods"),
                ok=f"{_COORDINATORS} member_rep"),
        Variant(name="brive", args=lambda s: (s["group"]["brive"].public_id, "ods"),
                ok=f"{_COORDINATORS} managing_body"),
        second_factor=True, signed_out=401,
    ),
    line(
        "consortium:verify", "GET POST",
        Variant(ok=_COORDINATORS, data=lambda s, w: {"reference": "3f2a-91c0-77de"}, writes=False),
        second_factor=True,
    ),
    line(
        "consortium:piece", "GET",
        Variant(name="brive", args=lambda s: (s["group"]["brive"].pieces.get().public_id,),
                ok=f"{_COORDINATORS} managing_body"),
        Variant(name="none", args=lambda s: (s.id("tilleuls"),)),
        second_factor=True, signed_out=401,
    ),
)  # fmt: skip
