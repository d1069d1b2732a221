/**
 * `<form data-ep-here="10">`: « JE SUIS LÀ » on the tablet of a class. A touch is stamped at once and kept on the device
 * until the server has it, so that no child waits; the stamp goes after so many seconds, during which a second touch takes
 * it back. Without script each touch is a form.
 */
import { type Act, dropAct, keepAct, newKey, sendAct } from "../offline/acts";
import { ownerOf, showWaiting } from "./queue";

// A finger that bounces is one touch.
const BOUNCE_MS = 1000;

type Stamp = { at: number; timer: number };

// Taken back once, an animal stays: as on the server, a child who drums is there at the end, network or not.
const taken = new WeakSet<HTMLButtonElement>();

export function startHere(root: Document): void {
  const form = root.querySelector<HTMLFormElement>("form[data-ep-here]");
  if (!form || !("indexedDB" in window)) return;
  const stamps = new Map<HTMLButtonElement, Stamp>();
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const stamp = stamps.get(button);
    if (stamp && Date.now() - stamp.at < BOUNCE_MS) return;
    if (button.ariaPressed === "true" && taken.has(button)) return;
    void touch(form, button, stamps);
  });
  // The half-day went on: the wall follows. Without network the page stays, and what is touched is kept.
  const left = Number(form.dataset.epHereLeft) * 1000;
  const end = () =>
    navigator.onLine ? location.reload() : addEventListener("online", () => location.reload());
  if (left > 0) setTimeout(end, left);
}

async function touch(
  form: HTMLFormElement,
  button: HTMLButtonElement,
  stamps: Map<HTMLButtonElement, Stamp>,
): Promise<void> {
  const back = button.ariaPressed === "true";
  if (back) taken.add(button);
  clearTimeout(stamps.get(button)?.timer);
  const fade = () => {
    button.ariaPressed = "false";
    stamps.delete(button);
  };
  button.ariaPressed = String(!back);
  const seconds = back ? BOUNCE_MS / 1000 : Number(form.dataset.epHere);
  stamps.set(button, { at: Date.now(), timer: window.setTimeout(fade, seconds * 1000) });
  say(form, back);
  const act = actOf(form, button, back);
  if (!(await keepAct(act))) return submit(form, act);
  const token = form.querySelector<HTMLInputElement>('[name="csrfmiddlewaretoken"]')?.value ?? "";
  const outcome = navigator.onLine ? await sendAct(act, token) : "later";
  if (outcome === "later") return showWaiting(form.ownerDocument);
  if (outcome !== "ended" && "to" in outcome) {
    if (outcome.to) location.assign(outcome.to);
    return;
  }
  // The child left the class, or the tablet was taken back: the page shows what is.
  await dropAct(act.key);
  location.reload();
}

function actOf(form: HTMLFormElement, button: HTMLButtonElement, back: boolean): Act {
  const at = Date.now();
  return {
    key: newKey(at),
    owner: ownerOf(form.ownerDocument),
    url: form.action,
    page: location.pathname,
    about: `${button.value} ${back}`,
    words: form.dataset.epHereWords ?? "",
    fields: [[back ? "back" : "child", button.value]],
    at,
  };
}

function say(form: HTMLFormElement, back: boolean): void {
  const said = form.querySelector<HTMLElement>("[data-ep-here-said]");
  if (said) said.textContent = (back ? said.dataset.epNo : said.dataset.epYes) ?? "";
}

/** This browser keeps nothing: the touch goes the way of every form. */
function submit(form: HTMLFormElement, act: Act): void {
  for (const [name, value] of act.fields) {
    const field = form.ownerDocument.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  form.submit();
}
