"""The documents of a member: one content, two files, a trace of each."""

import hashlib
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.printing.docx import writing_docx
from eprimo.foundation.printing.writings import Writing, writing_pdf
from eprimo.steering.consortium.actions.market import market_correct
from eprimo.steering.consortium.actions.members import member_add
from eprimo.steering.consortium.actions.needs import needs_write
from eprimo.steering.consortium.actions.representation import signatory_name
from eprimo.steering.consortium.actions.schools import school_claim
from eprimo.steering.consortium.enums import MemberKind, PaperFormat, PaperKind
from eprimo.steering.consortium.models import IssuedPaper, Member, Need, SchoolClaim
from eprimo.steering.consortium.papers import kinds_for, reference_of, writing_of
from eprimo.steering.consortium.papers.register import paper_issue, papers_like
from tests import factories as make
from tests.ground import lent
from tests.steering.consortium.group import DAYS, Made, manager, said, siren, siret

pytestmark = pytest.mark.django_db

NAME = "Environnement Numérique de Travail des écoles de l’Académie de Nantes, ENT 1er degré e-primo"


@lent
def valmarais(group: Made) -> Member:
    """It chose two schools, said one number, and who signs."""
    member, by, cast = group["valmarais"], group.cast.actor("member_rep"), group.cast
    for school in (cast.tilleuls, cast.verne):
        school_claim(actor=by, member=member, school=school)
    needs_write(actor=by, member=member, accounts={cast.tilleuls.pk: 1140})
    signatory_name(
        actor=by, member=member, civility="Mme", first_name="Solange", last_name="THÉBAUD", function="Maire",
        starts=date(2026, 1, 5),
    )  # fmt: skip
    return member


def in_pdf(writing: Writing) -> str:
    pages = PdfReader(io.BytesIO(writing_pdf(writing))).pages
    return flat(" ".join(page.extract_text() for page in pages))


def in_docx(writing: Writing) -> str:
    document = Document(io.BytesIO(writing_docx(writing)))
    words = [block.text for part in (document, *document.sections) for block in _paragraphs(part)] + [
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    ]
    return flat(" ".join(words))


def _paragraphs(part: Any) -> Any:
    return part.paragraphs if hasattr(part, "paragraphs") else part.footer.paragraphs


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u200b", "").split())


def test_r001_each_document_bears_the_name_of_the_group_in_both_files(valmarais: Member) -> None:
    for kind in kinds_for(valmarais):
        writing = writing_of(valmarais, kind)
        for words in (in_pdf(writing), in_docx(writing)):
            assert NAME in words, kind
            assert reference_of(writing.sha256) in words


def test_r091_the_convention_has_both_blocks_and_the_members_own_is_filled(valmarais: Member) -> None:
    """R091, R090: structure, function and name of who signs; the coordinator signs too; the tribunal of Nantes."""
    words = in_pdf(writing_of(valmarais, PaperKind.CONVENTION))
    for found in (
        "Coordonnatrice du groupement de commandes", "Nom de la structure adhérente : Commune de Valmarais",
        "Fonction du signataire : Maire", "Nom du signataire : Mme Solange THÉBAUD",
        "compétence exclusive du Tribunal Administratif de Nantes", "soit le 19 juillet 2030", "Fin avril 2026",
        "annexe 1 : copie de la délibération", "ne pourront pas commander, sur les 24 premiers mois",
    ):  # fmt: skip
        assert found in words
    assert words.count("Date et signature") == 2


def test_r090_r010_the_deliberation_speaks_as_the_assembly_of_its_member(
    group: Made, valmarais: Member
) -> None:
    """R090, R010: in the words of each kind; an OGEC has a board, and no contrôle de légalité [R011]."""
    syndicat = member_add(
        actor=manager(group.cast), market=group.market,
        said=said(MemberKind.SYNDICAT, "Syndicat des Prés", siret(siren("99900080"))),
    )  # fmt: skip
    heads = {
        valmarais: "Délibération du conseil municipal",
        group["cc"]: "Délibération du conseil communautaire",
        syndicat: "Délibération du comité syndical",
        group["ogec"]: "Décision du conseil d’administration de l’OGEC",
    }
    for member, head in heads.items():
        words = in_docx(writing_of(member, PaperKind.DELIBERATION))
        assert words.count(head) == 1
        assert ("contrôle de légalité" in words) == (member != group["ogec"])
        assert "compétence exclusive du tribunal administratif de Nantes (article 9)" in words
    words = in_docx(writing_of(valmarais, PaperKind.DELIBERATION))
    assert "1 140 comptes pour 2 écoles" in words
    assert "autoriser Mme Solange THÉBAUD, Maire, à la signer" in words
    assert "[numéro]" in words
    assert "d’être représenté par e-Collectivités" in in_docx(
        writing_of(group["brive"], PaperKind.DELIBERATION)
    )


def test_r015_the_letter_bears_the_address_of_the_convention_and_its_last_day(valmarais: Member) -> None:
    words = in_pdf(writing_of(valmarais, PaperKind.LETTER))
    assert "4, rue de la Houssinière – BP 72616 44 326 Nantes cedex 3" in words
    assert "Lettre recommandée avec accusé de réception" in words
    assert "24 janvier 2026" in words


def test_r063_a_start_that_is_postponed_is_said_on_the_convention(group: Made, valmarais: Member) -> None:
    assert "Dates imprimées" not in in_docx(writing_of(valmarais, PaperKind.CONVENTION))
    market_correct(
        actor=manager(group.cast), market=group.market, days=replace(DAYS, starts_on=date(2026, 9, 1))
    )
    valmarais.refresh_from_db()
    words = in_docx(writing_of(valmarais, PaperKind.CONVENTION))
    assert "L’article 8 écrit que la convention prend effet le 19 juillet 2026" in words
    assert "prend effet à compter de la date du 1er septembre 2026" in words
    assert "24 janvier 2026" in words


def test_sixty_schools_with_long_names_run_over_pages_under_a_repeated_head(group: Made) -> None:
    """Tagged, titled, in French; numbers of pages; the same table in the DOCX."""
    member = group["cc"]
    long_name = "École primaire publique intercommunale Marguerite-Yourcenar-et-des-Quatre-Vents" + "x" * 60
    schools = [make.school(f"044{number:04d}A", f"{long_name} {number}") for number in range(2000, 2060)]
    now = group.cast.actor("coordinator").now
    SchoolClaim.objects.bulk_create(SchoolClaim(member=member, school=one, starts=now) for one in schools)
    Need.objects.bulk_create(Need(member=member, school=one, accounts=25, starts=now) for one in schools)
    writing = writing_of(member, PaperKind.NEEDS)
    reader = PdfReader(io.BytesIO(writing_pdf(writing)))
    assert reader.metadata is not None
    assert flat(str(reader.metadata.title)).startswith("Annexe 2 : tableau d’engagement")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    texts = [flat(page.extract_text()) for page in reader.pages]
    tables = [text for text in texts if "044" in text and "Marguerite" in text]
    assert len(tables) >= 3
    assert all("UAI École Commune Nombre de comptes" in text for text in tables)
    assert all(f"page {at} sur {len(texts)}" in text for at, text in enumerate(texts, 1))
    assert "Total, 60 écoles 1 500" in " ".join(texts)
    table = Document(io.BytesIO(writing_docx(writing))).tables[0]
    assert len(table.rows) == 62
    assert "tblHeader" in table.rows[0]._tr.xml


def test_a_value_is_never_a_mark(group: Made, valmarais: Member) -> None:
    """A name full of marks, fields and typst signs stays a name."""
    name = "Commune **de** {name} [[Val]] #let $x$ <b>"
    Member.objects.filter(pk=valmarais.pk).update(name=name)
    valmarais.refresh_from_db()
    for kind in kinds_for(valmarais):
        writing = writing_of(valmarais, kind)
        assert name in in_docx(writing)
        assert name in in_pdf(writing)


def test_each_file_leaves_its_hash_and_says_who_made_it(group: Made, valmarais: Member) -> None:
    by = group.cast.actor("member_rep")
    pdf, kept = paper_issue(actor=by, member=valmarais, kind=PaperKind.NEEDS, fmt=PaperFormat.PDF)
    docx, other = paper_issue(actor=by, member=valmarais, kind=PaperKind.NEEDS, fmt=PaperFormat.DOCX)
    assert kept.sha256 == hashlib.sha256(pdf).hexdigest() != other.sha256
    assert kept.content_sha256 == other.content_sha256
    assert AuditLine.objects.filter(act="consortium.paper.issued").count() == 2
    needs_write(actor=by, member=valmarais, accounts={group.cast.tilleuls.pk: 1141})
    _, later = paper_issue(actor=by, member=valmarais, kind=PaperKind.NEEDS, fmt=PaperFormat.PDF)
    assert later.content_sha256 != kept.content_sha256
    reader = group.cast.actor("coordinator")
    assert papers_like(reader, content=docx) == [other]
    assert papers_like(reader, content=docx + b" ") == []
    assert papers_like(reader, reference=reference_of(kept.content_sha256).upper()) == [other, kept]
    assert papers_like(reader, reference="0000") == []


def test_documents_are_made_by_who_opens_the_file_and_by_nobody_else(group: Made, valmarais: Member) -> None:
    body = group.cast.actor("managing_body")
    _, made = paper_issue(actor=body, member=group["brive"], kind=PaperKind.LETTER, fmt=PaperFormat.DOCX)
    assert AuditLine.objects.get(act="consortium.paper.issued").details["on_behalf"] is True
    assert made.role == "managing_body"
    for who in ("managing_body", "commission", "contractor", "academy"):
        with pytest.raises(Forbidden):
            paper_issue(
                actor=group.cast.actor(who), member=valmarais, kind=PaperKind.LETTER, fmt=PaperFormat.PDF
            )
    assert IssuedPaper.objects.count() == 1


def test_the_rectorat_signs_the_convention_and_nothing_else(group: Made) -> None:
    rectorat = member_add(
        actor=manager(group.cast), market=group.market,
        said=said(MemberKind.RECTORAT, "Rectorat", siret(siren("99900090"))),
    )  # fmt: skip
    assert kinds_for(rectorat) == (PaperKind.CONVENTION,)
    assert "annexe 1" not in in_docx(writing_of(rectorat, PaperKind.CONVENTION)).rpartition("annexés")[2]
    with pytest.raises(NotVisible):
        writing_of(rectorat, PaperKind.DELIBERATION)
