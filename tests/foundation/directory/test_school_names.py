"""How a family calls a school."""

import pytest

from eprimo.foundation.directory.school_names import short_name, short_names


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("École élémentaire Les Tilleuls", "Les Tilleuls"),
        ("ÉCOLE ÉLÉMENTAIRE PUBLIQUE LES TILLEULS", "LES TILLEULS"),
        ("Ecole maternelle publique Jean-Moulin", "Jean-Moulin"),
        ("École Sainte-Anne", "Sainte-Anne"),
        # « du Bourg » alone is no name.
        ("École primaire du Bourg", "École du Bourg"),
        ("École maternelle de la Lande", "École de la Lande"),
        ("École primaire d’application Ferry", "Ferry"),
        ("École de l’Étoile", "École de l’Étoile"),
        # What is not called a school stays as it is; so does what would be left without a name.
        ("Groupe scolaire Jules-Verne", "Groupe scolaire Jules-Verne"),
        ("École primaire", "École primaire"),
        ("", ""),
    ],
)
def test_the_words_of_registers_are_left_out(name: str, called: str) -> None:
    assert short_name(name) == called


def test_two_schools_of_one_name_keep_what_parts_them() -> None:
    names = (
        "École maternelle Jules-Verne",
        "École élémentaire Jules-Verne",
        "École Les Lilas",
        "École Les Lilas",
    )
    assert short_names(names) == {
        "École maternelle Jules-Verne": "Maternelle Jules-Verne",
        "École élémentaire Jules-Verne": "Élémentaire Jules-Verne",
        "École Les Lilas": "Les Lilas",
    }
