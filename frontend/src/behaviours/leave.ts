/**
 * Leaving. `<form data-ep-leave>`: the device is emptied of its person before the form goes. `data-ep-out` beside it: it is
 * the sign-out, which the script sends; without network the page gives way at once, and the server is told later.
 * `<meta name="ep-idle" content="301 /classe/">`: a page of a class's device that nobody touches is its wall again.
 */
import { dropActs, personOf } from "../offline/acts";
import { dropDrafts } from "../offline/drafts";
import { finishLeaving, forgetLeaving, keepLeaving, type Leaving, whoLeaves } from "../offline/leaving";
import { dropSealed } from "../offline/sealed";
import { isLeft, showLeft } from "./left";
import { endPushes } from "./push";
import { ownerOf } from "./queue";
import { ask, askWorker } from "./worker";
import { forgetTicks } from "./yard";

const ANSWER_MS = 800;
// A page that would go at once does not flash.
const LATE_MS = 1500;
const RETRY_MS = 15_000;
// Its person has left: a page that the browser brings back is asked for again.
let isGone = false;

export function startLeaving(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-ep-leave")) return;
    event.preventDefault();
    if (form.hasAttribute("data-ep-out")) return leave(root, form);
    void emptied(ownerOf(root)).finally(() => form.submit());
  });
  const idle = root.querySelector<HTMLMetaElement>('meta[name="ep-idle"]')?.content.split(" ");
  if (idle) setTimeout(() => goTo(root, idle[1] ?? "/"), Number(idle[0]) * 1000);
  hideBehindBack(root, idle !== undefined);
  void whoLeaves().then((leaving) => leaving && goOn(root, leaving));
}

function emptied(owner: string, leaving?: Leaving): Promise<unknown> {
  forgetTicks();
  const all = Promise.all([
    leaving && keepLeaving(leaving),
    forget(),
    endPushes(),
    dropDrafts(),
    dropActs(owner),
    dropSealed(),
  ]);
  return Promise.race([all, new Promise((done) => setTimeout(done, ANSWER_MS))]);
}

/** The worker has thrown away what it keeps; at once where there is none. */
async function forget(): Promise<void> {
  if (navigator.serviceWorker?.controller) await askWorker({ type: "forget" });
}

function leave(root: Document, form: HTMLFormElement): void {
  const owner = ownerOf(root);
  const token = form.querySelector<HTMLInputElement>('[name="csrfmiddlewaretoken"]')?.value ?? "";
  const leaving: Leaving = { key: "leaving", owner, url: form.action, token };
  if (navigator.onLine) setTimeout(() => showLeft(root), LATE_MS);
  else showLeft(root);
  void emptied(owner, leaving).finally(() => goOut(root, leaving));
}

/** Opened while the server does not know yet that somebody left. */
function goOn(root: Document, leaving: Leaving): void {
  if (isLeft(root)) return;
  const owner = ownerOf(root);
  // Somebody else is signed in since: that session is over.
  if (owner && personOf(owner) !== personOf(leaving.owner)) return void forgetLeaving();
  showLeft(root);
  goOut(root, leaving);
}

function goOut(root: Document, leaving: Leaving): void {
  untilDone(root, async () => {
    const end = await finishLeaving(leaving);
    return end === "later" ? undefined : (end?.to ?? "/");
  });
}

/** Untouched: the server ended the session by its own clock, and the page gives way when it cannot be asked. */
function goTo(root: Document, address: string): void {
  if (!isLeft(root)) untilDone(root, async () => ((await ask()) === "no" ? undefined : address));
}

/** Tried now, when the network is back, and each fifteen seconds: one that leads nowhere does not say when it does. */
function untilDone(root: Document, where: () => Promise<string | undefined>): void {
  let busy = false;
  const go = async () => {
    if (busy) return;
    busy = true;
    const to = navigator.onLine ? await where() : undefined;
    busy = false;
    if (to === undefined) return showLeft(root);
    isGone = true;
    // Not in its place: behind it may stand the answer to a form, which « Back » would ask to send again.
    location.assign(to);
  };
  addEventListener("online", go);
  setInterval(go, RETRY_MS);
  void go();
}

/**
 * A page that the browser keeps behind « Back » shows nothing before it is known that its person is still there; on a
 * device of a class it is asked for again.
 */
function hideBehindBack(root: Document, isLent: boolean): void {
  if (!isLent && !root.querySelector("form[data-ep-out]")) return;
  const draw = (hidden: boolean) => root.documentElement.toggleAttribute("hidden", hidden);
  addEventListener("pagehide", (event) => event.persisted && draw(true));
  addEventListener("pageshow", async (event) => {
    if (!event.persisted) return;
    if (isLent || isGone || isLeft(root) || (await whoLeaves())) location.reload();
    else draw(false);
  });
}
