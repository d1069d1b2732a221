/**
 * A page that stays up to date. `data-ep-badge="todo"`: a count. `data-ep-live="me note:…"` on an element with an
 * id: read again when something happens to one of its topics (`me`: something of the reader's own); its
 * `data-ep-said`, when it changed, is said aloud.
 *
 * One stream for all tabs: the tab that holds the lock opens it and tells the others. None while nobody looks.
 * When none opens, the counts are asked for every 30 seconds.
 */
import { isBusy, readAgain } from "./fresh";

type News = {
  badges?: Record<string, number>;
  topics?: string[];
  watch?: string[];
  age?: number;
  who?: boolean;
};

const POLL = 30_000;
const SILENCE = 70_000; // a beat comes every 25 seconds
const FIRST = 8_000;
const SETTLE = 400; // who only passes through a page opens nothing
const GRACE = 5_000; // a look at another tab
const SLOWEST = 120_000;
const KEPT = "ep-badges";

let ticketUrl = "";
let channel: BroadcastChannel | null = null;
let source: EventSource | null = null;
let release: (() => void) | null = null;
let waiting: AbortController | null = null;
let watched = new Set<string>();
let counts: Record<string, number> = {};
// Until when this tab knows what happened, on its own clock: the page itself first.
let heard = 0;
let failures = 0;
let refused = false;
let timer = 0;
let poller = 0;
let leaving = 0;

export function startLive(root: Document): void {
  ticketUrl = root.querySelector<HTMLMetaElement>('meta[name="ep-live"]')?.content ?? "";
  if (!ticketUrl || !("EventSource" in window)) {
    forget();
    return;
  }
  // A page of error has no form, hence no token to ask with.
  if (!tokenOf(root)) return;
  remember();
  channel = "BroadcastChannel" in window ? new BroadcastChannel("ep-live") : null;
  channel?.addEventListener("message", (event: MessageEvent<News>) => hear(event.data));
  root.addEventListener("visibilitychange", () => (root.hidden ? leaveSoon() : arrive()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && arrive());
  if (!root.hidden) arrive();
}

function arrive(): void {
  clearTimeout(leaving);
  if (waiting || refused) return;
  waiting = new AbortController();
  channel?.postMessage(ownWatch());
  if ("locks" in navigator) {
    const held = () => new Promise<void>((done) => lead(done));
    navigator.locks.request("ep-live", { signal: waiting.signal }, held).catch(() => {});
  } else {
    lead(() => {});
  }
}

function leaveSoon(): void {
  clearTimeout(leaving);
  leaving = setTimeout(leave, GRACE);
}

function leave(): void {
  waiting?.abort();
  waiting = null;
  stop();
  stopPolling();
  release?.();
  release = null;
}

function lead(done: () => void): void {
  release = done;
  watched = new Set(ownTopics());
  channel?.postMessage({ who: true });
  later(connect, SETTLE);
}

function hear(news: News): void {
  if (news.who && !document.hidden) channel?.postMessage(ownWatch());
  if (news.watch && release) watch(news.watch, news.age ?? 0);
  apply(news);
}

/** Another tab shows something more: the stream is opened again with it. */
function watch(topics: string[], age: number): void {
  const more = topics.filter((topic) => !watched.has(topic));
  for (const topic of more) watched.add(topic);
  if (!more.length) return;
  heard = Math.min(heard, performance.now() - age);
  if (source) later(connect, SETTLE);
}

async function connect(): Promise<void> {
  stop();
  try {
    const { ticket, url } = await askTicket();
    if (!release) return;
    const age = String(Math.round(performance.now() - heard));
    source = new EventSource(
      `${url}?${new URLSearchParams({ ticket, age, topics: [...watched].join(",") })}`,
    );
  } catch {
    if (!refused) return again();
    // Nobody is told anything here any more: the counts go too.
    tell({ badges: {} });
    return leave();
  }
  source.addEventListener("live", (event) => {
    lives();
    tell(JSON.parse(event.data));
  });
  source.addEventListener("beat", lives);
  source.addEventListener("bye", (event) => {
    stop();
    later(connect, event.data === "many" ? POLL : jitter(1000, 3000));
  });
  source.addEventListener("error", again);
  later(again, FIRST);
}

function lives(): void {
  heard = performance.now();
  failures = 0;
  stopPolling();
  later(again, SILENCE);
}

function tokenOf(root: Document): string {
  return root.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function askTicket(): Promise<{ ticket: string; url: string }> {
  const headers = { "X-CSRFToken": tokenOf(document), Accept: "application/json" };
  const answer = await fetch(ticketUrl, { method: "POST", headers, credentials: "same-origin" });
  refused = answer.redirected || [401, 403, 404].includes(answer.status);
  if (refused || !answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** It did not open, or fell silent: later and later; in the meantime the counts are asked for. */
function again(): void {
  stop();
  failures += 1;
  if (failures > 1) startPolling();
  later(connect, Math.min(2000 * 2 ** failures, SLOWEST) * (0.5 + Math.random()));
}

function stop(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function startPolling(): void {
  if (!poller) poller = setInterval(poll, jitter(POLL - 2000, 4000));
}

function stopPolling(): void {
  clearInterval(poller);
  poller = 0;
}

async function poll(): Promise<void> {
  try {
    const answer = await fetch(new URL("../etat/", new URL(ticketUrl, location.href)), { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    tell({ ...(await answer.json()), topics: ["me", ...watched] });
    heard = performance.now();
  } catch {
    // No network: the next one will tell.
  }
}

/** To this tab, and to the others. */
function tell(news: News): void {
  channel?.postMessage(news);
  apply(news);
}

function apply({ badges, topics }: News): void {
  if (badges) {
    counts = badges;
    keep();
    for (const badge of document.querySelectorAll<HTMLElement>("[data-ep-badge]")) show(badge);
  }
  if (!topics?.length) return;
  for (const element of document.querySelectorAll<HTMLElement>("[data-ep-live][id]")) {
    if (topicsOf(element).some((topic) => topics.includes(topic))) refresh(element.id);
  }
}

/** The counts of the page before, until the stream tells those of now. */
function remember(): void {
  try {
    apply({ badges: JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") });
  } catch {
    forget();
  }
}

function keep(): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(counts));
  } catch {
    // Storage is closed to the page: the counts come with the stream.
  }
}

/** Nobody is signed in here: the next one starts from nothing. */
function forget(): void {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // Storage is closed to the page: nothing was kept.
  }
}

function show(badge: HTMLElement): void {
  const count = counts[badge.dataset.epBadge ?? ""] ?? 0;
  const text = count > 99 ? "99+" : String(count);
  const figure = badge.firstElementChild ?? badge;
  if (figure.textContent !== text) figure.textContent = text;
  badge.hidden = count === 0;
}

const asked = new Map<string, number>();

/** Things that happen together are read once; what is being typed is left alone until it is done. */
function refresh(id: string, wait = jitter(50, 200)): void {
  if (document.hidden) return;
  clearTimeout(asked.get(id));
  asked.set(
    id,
    setTimeout(() => look(id), wait),
  );
}

async function look(id: string): Promise<void> {
  const element = document.getElementById(id);
  if (!element || document.hidden) return;
  if (isBusy(element)) return refresh(id, 3000);
  const before = element.dataset.epSaid;
  await readAgain(element, element.dataset.epLiveUrl);
  const said = document.getElementById(id)?.dataset.epSaid;
  if (said && said !== before) say(said);
}

/** One polite sentence; the place it is said in exists before it. */
function say(words: string): void {
  let place = document.getElementById("ep-said");
  if (!place) {
    place = Object.assign(document.createElement("p"), { id: "ep-said", className: "vh" });
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  const said = place;
  setTimeout(() => {
    said.textContent = words;
  }, 100);
}

function ownWatch(): News {
  return { watch: ownTopics(), age: performance.now() - heard };
}

function ownTopics(): string[] {
  const elements = [...document.querySelectorAll<HTMLElement>("[data-ep-live]")];
  return [...new Set(elements.flatMap(topicsOf))].filter((topic) => topic !== "me");
}

function topicsOf(element: HTMLElement): string[] {
  return (element.dataset.epLive ?? "").split(" ").filter(Boolean);
}

function later(work: () => unknown, wait: number): void {
  clearTimeout(timer);
  timer = setTimeout(work, wait);
}

function jitter(least: number, spread: number): number {
  return least + Math.random() * spread;
}
