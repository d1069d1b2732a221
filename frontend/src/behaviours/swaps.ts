/**
 * Page updates by htmx, from the attributes that three components write: `c-form` and `c-post` with `swap`, `c-poll`.
 *
 * What cannot be shown in place falls back to what a page without scripts does: a refusal or a failure is met again by
 * an ordinary post, whose whole page explains it; a redirect is followed by the page; a lost session goes to the door.
 */
import htmx from "htmx.org";
import { keepForm } from "./queue";
import { trusted } from "./trusted";

interface Exchange {
  sourceElement: HTMLElement;
  request: { submitter?: HTMLElement | null };
  response?: { status: number; raw: Response };
}

interface Inner {
  initSecurity(policy: typeof trusted, now: typeof Evaluates, later: typeof Evaluates): void;
}

export function startSwaps(root: Document): void {
  htmx.registerExtension("eprimo", {
    init: (inner: Inner) => inner.initSecurity(trusted, Evaluates, Evaluates),
    // What a reader has unfolded stays so when the part around it is read again.
    htmx_before_morph_attr: (_: Element, change: { attrName: string }) => change.attrName !== "open",
  });
  on(root, "htmx:config:request", mayGo);
  on(root, "htmx:after:request", mayShow);
  on(root, "htmx:before:swap", (_, event) => {
    const piece: ParentNode | undefined = event.detail.tasks?.[0]?.fragment;
    if (!isPoll(event.detail.ctx.sourceElement) || piece?.querySelector("[data-ep-poll]")) return true;
    // The end of the work changes more than the piece (buttons, title): the page itself tells it.
    location.reload();
    return false;
  });
  on(root, "htmx:error", (exchange) => {
    if (!isQuiet(exchange.sourceElement)) void keepOrSend(exchange);
    return true;
  });
  on(root, "htmx:finally:request", ({ sourceElement }) => {
    sourceElement.removeAttribute("aria-busy");
    return true;
  });
  on(root, "htmx:after:swap", ({ sourceElement }) => {
    // A button that is gone takes the focus with it: what replaced it says where to go on.
    if (!isQuiet(sourceElement))
      sourceElement.querySelector<HTMLElement>("#errors, [data-ep-focus]")?.focus();
    return true;
  });
}

/** In the place of the constructors htmx would build functions with, from texts of attributes: it has none to build. */
class Evaluates {
  constructor() {
    throw new Error("evaluates text");
  }
}

type Detail = { ctx: Exchange; tasks?: { fragment?: DocumentFragment }[] };

function on(
  root: Document,
  name: string,
  allows: (exchange: Exchange, event: CustomEvent<Detail>) => boolean,
): void {
  root.addEventListener(name, (event) => {
    const told = event as CustomEvent<Detail>;
    if (told.detail.ctx && !allows(told.detail.ctx, told)) event.preventDefault();
  });
}

function isPoll(element: HTMLElement): boolean {
  return element.hasAttribute("data-ep-poll");
}

/** Asked for by the page, not by a person: when it fails nothing is said, the next one will do. */
function isQuiet(element: HTMLElement): boolean {
  return ["data-ep-poll", "data-ep-live", "data-ep-found"].some((name) => element.hasAttribute(name));
}

function mayGo({ sourceElement }: Exchange): boolean {
  if (isQuiet(sourceElement)) return !document.hidden;
  // A second press on a slow line would send the same form twice.
  if (sourceElement.hasAttribute("aria-busy")) return false;
  sourceElement.setAttribute("aria-busy", "true");
  return true;
}

function mayShow(exchange: Exchange): boolean {
  const answer = exchange.response;
  if (!answer) return false;
  if (isQuiet(exchange.sourceElement)) {
    // The page lost its session, or the right to what it shows: asked for again, it goes to the door, or says so.
    const lost = isPoll(exchange.sourceElement) ? [401, 403, 404] : [401];
    if (lost.includes(answer.status)) location.reload();
    return answer.raw.ok && !answer.raw.redirected;
  }
  if (answer.raw.redirected) {
    location.assign(answer.raw.url);
    return false;
  }
  if (answer.raw.ok || answer.status === 422) return true;
  if (answer.status >= 500) void keepOrSend(exchange);
  else sendWhole(exchange);
  return false;
}

/** No answer, or the server is not well: an act that may wait on the device does. */
async function keepOrSend(exchange: Exchange): Promise<void> {
  const form = exchange.sourceElement;
  const kept = form instanceof HTMLFormElement && (await keepForm(form, exchange.request.submitter ?? null));
  if (!kept) sendWhole(exchange);
}

function sendWhole({ sourceElement: form, request }: Exchange): void {
  if (!(form instanceof HTMLFormElement)) {
    location.reload();
    return;
  }
  const pressed = request.submitter;
  if (pressed instanceof HTMLButtonElement && pressed.name) {
    const kept = document.createElement("input");
    kept.type = "hidden";
    kept.name = pressed.name;
    kept.value = pressed.value;
    form.append(kept);
  }
  HTMLFormElement.prototype.submit.call(form);
}
