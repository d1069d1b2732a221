/**
 * `<form data-ep-sending="address">`: its files are sent piece by piece before the form is, several at once, each with
 * its progress; a cut line goes on where it stood, on whatever network. The form then names them instead of carrying
 * them. The page that joins files loads it, no other one; without it the form carries them.
 */
import { type DetailedError, Upload } from "tus-js-client";

const PART = 256 * 1024;
const AGAIN = [0, 1000, 3000, 5000, 10000, 20000];
const AT_ONCE = 2;
/** Of a session that ended, as of a token of the session before. */
const OUT = [401, 403];

type State = "waits" | "goes" | "cut" | "out" | "refused" | "whole";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-ep-sending]")) {
  const inputs = [...form.querySelectorAll<HTMLInputElement>("input[type=file]")];
  const model = form.querySelector<HTMLTemplateElement>("template[data-ep-sent]");
  const list = form.querySelector<HTMLElement>("[data-ep-sendings]");
  if (inputs.length && model && list) startSending(form, inputs, model, list);
}

/** One file, and its line on the page. */
class Sending {
  state: State = "waits";
  private readonly upload: Upload;

  constructor(
    file: File,
    readonly row: HTMLElement,
    form: HTMLFormElement,
    private readonly changed: () => void,
  ) {
    this.upload = new Upload(file, {
      endpoint: form.dataset.epSending ?? "",
      chunkSize: PART,
      retryDelays: AGAIN,
      // Nothing of it stays on a device that others use.
      storeFingerprintForResuming: false,
      metadata: { filename: file.name },
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", tokenOf(form)?.value ?? ""),
      onShouldRetry: (error) => {
        const status = statusOf(error);
        return status === 0 || status === 409 || status === 429 || status >= 500;
      },
      onProgress: (sent, total) => {
        const bar = row.querySelector("progress");
        if (bar) bar.value = total ? sent / total : 0;
      },
      onError: (error) => this.fail(error),
      onSuccess: () => this.end(),
    });
    this.show("waits");
  }

  start(): void {
    this.show("goes");
    this.upload.start();
  }

  show(state: State): void {
    this.state = state;
    for (const part of this.row.querySelectorAll<HTMLElement>("[data-ep-when]")) {
      part.hidden = !part.dataset.epWhen?.split(" ").includes(state);
    }
  }

  drop(): void {
    this.row.remove();
    // What cannot be told now is erased within a day.
    this.upload.abort(this.upload.url !== null).catch(() => undefined);
  }

  private fail(error: Error | DetailedError): void {
    const status = statusOf(error);
    const said = "originalResponse" in error ? error.originalResponse : null;
    const why = this.row.querySelector(".err");
    if (why && said?.getHeader("Tus-Resumable") && said.getBody()) why.textContent = said.getBody();
    this.show(OUT.includes(status) ? "out" : status === 0 || status >= 500 ? "cut" : "refused");
    this.changed();
  }

  private end(): void {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "sent";
    field.value = this.upload.url?.split("/").filter(Boolean).pop() ?? "";
    this.row.append(field);
    this.show("whole");
    this.changed();
  }
}

function startSending(
  form: HTMLFormElement,
  inputs: HTMLInputElement[],
  model: HTMLTemplateElement,
  list: HTMLElement,
): void {
  const all: Sending[] = [];
  const asked = inputs.filter((one) => one.required);
  let wanted = false;

  const next = () => {
    for (const one of asked) one.required = list.childElementCount === 0;
    const going = all.filter((one) => one.state === "goes").length;
    const waiting = all.filter((one) => one.state === "waits");
    for (const one of waiting.slice(0, AT_ONCE - going)) one.start();
    if (wanted && all.every((one) => one.state === "whole")) {
      wanted = false;
      form.requestSubmit();
    }
  };
  const again = (...states: State[]) => {
    for (const one of all.filter((each) => states.includes(each.state))) one.show("waits");
    next();
  };
  const add = (file: File) => {
    const row = document.importNode(model.content, true).firstElementChild;
    if (!(row instanceof HTMLElement)) return;
    const name = row.querySelector("b");
    if (name) name.textContent = file.name;
    const one = new Sending(file, row, form, next);
    row.querySelector("[data-ep-again]")?.addEventListener("click", async () => {
      if (one.state === "out") await renewToken(form);
      again("cut", "out");
    });
    row.querySelector("[data-ep-off]")?.addEventListener("click", () => {
      all.splice(all.indexOf(one), 1);
      one.drop();
      inputs[0]?.focus();
      next();
    });
    all.push(one);
    list.append(row);
  };

  // Sent before, and refused by the form.
  for (const row of list.children) {
    row.querySelector("[data-ep-off]")?.addEventListener("click", () => {
      row.remove();
      next();
    });
  }
  for (const input of inputs) {
    input.addEventListener("change", () => {
      for (const file of input.files ?? []) add(file);
      // The form carries none of them; and what is chosen or photographed next is added.
      input.value = "";
      next();
    });
  }
  const hold = (event: Event) => {
    if (all.every((one) => one.state === "whole")) return;
    // It leaves by itself once they are whole: nobody presses twice.
    event.preventDefault();
    event.stopImmediatePropagation();
    wanted = true;
    again("cut");
  };
  form.addEventListener("submit", hold, true);
  addEventListener("online", () => again("cut"));
}

function statusOf(error: Error | DetailedError): number {
  return "originalResponse" in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
}

function tokenOf(form: HTMLFormElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
}

/** Who came in again in another tab has another token: this page, asked for again, says it. */
async function renewToken(form: HTMLFormElement): Promise<void> {
  const answer = await fetch(location.href, { redirect: "error" }).catch(() => null);
  const found = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec((await answer?.text()) ?? "")?.[1];
  const token = tokenOf(form);
  if (found && token) token.value = found;
}
