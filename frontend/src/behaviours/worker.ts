/**
 * The page's half of the worker: registers it, dates a page given back from the
 * device and holds its forms while there is no network.
 */
import { listKeptPages } from "./kept";
import { hourOf } from "./queue";
import { trusted } from "./trusted";

const ASK_MS = 4000;

export function startWorker(root: Document): void {
  dateKeptPage(root);
  holdForms(root);
  listKeptPages(root);
  const address = root.querySelector<HTMLMetaElement>('meta[name="ep-worker"]')?.content;
  if (!address || !("serviceWorker" in navigator)) return;
  // After the page: the worker's own files must not slow down the first one.
  const register = () =>
    navigator.serviceWorker.register(trusted.createScriptURL(address), { scope: "/" }).catch(() => undefined);
  if (root.readyState === "complete") void register();
  else addEventListener("load", register, { once: true });
}

function dateKeptPage(root: Document): void {
  const seen = Number(root.documentElement.dataset.epSeen);
  const banner = root.querySelector<HTMLElement>("[data-ep-offline]");
  if (!seen || !banner) return;
  const at = new Date(seen);
  say(banner, sentence(banner, at, root.documentElement.lang, navigator.onLine));
  // A telephone that joined a network which leads nowhere believes that it is online.
  if (navigator.onLine)
    void ask().then(
      (said) => said === "no" && say(banner, sentence(banner, at, root.documentElement.lang, false)),
    );
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
