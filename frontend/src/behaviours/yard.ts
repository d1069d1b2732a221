/**
 * The list of an evacuation: boxes are counted as they are ticked and stay ticked in this tab, network or not; and a
 * copy of a past day is erased.
 */
import { eraseOver } from "../offline/sealed";

const TICKS = "eprimo-yard";

export function startYard(root: Document): void {
  void eraseOver();
  const classes = [...root.querySelectorAll<HTMLElement>("[data-ep-yard]")];
  if (classes.length) tick(classes);
}

/** At sign-out. */
export function forgetTicks(): void {
  try {
    sessionStorage.removeItem(TICKS);
  } catch {
    // nothing was kept either
  }
}

type Ticks = { of: string; seen: string[] };

function tick(classes: HTMLElement[]): void {
  const of = classes[0]?.dataset.epYard ?? "";
  const kept = read();
  const seen = new Set(kept.of === of ? kept.seen : []);
  for (const one of classes) {
    for (const box of boxes(one)) box.checked = seen.has(box.value);
    count(one);
    one.addEventListener("change", () => {
      for (const box of boxes(one)) box.checked ? seen.add(box.value) : seen.delete(box.value);
      count(one);
      write({ of, seen: [...seen] });
    });
  }
}

const boxes = (one: HTMLElement) => one.querySelectorAll<HTMLInputElement>("input[type=checkbox]");

function count(one: HTMLElement): void {
  const told = one.querySelector("[data-ep-counted]");
  // Nothing yet is a blank to be filled in on paper.
  if (told) told.textContent = String(one.querySelectorAll("input:checked").length || "");
}

function read(): Ticks {
  try {
    return JSON.parse(sessionStorage.getItem(TICKS) ?? "") as Ticks;
  } catch {
    return { of: "", seen: [] };
  }
}

function write(ticks: Ticks): void {
  try {
    sessionStorage.setItem(TICKS, JSON.stringify(ticks));
  } catch {
    // counted on the page all the same
  }
}
