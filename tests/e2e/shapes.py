"""What a page is made of: each kind of element, within which others, in which state; not how many, nor their words.

Fifty notes in a list are made as three, and the page of a note as that of another. What axe looks at (names, roles,
order of headings, colours of classes) is the same in both: within a run, it looks at the pages that have something new.
"""

import hashlib
import os
from pathlib import Path

from tests.e2e.visitor import Visitor

# An element and three around it, with what the page itself is: language, direction, skin, theme.
_SHAPE = """() => {
  const look = /^data-ep-(habillage|theme|lecture|police|taille)$/;
  const told = /^(aria-(?!label|describe|control)|role$|type$|lang$|dir$|open$|hidden$)/;
  const apart = ['id', 'href', 'src', 'value', 'action', 'class', 'for', 'name', 'datetime', 'content'];
  const marks = e => [...e.attributes].filter(a => !apart.includes(a.name))
    .map(a => a.name + (told.test(a.name) || look.test(a.name) ? '=' + a.value : a.value.trim() ? '' : '=none'))
    .sort().join(' ');
  const root = document.documentElement, own = new Map(), seen = new Set(), headings = [];
  const page = marks(root) + ' ' + root.className + (document.title.trim() ? '' : ' untitled');
  for (const e of document.querySelectorAll('body, body *:not(svg *)')) {
    const says = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    own.set(e, e.localName + '.' + [...e.classList].sort().join('.') + '[' + marks(e)
      + (e.checked ? ' checked' : '') + (says ? ' says' : '') + (e.checkVisibility() ? '' : ' unseen') + ']');
    const chain = [e, e.parentElement, e.parentElement?.parentElement, e.parentElement?.parentElement?.parentElement];
    seen.add(page + chain.map(one => own.get(one) ?? '').join('<'));
    if (/^h[1-6]$/.test(e.localName) && headings.at(-1) !== e.localName) headings.push(e.localName);
  }
  return [headings.join(' '), ...seen];
}"""

# One file for the processes of a run (tests/conftest.py): what one of them looked at, the others need not.
_RUN = Path(os.environ["EPRIMO_TEST_RUN"]) / "shapes"


def is_new(visitor: Visitor) -> bool:
    """Whether this page has a kind of element that no test of this run was shown; from now on, one was."""
    found = {hashlib.sha256(key.encode()).hexdigest()[:16] for key in visitor.page.evaluate(_SHAPE)}
    with _RUN.open("a+", encoding="ascii") as seen:
        seen.seek(0)
        new = found - set(seen.read().split())
        seen.write("".join(f"{key}\n" for key in sorted(new)))
    return bool(new)
