"""What is wrong with a page is told by the checks that every page goes through: each of them, in the small size."""

import pytest

from tests.e2e.accessible import SMALL, faults_of
from tests.e2e.conftest import Visit
from tests.e2e.furnished.reader import Reader
from tests.e2e.visitor import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What is added to a page that is clean → what must be told of it. Each has a name where the checks tell names.
_BROKEN = {
    "document.querySelector('main').append(document.createElement('img'))": "360 light image-alt",
    "const p = put('p', 'Trop pâle'); p.id = 'pale'; p.style.color = '#ccc'; p.style.background = '#fff'":
        "360 light color-contrast #pale",
    "put('p', 'Sombre la nuit').id = 'dark';"
    "style('@media (prefers-color-scheme: dark) { #dark { color: #222; background: #000 } }')":
        "1280 dark color-contrast #dark",
    "put('p', '').style.width = '340px'": "320 scrolls sideways",
    "const b = put('button', 'Bien trop loin'); b.style.position = 'relative'; b.style.left = '170px'":
        "180 off the screen: Bien trop loin",
    "put('p', 'Dessous'); put('p', 'Dessus').style.marginTop = '-2.5rem'": "« Dessous » on « Dessus »",
    "put('p', 'Un').id = 'deux'; put('p', 'Deux').id = 'deux'": "ids twice: deux",
    "put('label', 'De rien').htmlFor = 'nulle-part'": "for of nothing: nulle-part",
}  # fmt: skip
_PUT = """const put = (name, said) => {
  const made = document.createElement(name);
  made.textContent = said;
  document.querySelector('main').append(made);
  return made;
};
const style = rules => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};"""


def test_each_check_tells_what_is_wrong(visit: Visit) -> None:
    visitor = visit(viewport=PHONE)
    visitor.open("/compte/entrer")
    assert faults_of(visitor, SMALL) == []
    # Of kinds of element that were seen the width alone is looked at, with large letters.
    visitor.page.evaluate(f"() => {{ {_PUT} put('p', '').style.width = '340px' }}")
    assert any("180 scrolls sideways" in fault for fault in faults_of(visitor))
    # All at once: what is told of one is not told of another.
    visitor.open("/compte/entrer")
    visitor.page.evaluate(f"() => {{ {_PUT} {' '.join(f'{{ {broken} }}' for broken in _BROKEN)} }}")
    found = faults_of(visitor, SMALL)
    assert [told for told in _BROKEN.values() if not any(told in fault for fault in found)] == [], found


def test_what_is_wrong_is_read_of_a_page_that_is_not_drawn(visit: Visit) -> None:
    browser = visit().context.browser
    assert browser is not None
    with Reader(browser) as reader:
        read = reader.read(
            '<html dir="rtl"><a href="/ici">Ici</a><p id="a"><p id="a"><label for="b">De rien</label>'
        )
        plain, same = reader.read("<title>Un</title><p>Un"), reader.read("<title>Deux</title><p>Deux<p>Trois")
        other = reader.read("<title>Un</title><p class='aide'>Un")
    assert (read.links, read.direction) == (["/ici"], "rtl")
    assert read.faults == ["ids twice: a", "for of nothing: b"]
    # Another state is another kind of element, other words and more of them are none.
    assert plain.keys == same.keys
    assert other.keys - plain.keys
