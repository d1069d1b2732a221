/** Reading a part of a page again, calmly: htmx morphs it in place, so what has the focus or is open stays. */
import htmx from "htmx.org";

/** Read an element with an id again, from its page or from `address`; nothing changes when that fails. */
export async function readAgain(element: HTMLElement, address = ""): Promise<void> {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return;
  const select = `#${CSS.escape(element.id)}`;
  const followed = focusedLink(element);
  await htmx.ajax("GET", url.href, { source: element, target: element, select, swap: "outerMorph" });
  if (followed) focusAgain(element.id, followed);
}

function focusedLink(element: HTMLElement): string | null {
  const focused = document.activeElement;
  return focused && element.contains(focused) ? focused.getAttribute("href") : null;
}

/** The link that had the focus may stand elsewhere now, in a part that is folded: it is unfolded for who stood on it. */
function focusAgain(id: string, href: string): void {
  const link = document.getElementById(id)?.querySelector<HTMLElement>(`a[href="${CSS.escape(href)}"]`);
  if (!link) return;
  for (let fold = link.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
    fold.open = true;
  if (document.activeElement !== link) link.focus({ preventScroll: true });
}

// What is typed in, and what was just said of one's own act (« Signé, merci ! »), until the reader goes on.
const HELD = "input, textarea, select, [data-ep-focus]";

/** Something in it is being typed, chosen or sent: it must not change under the hand. */
export function isBusy(element: HTMLElement): boolean {
  if (element.querySelector("form[aria-busy]")) return true;
  const focused = document.activeElement;
  if (focused && element.contains(focused) && focused.matches(HELD)) return true;
  const fields = element.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input");
  return [...fields].some((one) => one.value !== one.defaultValue || ("checked" in one && isMoved(one)));
}

function isMoved(box: HTMLInputElement): boolean {
  return box.checked !== box.defaultChecked;
}
