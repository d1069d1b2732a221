/**
 * `<div id="x" data-ep-refresh="3">` is fetched again every 3 seconds from the page's own address, or from
 * `data-ep-refresh-url`, until the answer holds no such element or the element no longer asks for it.
 */
const SLOWEST = 30;

export function startRefreshes(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-ep-refresh]")) schedule(element, 0);
}

function schedule(element: HTMLElement, failures: number): void {
  const seconds = Math.max(1, Number(element.dataset.epRefresh) || 1);
  setTimeout(() => refresh(element, failures), Math.min(seconds * 2 ** failures, SLOWEST) * 1000);
}

async function refresh(element: HTMLElement, failures: number): Promise<void> {
  if (!element.isConnected || !element.id) return;
  if (document.hidden) return schedule(element, failures);
  try {
    const fresh = await fetchElement(new URL(element.dataset.epRefreshUrl ?? "", location.href), element.id);
    // The end of the work changes more than the fragment (buttons, title): the page itself tells it.
    if (!fresh?.hasAttribute("data-ep-refresh")) return location.reload();
    keepFocus(element, fresh);
    schedule(fresh, 0);
  } catch {
    schedule(element, failures + 1);
  }
}

async function fetchElement(url: URL, id: string): Promise<HTMLElement | null> {
  if (url.origin !== location.origin) throw new Error("another origin");
  const answer = await fetch(url, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(id);
}

function keepFocus(old: HTMLElement, fresh: HTMLElement): void {
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : "";
  old.replaceWith(document.adoptNode(fresh));
  if (focused) document.getElementById(focused)?.focus();
}
