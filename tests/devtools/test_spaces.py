"""A line of French never begins with a sign: templates and catalogues hold the spaces that tie it."""

from eprimo.devtools.spaces import NBSP, changes, in_catalogue, in_module, in_template, tie


def test_no_loose_space_in_templates_nor_in_texts() -> None:
    loose = [str(path) for path, text, right in changes() if text != right]
    assert not loose, "run « python -m eprimo.devtools.spaces »:\n" + "\n".join(loose)


def test_what_is_tied() -> None:
    assert tie("Qui vient ?") == f"Qui vient{NBSP}?"
    assert tie("« oui » : 4 €") == f"«{NBSP}oui{NBSP}»{NBSP}: 4{NBSP}€"
    assert tie("à {{ rate }} %) ou 20 %.") == f"à {{{{ rate }}}}{NBSP}%) ou 20{NBSP}%."
    for left in (":-)", "{% if n == 1 %}", "École 1 %(n)s", "https://x.fr/?a=1", "if at > 1 %}", "a :hover"):
        assert tie(left) == left


def test_what_nobody_reads_is_left() -> None:
    template = '{# Why ? #}<style>a :hover{}</style>{{ _("Qui ?") }}{% if a != 1 %}'
    assert in_template(template) == template.replace("Qui ?", f"Qui{NBSP}?")


def test_translations_keep_their_habits() -> None:
    po = 'msgid "Qui ?"\nmsgstr "Qui ?"\n'
    assert in_catalogue(po) == f'msgid "Qui{NBSP}?"\nmsgstr "Qui ?"\n'


def test_modules_write_the_space_as_an_escape() -> None:
    module = 'a = _("Qui ?")\nb = "Autre ?"\n'
    assert in_module(module, {"Qui ?"}) == 'a = _("Qui\\u00a0?")\nb = "Autre ?"\n'
