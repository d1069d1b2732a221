import { sayOnce } from "./listen";

const HELD_MS = 600;
const FRESH_MS = 400;

/**
 * Big buttons of the little ones, `data-ep-say="parapluie"`: held, the name is said and nothing is sent. A second tap
 * that lands on the next page's button, as small fingers do, is not a choice: a page takes none in its first moments.
 */
export function startNames(root: Document): void {
  if (!root.querySelector("[data-ep-say]")) return;
  let shown = performance.now();
  let timer: number | undefined;
  let held: HTMLElement | undefined;
  addEventListener("pageshow", () => {
    shown = performance.now();
  });
  const target = (event: Event) =>
    (event.target instanceof Element && event.target.closest<HTMLElement>("[data-ep-say]")) || undefined;
  root.addEventListener("pointerdown", (event) => {
    const button = target(event);
    clearTimeout(timer);
    held = undefined;
    if (!button) return;
    timer = window.setTimeout(() => {
      held = button;
      sayOnce(button.dataset.epSay ?? "");
    }, HELD_MS);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    root.addEventListener(end, () => clearTimeout(timer));
  }
  root.addEventListener("contextmenu", (event) => {
    if (target(event)) event.preventDefault();
  });
  root.addEventListener(
    "click",
    (event) => {
      const button = target(event);
      if (!button) return;
      if (held !== button && performance.now() - shown >= FRESH_MS) return;
      held = undefined;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
