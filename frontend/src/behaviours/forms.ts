/** A form whose answer is a file leaves the page in place: it is free again after that time. */
const FILE_MS = 3000;

/** A second press on a slow line would send the same form twice: the first one holds until the page changes. */
export function guardForms(root: Document): void {
  const pressed = new WeakMap<HTMLFormElement, HTMLElement | null>();
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    const stays = form.hasAttribute("data-ep-file");
    if (form.hasAttribute("aria-busy") && (!stays || pressed.get(form) === event.submitter)) {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    pressed.set(form, event.submitter);
    if (stays) setTimeout(() => form.removeAttribute("aria-busy"), FILE_MS);
  });
  // A page brought back out of memory by "back", or left and seen again, is free.
  addEventListener("pageshow", () => release(root));
  root.addEventListener("visibilitychange", () => release(root));
  root.addEventListener("input", (event) => {
    if (event.target instanceof Element) event.target.closest("form")?.removeAttribute("aria-busy");
  });
}

/** A form that comes back at an address with a fragment: browsers would go there, and not to what is to be mended. */
export function meetErrors(root: Document): void {
  const errors = root.getElementById("errors");
  if (!errors || !location.hash) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  errors.focus();
}

/** `<input data-ep-enter="find">`: Enter there presses that button of the form, and not its main one. */
export function pressOwnButton(root: Document): void {
  root.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || !(field instanceof HTMLInputElement)) return;
    const wanted = field.dataset.epEnter;
    const button =
      wanted && field.form?.querySelector<HTMLButtonElement>(`button[value="${CSS.escape(wanted)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

function release(root: Document): void {
  for (const form of root.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
}
