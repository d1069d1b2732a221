/** Reading a part of a page again, calmly: what is typed, held or looked at stays. */

/** The element of that id as it is now at that address (default: the page's own); null when it is gone. */
export async function fetchElement(element: HTMLElement, address = ""): Promise<HTMLElement | null> {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) throw new Error("another origin");
  const answer = await fetch(url, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(element.id);
}

/** Put the fresh element in place of the old one; the control that had the focus keeps it. */
export function replaceElement(old: HTMLElement, fresh: HTMLElement): void {
  const held = old.contains(document.activeElement) ? pathOf(document.activeElement) : "";
  const opened = [...old.querySelectorAll("details[id][open]")].map((one) => one.id);
  const above = old.getBoundingClientRect().bottom < 0 ? old.offsetHeight : null;
  old.replaceWith(document.adoptNode(fresh));
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  // What is read below does not move when something above it grew.
  if (above !== null) scrollBy(0, fresh.offsetHeight - above);
  if (held) fresh.ownerDocument.querySelector<HTMLElement>(held)?.focus({ preventScroll: true });
}

/** Something in it is being typed, chosen or sent: it must not change under the hand. */
export function isBusy(element: HTMLElement): boolean {
  if (element.querySelector("form[aria-busy]")) return true;
  const focused = document.activeElement;
  if (focused && element.contains(focused) && focused.matches("input, textarea, select")) return true;
  const fields = element.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input");
  return [...fields].some((one) => one.value !== one.defaultValue || ("checked" in one && isMoved(one)));
}

function isMoved(box: HTMLInputElement): boolean {
  return box.checked !== box.defaultChecked;
}

function pathOf(element: Element | null): string {
  if (!element) return "";
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  if (href) return `a[href="${CSS.escape(href)}"]`;
  const action = element.closest("form")?.getAttribute("action");
  return action ? `form[action="${CSS.escape(action)}"] button` : "";
}
