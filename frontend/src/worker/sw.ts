/**
 * The service worker. Static files: from the cache, refreshed behind. Pages: the network first, three seconds at most
 * when a kept copy can stand in; without network and without copy, the page that says so. It never answers a form,
 * never keeps an answer to one, and keeps a page only when the server says that it may (pages.ts).
 */
import { ExpirationPlugin } from "workbox-expiration";
import { registerRoute, setCatchHandler } from "workbox-routing";
import { NetworkFirst, NetworkOnly, StaleWhileRevalidate } from "workbox-strategies";
import { sendActs } from "../offline/acts";
import { finishLeaving } from "../offline/leaving";
import { replayDrafts } from "../offline/replay";
import { SYNC_TAG } from "../offline/shelf";
import { language, learnLanguage, offlineIn } from "./language";
import { listKept } from "./listing";
import { forget, generation, keptCopy, learn, readElsewhere, refreshKept } from "./pages";
import { listenToPushes } from "./push";
import { forgetSealed, learnSealed, refreshSealed, sealedCopy } from "./sealed";
import { settings, worker } from "./settings";

const STATIC = "static";
const WAIT_SECONDS = 3;
/** In the yard, whom to count is there within a second. */
const SEALED_WAIT_SECONDS = 0.5;
const MONTH_SECONDS = 30 * 24 * 3600;
/** A name that carries its hash never changes what it holds. */
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
/** Files are shown or saved by the browser itself, and never kept. */
const FILE = /\.\w+$/;

worker.addEventListener("install", (event) => {
  event.waitUntil(prepare());
});

async function prepare(): Promise<void> {
  const cache = await caches.open(STATIC);
  const had = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  const wanted = settings.static.filter((path) => !HASHED.test(path) || !had.has(path));
  // Without cookies: what is kept for everybody is nobody's.
  await cache.addAll([
    ...wanted.map((path) => new Request(path, { credentials: "omit" })),
    ...settings.languages.map((code) => offlinePage(code)),
  ]);
  await worker.skipWaiting();
}

function offlinePage(code: string): Request {
  return new Request(offlineIn(code), { credentials: "omit", headers: { "Accept-Language": code } });
}

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    Promise.all([worker.clients.claim(), worker.registration.navigationPreload?.enable(), dropStrange()]),
  );
});

/** Caches of workers that this one does not know. */
async function dropStrange(): Promise<void> {
  const strange = (await caches.keys()).filter((name) => name !== STATIC && !name.startsWith("pages-"));
  await Promise.all(strange.map((name) => caches.delete(name)));
}

const aging = new ExpirationPlugin({
  maxEntries: 160,
  maxAgeSeconds: MONTH_SECONDS,
  purgeOnQuotaError: true,
});
const fixed = new StaleWhileRevalidate({ cacheName: STATIC, plugins: [aging] });
const changing = new NetworkFirst({
  cacheName: STATIC,
  plugins: [aging],
  // A kept page on a slow line is of no use while its own script and styles are waited for.
  networkTimeoutSeconds: WAIT_SECONDS,
});

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith(settings.folder),
  (options) => (HASHED.test(options.url.pathname) ? fixed : changing).handle(options),
);

/**
 * A page: the network's answer, asked for while the worker wakes up (navigation preload, of which Workbox's own
 * strategies tell no plugin); the kept copy when that fails or takes too long.
 */
async function read(request: Request, event: FetchEvent): Promise<Response> {
  const left = await leftFirst();
  const asked = generation();
  const network = fetched(request, event, left).then((response) => {
    event.waitUntil(learn(request, response.clone(), asked).catch(() => undefined));
    event.waitUntil(learnSealed(request.url, response.clone(), asked).catch(() => undefined));
    event.waitUntil(learnLanguage(response).catch(() => undefined));
    return response;
  });
  // A browser whose storage is full or broken still has a network.
  const sealed = await sealedCopy(request).catch(() => undefined);
  const copy = sealed ?? (await keptCopy(request).catch(() => undefined));
  if (!copy) return network.catch((away) => readOrRaise(request, away));
  const patience = sealed ? SEALED_WAIT_SECONDS : WAIT_SECONDS;
  const late = new Promise<Response>((give) => setTimeout(() => give(copy), patience * 1000));
  event.waitUntil(network.catch(() => undefined));
  return Promise.race([network.catch(() => copy), late]);
}

/** The words of a page that was not kept, where they stand on another one. */
async function readOrRaise(request: Request, away: unknown): Promise<Response> {
  const words = await readElsewhere(request).catch(() => undefined);
  if (!words) throw away;
  return words;
}

/** Who left without network leaves first: nothing of that session is shown any more, nor the network asked for it. */
async function leftFirst(): Promise<boolean> {
  const left = await finishLeaving().catch(() => undefined);
  if (left === "later") throw new Error("somebody left, and the server cannot be told");
  return left !== undefined;
}

/** `left`: somebody left since the browser asked by itself, whose session that answer is of. */
async function fetched(request: Request, event: FetchEvent, left: boolean): Promise<Response> {
  const begun: unknown = await event.preloadResponse;
  if (left) return fetch(request);
  return begun instanceof Response ? begun : fetch(request);
}

registerRoute(
  ({ request, url, sameOrigin }) => sameOrigin && request.mode === "navigate" && !FILE.test(url.pathname),
  ({ request, event }) => read(request, event as FetchEvent),
);
// The last one: without it the browser would show its own error page, since only what has a route is caught.
const only = new NetworkOnly();
registerRoute(
  ({ request }) => request.mode === "navigate",
  (options) => leftFirst().then(() => only.handle(options)),
);

setCatchHandler(async ({ request }) => {
  if (request.mode !== "navigate") return Response.error();
  const page = offlineIn(await language().catch(() => ""));
  return (await caches.match(page, { cacheName: STATIC, ignoreVary: true })) ?? Response.error();
});

type Asked = { type?: string; sealed?: string[]; pages?: string[] };

worker.addEventListener("message", (event) => {
  const asked = event.data as Asked | undefined;
  if (!asked?.type) return;
  const answered = answer(asked).catch(() => undefined);
  event.waitUntil(answered.then((said) => event.ports[0]?.postMessage(said)));
});

async function answer({ type, sealed = [], pages = [] }: Asked): Promise<unknown> {
  if (type === "kept") return listKept();
  // Signing out: the page says so before it leaves, and waits for the answer.
  if (type === "forget") await Promise.all([forget(), forgetSealed()]);
  if (type !== "keep") return undefined;
  for (const path of sealed) await refreshSealed(path).catch(() => undefined);
  for (const path of pages) await refreshKept(path).catch(() => undefined);
  return undefined;
}

listenToPushes();

/** The browser is back on the network while no page of ours is open (Background Sync: Chrome and Edge). */
worker.addEventListener("sync" as keyof ServiceWorkerGlobalScopeEventMap, (event) => {
  const woken = event as ExtendableEvent & { tag: string };
  if (woken.tag === SYNC_TAG) woken.waitUntil(replayAlone());
});

async function replayAlone(): Promise<void> {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  // A page that is open sends its own, and knows what is being typed.
  if (windows.length > 0) return;
  await finishLeaving();
  await replayDrafts();
  await sendActs();
}
