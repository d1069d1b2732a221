/**
 * The page's half of the worker: registers it, dates a page given back from the
 * device and holds its forms while there is no network.
 */
import { listKeptPages } from "./kept";
import { hourOf } from "./queue";
import { trusted } from "./trusted";

const ASK_MS = 4000;

export function startWorker(root: Document): void {
  holdBinding(root, !navigator.onLine);
  dateKeptPage(root);
  holdForms(root);
  for (const told of ["online", "offline"])
    addEventListener(told, () => holdBinding(root, told === "offline"));
  const address = root.querySelector<HTMLMetaElement>('meta[name="ep-worker"]')?.content;
  if (!address || !("serviceWorker" in navigator)) return;
  listKeptPages(root);
  keepAhead(root);
  // After the page: the worker's own files must not slow down the first one.
  const register = () =>
    navigator.serviceWorker.register(trusted.createScriptURL(address), { scope: "/" }).catch(() => undefined);
  if (root.readyState === "complete") void register();
  else addEventListener("load", register, { once: true });
}

/** Pages that this device keeps before anybody opens them, and those that it keeps encrypted. */
function keepAhead(root: Document): void {
  const told = (name: string) =>
    root.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content.split(" ");
  // Not at the first visit, which is waited for: the worker is only coming then.
  const pages = navigator.serviceWorker.controller ? told("ep-ahead") : undefined;
  const question = { type: "keep", sealed: told("ep-sealed"), pages };
  // Of a page that the device gave back, there is nothing to be fetched.
  if ((question.sealed || question.pages) && !root.documentElement.dataset.epSeen) void askWorker(question);
}

function dateKeptPage(root: Document): void {
  const seen = Number(root.documentElement.dataset.epSeen);
  const banner = root.querySelector<HTMLElement>("[data-ep-offline]");
  if (!seen || !banner) return;
  const at = new Date(seen);
  say(banner, sentence(banner, at, root.documentElement.lang, navigator.onLine));
  // A telephone that joined a network which leads nowhere believes that it is online.
  if (navigator.onLine)
    void ask().then((said) => {
      if (said !== "no") return;
      holdBinding(root, true);
      say(banner, sentence(banner, at, root.documentElement.lang, false));
    });
  addEventListener("online", () => {
    // What somebody is typing is worth more than a fresh page.
    if (!root.querySelector("textarea:focus, input:focus")) location.reload();
  });
}

function sentence(banner: HTMLElement, seen: Date, language: string, online: boolean): string {
  const now = new Date();
  const words = banner.dataset;
  const hour = hourOf(seen, language);
  const day = seen.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" });
  const today = seen.toDateString() === now.toDateString();
  const model = online && today ? words.epSlow : today ? words.epToday : words.epBefore;
  return (model ?? "").replace("[heure]", hour).replace("[jour]", day);
}

function say(banner: HTMLElement, words: string): void {
  const text = banner.querySelector("[data-ep-offline-text]");
  if (text && words) text.textContent = words;
}

/**
 * `<form data-ep-binds>`: a signature, an answer, a booking is done where its answer is read, and never waits. Its button
 * says so before it is touched.
 */
function holdBinding(root: Document, away: boolean): void {
  const words = root.querySelector<HTMLElement>("[data-ep-offline]")?.dataset.epBinds;
  if (!words) return;
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-ep-binds]")) {
    for (const button of form.querySelectorAll("button")) button.toggleAttribute("disabled", away);
    const told = form.querySelector("[data-ep-why]");
    if (!away) told?.remove();
    else if (!told) {
      const why = Object.assign(root.createElement("p"), { className: "s", textContent: words });
      why.dataset.epWhy = "";
      form.prepend(why);
    }
  }
}

/** Without network a form would leave for the browser's own error page, and what was typed with it. */
function holdForms(root: Document): void {
  const banner = root.querySelector<HTMLElement>("[data-ep-offline]");
  if (!banner) return;
  root.addEventListener("submit", (event) => holdForm(event, banner), { capture: true });
  addEventListener("online", () => banner.removeAttribute("data-ep-held"));
}

// Forms whose network was just asked, on their way.
const asked = new WeakSet<HTMLFormElement>();

function holdForm(event: SubmitEvent, banner: HTMLElement): void {
  const form = event.target;
  // Signing out has its own way, network or not.
  if (!(form instanceof HTMLFormElement) || form.hasAttribute("data-ep-out") || asked.has(form)) return;
  const fromDevice = form.ownerDocument.documentElement.dataset.epSeen;
  if (navigator.onLine && !fromDevice) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // A browser that joined a network says that it is online, whether the network leads somewhere or not: a page that
  // came from the device is a sign that it does not.
  const away = navigator.onLine ? ask().then((said) => said !== "yes") : Promise.resolve(true);
  void away.then((yes) => (yes ? keep(form, banner) : letGo(form, event.submitter)));
}

/** Whether the server answers, whatever the browser believes of its network. */
export function ask(): Promise<"yes" | "late" | "no"> {
  const signal = AbortSignal.timeout(ASK_MS);
  return fetch("/etat/", { method: "HEAD", cache: "no-store", signal }).then(
    () => "yes",
    (error) => (error.name === "TimeoutError" ? "late" : "no"),
  );
}

/** What the worker answers, once there is one. */
export async function askWorker<T>(question: object): Promise<T> {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => done(data as T);
    active?.postMessage(question, [channel.port2]);
  });
}

function letGo(form: HTMLFormElement, button: HTMLElement | null): void {
  asked.add(form);
  form.requestSubmit(button);
  asked.delete(form);
}

function keep(form: HTMLFormElement, banner: HTMLElement): void {
  say(banner, banner.dataset.epWait ?? "");
  banner.setAttribute("data-ep-held", "");
  form.before(banner);
  banner.scrollIntoView({ block: "nearest" });
}
