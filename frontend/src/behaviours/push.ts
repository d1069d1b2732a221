/**
 * Being told on this device. Asked after a press only, and where it can work: the card is hidden in the page, and
 * shows when this browser can be told and is not yet.
 */
export function offerPushes(root: Document): void {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return;
  // Whoever has the page before them has seen the count.
  void navigator.clearAppBadge?.().catch(() => undefined);
  if (Notification.permission === "granted") void resume(root);
  for (const card of root.querySelectorAll<HTMLElement>("[data-ep-push]")) void offer(card, root);
}

async function offer(card: HTMLElement, root: Document): Promise<void> {
  // One offer at a time: the one that stands before is to be done or put off first.
  const other = root.querySelector<HTMLElement>("[data-ep-install]");
  if (other && other !== card && getComputedStyle(other).display !== "none") return;
  const worker = await navigator.serviceWorker.ready;
  if (await worker.pushManager.getSubscription()) return;
  card.hidden = false;
  card.querySelector("[data-ep-push-ask]")?.addEventListener("click", () => void ask(card, worker));
}

async function ask(card: HTMLElement, worker: ServiceWorkerRegistration): Promise<void> {
  const said = card.querySelector<HTMLElement>("[data-ep-push-said]");
  const say = (words: string | undefined) => {
    if (said) said.textContent = words ?? "";
  };
  try {
    if ((await Notification.requestPermission()) !== "granted") return say(said?.dataset.epDenied);
    const made = await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(card.dataset.epPush ?? ""),
    });
    const keys = made.toJSON().keys ?? {};
    const fields = { endpoint: made.endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" };
    const kept = await post(card.dataset.epPushUrl ?? "", fields);
    // What the server does not know must not stay behind.
    if (!kept) await made.unsubscribe();
    say(kept ? said?.dataset.epDone : said?.dataset.epFailed);
    if (kept) card.querySelector("[data-ep-push-ask]")?.closest(".rang")?.remove();
  } catch {
    say(said?.dataset.epFailed);
  }
}

/** Signed in again on a device that was told: once a tab, the server ties it to the new session if it is the same person's. */
async function resume(root: Document): Promise<void> {
  const url = root.querySelector<HTMLMetaElement>('meta[name="ep-resume"]')?.content;
  if (!url || sessionStorage.getItem("ep-resume")) return;
  const worker = await navigator.serviceWorker.getRegistration();
  const made = await worker?.pushManager.getSubscription();
  if (!made) return;
  if (await post(url, { endpoint: made.endpoint })) sessionStorage.setItem("ep-resume", "1");
}

/** The subscription of this browser ends with the session: the server forgot it, the service must too. */
export async function endPushes(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker.getRegistration();
    await (await worker?.pushManager?.getSubscription())?.unsubscribe();
    sessionStorage.removeItem("ep-resume");
  } catch {
    // Without network the service learns it from its next refusal.
  }
}

async function post(url: string, fields: Record<string, string>): Promise<boolean> {
  const token = document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
  return (await fetch(url, { method: "POST", body, credentials: "same-origin" })).ok;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}
