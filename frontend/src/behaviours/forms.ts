/** A second press on a slow line would send the same form twice: the first one holds until the page changes. */
export function guardForms(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    if (form.hasAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
  });
  // A download leaves the page in place, and "back" brings it out of memory: in both cases the form is free again.
  addEventListener("pageshow", () => release(root));
  root.addEventListener("visibilitychange", () => release(root));
  root.addEventListener("input", (event) => {
    if (event.target instanceof Element) event.target.closest("form")?.removeAttribute("aria-busy");
  });
}

function release(root: Document): void {
  for (const form of root.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
}
