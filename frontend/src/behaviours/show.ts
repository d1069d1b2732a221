/** `<input type="checkbox" data-ep-show>`: the passwords of its form are seen while it is ticked. */
export function showSecrets(root: Document): void {
  for (const box of root.querySelectorAll<HTMLInputElement>("[data-ep-show]")) {
    const { form } = box;
    const fields = form?.querySelectorAll<HTMLInputElement>('input[type="password"]') ?? [];
    const turn = (seen: boolean) => {
      box.checked = seen;
      for (const field of fields) field.type = seen ? "text" : "password";
    };
    box.closest("label")?.removeAttribute("hidden");
    box.addEventListener("change", () => turn(box.checked));
    // What is sent is a password again: the browser may keep it as one, and not among words to propose.
    form?.addEventListener("submit", () => turn(false));
    // Back from the page that followed, nothing is seen that was hidden.
    addEventListener("pageshow", () => turn(false));
  }
}
