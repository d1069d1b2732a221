"""« Mes documents »: prepared by the member, for it by the coordinator, and found again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from eprimo.steering.consortium.models import IssuedPaper
from tests.cast import Cast
from tests.steering.consortium.group import group_of

pytestmark = pytest.mark.django_db


def test_a_member_prepares_its_documents_and_the_coordinator_finds_them_again(
    cast: Cast, sign_in: Any
) -> None:
    """R001, R091: each says what it is for; the file that was changed is not known any more."""
    group = group_of(cast)
    member: Client = sign_in(cast.people["member_rep"])
    public_id = group["valmarais"].public_id
    page = member.get(reverse("consortium:papers", args=[public_id])).content.decode()
    for words in (
        "Mes documents", "Le modèle de l’acte", "À remplir à la main", "Aucun document préparé",
        "Aucune école n’est encore choisie", "Personne n’est noté pour signer",
    ):  # fmt: skip
        assert words in page
    assert "Vérifier un document" not in page
    answer = member.post(reverse("consortium:paper", args=[public_id, "convention", "pdf"]))
    assert answer["Content-Type"] == "application/pdf"
    assert "Convention Commune de Valmarais.pdf" in answer["Content-Disposition"]
    made = IssuedPaper.objects.get()
    coordinator: Client = sign_in(cast.coordinator)
    page = coordinator.get(reverse("consortium:papers", args=[public_id])).content.decode()
    assert "par le membre" in page
    assert made.content_sha256[:4] in page
    verify = reverse("consortium:verify")
    for content, words in ((answer.content, "Ce document vient d’ici"), (b"%PDF-1.7", "n’est pas connu ici")):
        page = coordinator.post(verify, {"file": SimpleUploadedFile("c.pdf", content)}).content.decode()
        assert words in page
    assert "Commune de Valmarais" in coordinator.post(verify, {"reference": made.sha256}).content.decode()
    assert coordinator.post(verify, {}).status_code == 422
