"""What a page is made of: each kind of element, in which state; not how many, nor their words.

Fifty notes in a list are made as three, and the page of a note as that of another. What axe looks at (names, roles,
order of headings, colours of classes) is the same in both: within a run, it looks at the pages that have something new.
"""

import os
from pathlib import Path

from tests.e2e.visitor import Visitor

# An element, with what the page itself is: language, direction, skin, theme; a number for each.
# A page that is not drawn has its elements too: whether they are seen is then told of none.
SHAPE = """page => {
  const look = /^data-ep-(habillage|theme|lecture|police|taille)$/;
  const told = /^(aria-(?!label|describe|control)|role$|type$|lang$|dir$|open$|hidden$)/;
  const apart = ['id', 'href', 'src', 'value', 'action', 'class', 'for', 'name', 'datetime', 'content'];
  const marks = e => [...e.attributes].filter(a => !apart.includes(a.name))
    .map(a => a.name + (told.test(a.name) || look.test(a.name) ? '=' + a.value : a.value.trim() ? '' : '=none'))
    .sort().join(' ');
  const number = text => {
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (let n = 0; n < text.length; n++) {
      a = Math.imul(a ^ text.charCodeAt(n), 2654435761);
      b = Math.imul(b ^ text.charCodeAt(n), 1597334677);
    }
    return 4294967296 * (2097151 & b) + (a >>> 0);
  };
  const root = page.documentElement, seen = new Set(), headings = [], drawn = page.defaultView;
  const whole = marks(root) + ' ' + root.className + (page.title.trim() ? '' : ' untitled');
  for (const e of page.querySelectorAll('body, body *:not(svg *)')) {
    const says = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    seen.add(whole + e.localName + '.' + [...e.classList].sort().join('.') + '[' + marks(e)
      + (e.checked ? ' checked' : '') + (says ? ' says' : '') + (!drawn || e.checkVisibility() ? '' : ' unseen') + ']');
    if (/^h[1-6]$/.test(e.localName) && headings.at(-1) !== e.localName) headings.push(e.localName);
  }
  return [headings.join(' '), ...seen].map(number);
}"""


def is_new(visitor: Visitor) -> bool:
    """Whether this page has a kind of element that no test of this run was shown; from now on, one was."""
    # One file for the processes of a run (tests/conftest.py): what one of them looked at, the others need not.
    kept = Path(os.environ["EPRIMO_TEST_RUN"]) / "shapes"
    found = {str(key) for key in visitor.asks(f"() => ({SHAPE})(document)")}
    with kept.open("a+", encoding="ascii") as seen:
        seen.seek(0)
        new = found - set(seen.read().split())
        seen.write("".join(f"{key}\n" for key in sorted(new)))
    return bool(new)
