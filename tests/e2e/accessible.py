"""What a page must hold for everybody: axe, narrow screens, big text. Each check returns sentences, best none.

Two sizes of one check. Small (`make test`): axe looks once at each *shape* of page (`shapes.py`), by every rule on a
desk in the dark and on a phone in the light; that page is measured at every width, those of a shape that was seen with
text twice as large alone, the narrowest. `EPRIMO_DRILL=full` (`make drill`): axe looks at every page, by every
rule, at 320, 768 and 1280 px, light and dark, in high contrast, and in the colours that a device puts in place of all;
every page is measured at every width.
"""

import json
import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

from eprimo.devtools.chromium import ROOT
from tests.e2e.shapes import is_new
from tests.e2e.visitor import DESK, PHONE, Visitor

AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# How many states were looked at, for who wants the figures (`-s`).
COUNTS = Counter[str]()
FULL = os.environ.get("EPRIMO_DRILL") == "full"
NARROW = {"width": 320, "height": 640}
TABLET = {"width": 768, "height": 1024}
# Every rule, in both themes and at both ends of the widths.
SMALL = ((DESK, "dark"), (PHONE, "light"))
# What a person chose is written on the page; what a device replaces is the device's own.
CONTRAST, FORCED = "contrast", "forced"
WHOLE = (
    *((size, theme) for size in (NARROW, TABLET, DESK) for theme in ("light", "dark")),
    *((size, CONTRAST) for size in (NARROW, DESK)),
    (DESK, FORCED),
)
# Text twice as large on a phone of 360: to the page, letters of the same size on half the width.
BIG_TEXT = {"width": 180, "height": 390}
# A page is measured at these.
WIDTHS = (PHONE, NARROW, BIG_TEXT)

_RUN = """async only => {
  // From its top, as one comes to it: what a bar at the foot covers is not there wherever one may have scrolled to.
  scrollTo(0, 0);
  // The size of targets is no rule that axe asks by itself.
  const options = {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}};
  if (only) options.runOnly = only;
  const {violations} = await axe.run(document, options);
  return violations.flatMap(v => v.nodes.map(n => [v.id, n.target.join(' '), n.failureSummary.split('\\n')[1] || '']));
}"""

# Buttons are what one comes for: none may leave the screen sideways, have its words cut, or neither words nor picture.
_FITS = """() => {
  const root = document.scrollingElement, faults = [];
  const folded = [...document.querySelectorAll('main details:not([open])')];
  folded.forEach(d => { d.open = true });
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
      && !e.closest('.vh') && getComputedStyle(e).position !== 'fixed');
    faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}, ${wide.slice(0, 3).map(e =>
      e.tagName + '.' + e.className).join(' ')}`);
  }
  for (const e of document.querySelectorAll('button, .btn, summary, input:not([type=hidden]), select, textarea')) {
    const box = e.getBoundingClientRect(), words = (e.innerText || e.name || '').trim();
    if (!box.width || !e.checkVisibility() || e.closest('.vh')) continue;
    const shown = [...e.querySelectorAll('.vh')].reduce((said, one) => said.replace(one.innerText.trim(), ''), words);
    if (e.matches('button.btn, a.btn') && !shown.trim() && ![...e.querySelectorAll('svg, img')].some(i =>
      i.checkVisibility() && i.getBoundingClientRect().width)) faults.push(`an empty key: ${e.ariaLabel || words}`);
    if (e.closest('.tab-z')) continue;
    if (box.left < -1 || box.right > innerWidth + 1) faults.push(`off the screen: ${words}`);
    if (e.matches('button, .btn') && e.scrollWidth > e.clientWidth + 1) faults.push(`cut: ${words}`);
  }
  folded.forEach(d => { d.open = false });
  // The way out and to the own account is at every width.
  for (const e of document.querySelectorAll('.top a, .top summary'))
    if (!e.closest('details > :not(summary)') && !e.getBoundingClientRect().width)
      faults.push(`not on the screen: ${e.getAttribute('aria-label') || e.textContent.trim()}`);
  return faults;
}"""


# Two texts on one another, neither clipped away nor in a part that floats over the page.
_OVERLAPS = """() => {
  const apart = style => style.clipPath !== 'none' || ['fixed', 'sticky'].includes(style.position);
  // Each element is asked once: texts of a page share most of those around them.
  const once = answer => {
    const known = new Map();
    return e => known.has(e) ? known.get(e) : (known.set(e, answer(e)), known.get(e));
  };
  const floats = once(e => Boolean(e) && (apart(getComputedStyle(e)) || floats(e.parentElement)));
  // Lines beyond a clamp are drawn by nobody.
  const end = once(e => !e || e === document.body ? Infinity : getComputedStyle(e).overflowY === 'hidden'
    ? e.getBoundingClientRect().bottom : end(e.parentElement));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), boxes = [], faults = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.parentElement;
    if (!node.data.trim() || at.closest('.skip, option, [data-ep-menu]')) continue;
    if (!at.checkVisibility() || floats(at)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // The letters themselves: some fonts (Andika, OpenDyslexic) claim much more height than they draw on.
    const size = parseFloat(getComputedStyle(at).fontSize), last = end(at);
    for (const { left, right, top, bottom, height } of range.getClientRects()) {
      const air = Math.max(0, (height - size) / 2), said = node.data.trim().slice(0, 30);
      if (top + air >= last || !height) continue;
      boxes.push({ left, right, top: top + air, bottom: bottom - air, at, said, place: boxes.length });
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  boxes.forEach((a, n) => {
    // From the highest down: one that begins under this one meets it no more, nor do those after it.
    for (let m = n + 1; m < boxes.length && boxes[m].top < a.bottom - 5; m++) {
      const b = boxes[m], [first, then] = a.place < b.place ? [a, b] : [b, a];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (a.at !== b.at && wide > 3 && Math.min(a.bottom, b.bottom) - b.top > 5)
        faults.push(`« ${first.said} » on « ${then.said} »`);
    }
  });
  return faults;
}"""


# What depends on the words of a page and not on its shape: two elements of one name, a label of nothing, the name of
# the product with a hyphen at which a line breaks.
NAMES = """page => {
  const faults = [], ids = [...page.querySelectorAll('[id]')].map(e => e.id);
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
  if (twice.length) faults.push(`ids twice: ${twice.slice(0, 3).join(' ')}`);
  for (const name of ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls'])
    for (const e of page.querySelectorAll(`[${name}]`))
      for (const id of e.getAttribute(name).split(/\\s+/))
        if (id && !page.getElementById(id)) faults.push(`${name} of nothing: ${id}`);
  const words = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode())
    if (words.currentNode.data.includes('e-primo') && !words.currentNode.parentElement.closest('script, template'))
      faults.push(`cut at its hyphen: ${words.currentNode.data.trim().slice(0, 60)}`);
  return faults;
}"""


# Where a device replaces all colours, what is chosen among others is told by more than the ground it stood on.
_TOLD = """async () => {
  const drawn = ['forcedColorAdjust', 'borderTopWidth', 'borderTopStyle', 'borderBottomWidth', 'outlineStyle',
    'fontWeight', 'textDecorationLine'];
  const looks = e => [...drawn.map(name => getComputedStyle(e)[name]),
    ...['::before', '::after'].map(part => getComputedStyle(e, part).content.replace(/^none$/, '""'))].join(' ');
  const chosen = '[aria-current], [aria-pressed=true], [aria-selected=true], label:has(> input:checked)';
  const faults = [];
  for (const e of document.querySelectorAll(chosen)) {
    const own = e.querySelector(':scope > input'), row = e.parentElement.matches('li') ? 'li' : '';
    if (!e.checkVisibility() || (own && own.getBoundingClientRect().width > 2)) continue;
    const list = row ? e.parentElement.parentElement : e.parentElement;
    const others = list.querySelectorAll(row ? `:scope > li > ${e.localName}` : `:scope > ${e.localName}`);
    const like = o => e.localName === 'li' || o.classList[0] === e.classList[0];
    const other = [...others].find(o => !o.matches(chosen) && like(o) && o.checkVisibility());
    if (other && looks(other) === looks(e)) faults.push(`chosen by colour alone: ${e.innerText.trim()}`);
  }
  // Axe reads colours before the device replaces them: it can judge the elements alone that keep their own.
  const kept = [...document.querySelectorAll('body *:not(svg, svg *)')].filter(e =>
    e.checkVisibility() && getComputedStyle(e).forcedColorAdjust === 'none' && e.innerText?.trim());
  const options = {resultTypes: ['violations'], runOnly: ['color-contrast']};
  const {violations} = kept.length ? await axe.run({include: kept}, options) : {violations: []};
  return faults.concat(violations.flatMap(v => v.nodes.map(n => `${v.id} ${n.target.join(' ')}`)));
}"""


def faults_on(visitor: Visitor, size: Any, *, axe: bool, fits: bool, only: Sequence[str] = ()) -> list[str]:
    """What is wrong at one width; the script of axe is on the page when it is asked for, of its rules `only` these."""
    _resize(visitor, size)
    found = [" ".join(fault) for fault in visitor.asks(_asked(only))] if axe else []
    if fits:
        found += visitor.asks(_FITS) + visitor.asks(_OVERLAPS)
    return [f"{size['width']} {fault}" for fault in found]


def _asked(only: Sequence[str] = ()) -> str:
    return f"() => ({_RUN})({json.dumps([*only]) if only else 'null'})"


def faults_of(visitor: Visitor, states: Any = None, sizes: Any = None) -> list[str]:
    """Everything wrong with this state of the page, in all sizes and themes; the page is left as it was.

    `states`: those that axe looks at, and `sizes`: those it is measured at, whatever was seen before.
    """
    visitor.arrive("load")
    before = visitor.page.viewport_size or DESK
    if states is None:
        states = WHOLE if FULL else SMALL if is_new(visitor) else ()
    elif states:
        # What is looked at here, others need not.
        is_new(visitor)
    if sizes is None:
        sizes = WIDTHS if states else WIDTHS[-1:]
    found: list[str] = list(visitor.asks(f"() => ({NAMES})(document)"))
    COUNTS["states"] += 1
    if states:
        found += _axe(visitor, states)
    for size in sizes:
        found += faults_on(visitor, size, axe=False, fits=True)
    _resize(visitor, before)
    return found


def _resize(visitor: Visitor, size: Any) -> None:
    """The page is drawn anew: not when it has this size."""
    if visitor.page.viewport_size != size:
        visitor.page.set_viewport_size(size)


def _axe(visitor: Visitor, states: Any) -> list[str]:
    found, seen = list[str](), "light"
    if not visitor.asks("() => typeof axe !== 'undefined'"):
        visitor.asks(f"() => {{ {AXE} }}")
    for size, theme in states:
        _resize(visitor, size)
        if theme != seen:
            _dress(visitor, theme)
            seen = theme
        told = theme == FORCED
        faults = visitor.asks(_TOLD) if told else [" ".join(fault) for fault in visitor.asks(_asked())]
        found += [f"{size['width']} {theme} {fault}" for fault in faults]
        COUNTS["runs of axe"] += 1
    if seen != "light":
        _dress(visitor, "light")
    return found


# As the server writes a theme that was chosen; then what the page had.
_CHOSEN = """chosen => {
  const root = document.documentElement;
  if (root.before === undefined) root.before = root.getAttribute('data-ep-theme');
  if (chosen) root.setAttribute('data-ep-theme', 'contraste');
  else if (root.before) root.setAttribute('data-ep-theme', root.before);
  else root.removeAttribute('data-ep-theme');
}"""


def _dress(visitor: Visitor, theme: str) -> None:
    """As the device asks for it, as a person chose it, or as a device replaces it."""
    visitor.page.emulate_media(
        color_scheme="dark" if theme == "dark" else "light",
        forced_colors="active" if theme == FORCED else "none",
    )
    visitor.asks(f"() => ({_CHOSEN})({json.dumps(theme == CONTRAST)})")
