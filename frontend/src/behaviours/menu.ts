/** A menu made of <details> also closes on Escape and on a press elsewhere. */
export function closeMenus(root: Document): void {
  root.addEventListener("pointerdown", (event) => {
    for (const menu of openMenus(root)) {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    }
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus(root)) {
      const held = menu.contains(root.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary")?.focus();
    }
  });
}

function openMenus(root: Document): Iterable<HTMLDetailsElement> {
  return root.querySelectorAll<HTMLDetailsElement>("details[data-ep-menu][open]");
}
