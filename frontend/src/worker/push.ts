/** Notifications: a count and a link, never a name or a text. */
import { language } from "./language";
import { settings, worker } from "./settings";

type Told = {
  count?: unknown;
  text?: unknown;
  news?: unknown;
  url?: unknown;
  id?: unknown;
  until?: unknown;
};

export function listenToPushes(): void {
  worker.addEventListener("push", (event) => {
    event.waitUntil(show(read(event.data)));
  });
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(String(event.notification.data?.path ?? "/")));
  });
}

function read(data: PushMessageData | null): Told {
  try {
    const told: unknown = data?.json();
    return told && typeof told === "object" ? told : {};
  } catch {
    return {};
  }
}

/** Nothing to read any more, or nothing that can be understood: a sentence that says nothing of anybody. */
async function neutral(): Promise<string> {
  return settings.neutral[await language()] ?? settings.neutral.fr ?? "e-primo";
}

async function show(told: Told): Promise<void> {
  if (typeof told.news === "string" && told.news) await showNews(told.news.slice(0, 120), told);
  else await showCount(told);
}

/** Of the account itself: beside the count, which stays as it is. */
async function showNews(text: string, told: Told): Promise<void> {
  await worker.registration.showNotification("e-primo", {
    body: text,
    tag: "eprimo-compte",
    icon: settings.icon,
    badge: settings.badge,
    data: { path: ownPath(told.url), id: "" },
    silent: isLate(told.until),
  } as NotificationOptions);
}

/** It waited for a device that was off, and the night has begun meanwhile. */
function isLate(until: unknown): boolean {
  return typeof until === "number" && Date.now() > until * 1000;
}

async function showCount(told: Told): Promise<void> {
  const count = Number.isInteger(told.count) ? Math.max(0, Number(told.count)) : 0;
  const text =
    count > 0 && typeof told.text === "string" && told.text ? told.text.slice(0, 120) : await neutral();
  await badge(count);
  const id = String(told.id ?? "");
  // A sending tried again shows the same thing: it does not ring twice.
  const before = await worker.registration.getNotifications({ tag: "eprimo" });
  const again = before.some((one) => id !== "" && one.data?.id === id);
  const late = isLate(told.until);
  await worker.registration.showNotification("e-primo", {
    body: text,
    // One at a time: the newest count replaces the one before.
    tag: "eprimo",
    icon: settings.icon,
    badge: settings.badge,
    data: { path: ownPath(told.url), id },
    renotify: before.length > 0 && !again && !late,
    silent: again || late,
  } as NotificationOptions);
}

/** A path of ours, or the home: what came with a push leads nowhere else. */
function ownPath(url: unknown): string {
  try {
    const target = new URL(String(url ?? "/"), worker.location.origin);
    return target.origin === worker.location.origin ? target.pathname + target.search : "/";
  } catch {
    return "/";
  }
}

async function badge(count: number): Promise<void> {
  const device = worker.navigator as WorkerNavigator & { setAppBadge?: (count: number) => Promise<void> };
  await device.setAppBadge?.(count).catch(() => undefined);
}

async function open(path: string): Promise<void> {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const own = windows[0];
  if (!own) {
    await worker.clients.openWindow(path);
    return;
  }
  await own.focus();
  await own.navigate(path).catch(() => undefined);
}
