/**
 * `[data-ep-passkey="create|get|enter"]` with its question (`data-ep-question`, JSON): a button that has the browser make a
 * passkey, or sign with one, and sends its form with the answer. Without scripts a code does the same.
 */
export function offerPasskeys(root: Document): void {
  if (!("PublicKeyCredential" in window) || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
  for (const box of root.querySelectorAll<HTMLElement>("[data-ep-passkey]")) {
    box.hidden = false;
    box.querySelector("[data-ep-passkey-go]")?.addEventListener("click", () => void ask(box));
  }
}

async function ask(box: HTMLElement): Promise<void> {
  const form = box.closest("form");
  const field = form?.querySelector<HTMLInputElement>("[data-ep-passkey-answer]");
  if (!form || !field) return;
  tell(box, "");
  try {
    const question = JSON.parse(box.dataset.epQuestion ?? "{}");
    const answer =
      box.dataset.epPasskey === "create"
        ? await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question),
          })
        : await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question),
          });
    field.value = JSON.stringify((answer as PublicKeyCredential).toJSON());
    field.disabled = false;
    // Not the form's own way: it would ask for the code that this answer stands for.
    HTMLFormElement.prototype.submit.call(form);
  } catch (error) {
    const there = error instanceof DOMException && error.name === "InvalidStateError";
    tell(box, there ? "there" : "failed");
  }
}

function tell(box: HTMLElement, what: "" | "there" | "failed"): void {
  for (const name of ["there", "failed"]) {
    const words = box.querySelector<HTMLElement>(`[data-ep-passkey-${name}]`);
    if (words) words.hidden = name !== what;
  }
}
