/**
 * `<form data-ep-queue="what it is about" data-ep-queue-words="what it is called">`: what is sent is kept on this device
 * first, and leaves once there is a network. `<section data-ep-waiting>` of each page tells what waits. A button that stays
 * pressed (`aria-pressed`) shows it at once; pressed again before it left, it takes it back. Where a form has a button for
 * each act, `<button data-ep-queue="what it is about" formaction="where it goes">` says both in place of the form.
 */
import { type Act, dropAct, keepAct, keptActs, newKey, sendAct, sendActs } from "../offline/acts";
import { isLeft } from "./left";

// Forms that go the way of every form: nothing can be kept, or the whole page is to explain a refusal.
const released = new WeakSet<HTMLFormElement>();
const RETRY_MS = 15_000;
let retry = 0;
// Who reads is on the way to another page: an answer that arrives meanwhile does not call back to this one.
let leaving = false;
const leave = () => {
  leaving = true;
};

export function startQueue(root: Document): void {
  if (!("indexedDB" in window)) return;
  root.addEventListener("submit", (event) => meet(event), { capture: true });
  void show(root);
  const send = () => {
    // Who left is told to the server first (behaviours/leave).
    if (navigator.onLine && !root.hidden && !isLeft(root)) void sendKept(root);
  };
  send();
  addEventListener("online", send);
  root.addEventListener("visibilitychange", send);
}

/** Mark of who reads this page, in which role; empty on a page of nobody. */
export function ownerOf(root: Document): string {
  return senderOf(root)?.content ?? "";
}

const senderOf = (root: Document) => root.querySelector<HTMLMetaElement>('meta[name="ep-sender"]');

/** A page that the device gave back is a sign that the network leads nowhere, whatever the browser believes. */
function isDoubtful(root: Document): boolean {
  return !navigator.onLine || root.documentElement.dataset.epSeen !== undefined;
}

function meet(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.epQueue === undefined || released.has(form)) return;
  const root = form.ownerDocument;
  // A form of a card leaves by htmx, which comes back here when it fails.
  if (!ownerOf(root) || (form.hasAttribute("hx-post") && !isDoubtful(root))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const bearer = bearerOf(form, event.submitter);
  if (bearer.hasAttribute("aria-busy")) return;
  bearer.setAttribute("aria-busy", "true");
  void queue(form, event.submitter).finally(() => bearer.removeAttribute("aria-busy"));
}

/** What says what the act is about: the button that is one of several acts of its form, else the form. */
function bearerOf(form: HTMLFormElement, button: HTMLElement | null): HTMLElement {
  return button?.dataset.epQueue === undefined ? form : button;
}

async function queue(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  const root = form.ownerDocument;
  if (await takenBack(form, button)) return;
  const act = actOf(form, button);
  if (!(await keepAct(act))) return letGo(form, button);
  watchLeaving();
  if (!navigator.onLine) return said(root, button);
  const token = form.querySelector<HTMLInputElement>('[name="csrfmiddlewaretoken"]')?.value ?? "";
  const outcome = await sendAct(act, token);
  // At the door one signs in, and the page that follows sends it.
  if (outcome === "ended") return leaving ? undefined : location.reload();
  if (outcome === "later") return said(root, button);
  if ("to" in outcome) return go(outcome.to);
  await dropAct(act.key);
  letGo(form, button);
}

/** Kept without being tried: its request just failed. False when this browser keeps nothing. */
export async function keepForm(form: HTMLFormElement, button: HTMLElement | null): Promise<boolean> {
  if (form.dataset.epQueue === undefined || !ownerOf(form.ownerDocument)) return false;
  if (!(await keepAct(actOf(form, button)))) return false;
  await said(form.ownerDocument, button);
  return true;
}

function actOf(form: HTMLFormElement, button: HTMLElement | null): Act {
  const at = Date.now();
  const fields: [string, string][] = [];
  for (const [name, value] of new FormData(form))
    if (name !== "csrfmiddlewaretoken" && typeof value === "string") fields.push([name, value]);
  if (button instanceof HTMLButtonElement && button.name) fields.push([button.name, button.value]);
  return {
    key: newKey(at),
    owner: ownerOf(form.ownerDocument),
    url:
      button instanceof HTMLButtonElement && button.hasAttribute("formaction")
        ? button.formAction
        : form.action,
    page: location.pathname + location.search,
    about: bearerOf(form, button).dataset.epQueue ?? "",
    words: form.dataset.epQueueWords ?? "",
    fields,
    at,
    // A roll names nobody, and its author comes back to it whoever uses the device in between.
    stays: senderOf(form.ownerDocument)?.dataset.epPupil !== undefined || form.dataset.epCall !== undefined,
  };
}

/** Pressed again before it left: nothing is to be sent any more. */
async function takenBack(form: HTMLFormElement, button: HTMLElement | null): Promise<boolean> {
  const about = bearerOf(form, button).dataset.epQueue;
  if (!about || !button?.ariaPressed) return false;
  const waits = (await keptActs(ownerOf(form.ownerDocument))).find((act) => act.about === about);
  if (!waits) return false;
  await dropAct(waits.key);
  await said(form.ownerDocument, button);
  return true;
}

function letGo(form: HTMLFormElement, button: HTMLElement | null): void {
  form.removeAttribute("aria-busy");
  released.add(form);
  form.requestSubmit(button);
  released.delete(form);
}

async function said(root: Document, button: HTMLElement | null): Promise<void> {
  await show(root);
  const section = root.querySelector<HTMLElement>("[data-ep-waiting]");
  if (section && !section.hidden && !button?.ariaPressed) {
    section.focus();
    section.scrollIntoView({ block: "nearest" });
  }
}

/** Only while something waits: some browsers keep no page behind « Back » that listens for its end. */
function watchLeaving(): void {
  addEventListener("beforeunload", leave);
}

function go(to: string): void {
  if (leaving) return;
  const target = new URL(to || location.href, location.href);
  const here = target.pathname + target.search === location.pathname + location.search;
  if (!here) {
    location.assign(target);
    return;
  }
  // A fragment alone would not ask for the page again.
  history.replaceState(history.state, "", target);
  location.reload();
}

const TYPING = ":is(textarea, input:not([type=radio], [type=checkbox])):focus";

async function sendKept(root: Document): Promise<void> {
  const done = await sendActs();
  const here = done.filter(({ act }) => act.page === location.pathname + location.search).pop();
  if (here && !root.querySelector(TYPING)) return go(here.to);
  await show(
    root,
    done.map(({ act }) => act),
  );
}

/** What waits on this page's device, and its next tries. */
export const showWaiting = (root: Document): Promise<void> => show(root);

/** What waits, what was refused, and what has just left. */
async function show(root: Document, left: Act[] = []): Promise<void> {
  const section = root.querySelector<HTMLElement>("[data-ep-waiting]");
  if (!section) return;
  const kept = await keptActs(ownerOf(root));
  const waits = kept.filter((act) => act.refused === undefined);
  const refused = kept.filter((act) => act.refused !== undefined);
  fill(section, "waits", waits);
  fill(section, "refused", refused);
  fill(section, "left", waits.length ? [] : left);
  section.hidden = !(kept.length || left.length);
  section.classList.toggle("av-ok", !kept.length);
  section.classList.toggle("av-at", kept.length > 0);
  markForms(root, waits);
  clearTimeout(retry);
  // A network that leads nowhere says nothing when it leads somewhere again.
  if (waits.length) watchLeaving();
  if (waits.length)
    retry = window.setTimeout(() => navigator.onLine && !isLeft(root) && void sendKept(root), RETRY_MS);
}

function fill(section: HTMLElement, which: string, acts: Act[]): void {
  const part = section.querySelector<HTMLElement>(`[data-ep-acts="${which}"]`);
  const model = section.querySelector<HTMLTemplateElement>("template");
  const list = part?.querySelector("ul");
  if (!part || !model || !list) return;
  part.hidden = acts.length === 0;
  list.replaceChildren(...alike(acts).map((same) => lineOf(section, model, ...same)));
}

/** What is called the same is one line, as long as nothing is to be said of each: a whole class touches one tablet. */
function alike(acts: Act[]): [Act, number][] {
  const found = new Map<string, [Act, number]>();
  for (const act of acts) {
    const key = act.refused === undefined ? act.words : act.key;
    const [first, count] = found.get(key) ?? [act, 0];
    found.set(key, [first, count + 1]);
  }
  return [...found.values()];
}

function lineOf(section: HTMLElement, model: HTMLTemplateElement, act: Act, count: number): Node {
  const line = model.content.cloneNode(true) as DocumentFragment;
  const put = (name: string, text: string) => {
    const place = line.querySelector(`[data-ep-act="${name}"]`);
    if (place) place.textContent = text;
  };
  put("words", count > 1 ? `${act.words} × ${count}` : act.words);
  put("at", hourOf(new Date(act.at), section.ownerDocument.documentElement.lang));
  put("sentence", act.refused ?? "");
  const button = line.querySelector("button");
  if (act.refused === undefined) button?.remove();
  button?.addEventListener("click", async () => {
    await dropAct(act.key);
    await show(section.ownerDocument);
  });
  return line;
}

/** « 7 h 42 » in French, as the server writes it; elsewhere as the language does. */
export function hourOf(at: Date, language: string): string {
  if (language.startsWith("fr")) return `${at.getHours()} h ${String(at.getMinutes()).padStart(2, "0")}`;
  return at.toLocaleTimeString(language, { hour: "numeric", minute: "2-digit" });
}

/** A page of before the act, or given back from the device: its buttons show what was done since. */
function markForms(root: Document, waits: Act[]): void {
  const about = new Set(waits.map((act) => act.about).filter(Boolean));
  for (const bearer of root.querySelectorAll<HTMLElement>("[data-ep-queue]")) {
    const waiting = about.has(bearer.dataset.epQueue ?? "");
    if (waiting === bearer.hasAttribute("data-ep-queued")) continue;
    bearer.toggleAttribute("data-ep-queued", waiting);
    const button = bearer.ariaPressed ? bearer : bearer.querySelector("[aria-pressed]");
    button?.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  }
}
