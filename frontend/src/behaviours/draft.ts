/**
 * `<form data-ep-draft="/…">`: what is typed is kept by the server two seconds later, when the page is hidden and when
 * it is left; on this device while the network is away. Words come from the page: `<template data-ep-draft-words>`.
 */
import { dropDraft, type Kept, keepDraft, keptDrafts } from "../offline/drafts";

const PAUSE_MS = 2000;
const RETRY_MS = 15000;

type Answer = { revision?: number; at?: string; url?: string; title?: string; text?: string };

const isUnborn = ([name, value]: [string, string]) => name === "base" && value === "0";

const baseOf = (one: Kept) => one.fields.find(([name]) => name === "base")?.[1] ?? 0;

export function keepDrafts(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-ep-draft]")) new Draft(form).start();
}

class Draft {
  private timer = 0;
  private saved: string;
  private sending = false;
  private left = false;

  constructor(private readonly form: HTMLFormElement) {
    this.saved = this.typed();
  }

  start(): void {
    void this.offerKept();
    this.form.addEventListener("input", () => this.soon(PAUSE_MS));
    this.form.addEventListener("change", () => this.soon(PAUSE_MS));
    // The button that keeps it sends everything itself; the page that follows forgets the copy. The buttons that change
    // the form itself keep none: put back, it would undo what they did.
    this.form.addEventListener("submit", ({ submitter }) => {
      const act = submitter?.getAttribute("value") ?? "preview";
      if (this.changed() && ["preview", "enter", "keep", "join"].includes(act))
        void keepDraft({ ...this.copy, posted: true });
      this.stop();
    });
    addEventListener("submit", ({ target }) => this.signOut(target as HTMLFormElement), { capture: true });
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.resume());
    addEventListener("online", () => this.soon(0));
    addEventListener("offline", () => this.changed() && void this.keepHere());
  }

  private get key(): string {
    return this.field("draft_key").value;
  }

  private field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  /** The fields as they go to the server, without what differs at each request. */
  private typed(): string {
    return JSON.stringify(this.fields().filter(([name]) => name !== "base"));
  }

  private fields(): [string, string][] {
    const found: [string, string][] = [];
    for (const [name, value] of new FormData(this.form))
      if (name !== "csrfmiddlewaretoken" && typeof value === "string") found.push([name, value]);
    return found;
  }

  private changed(): boolean {
    return this.typed() !== this.saved;
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    if (!this.left) this.timer = window.setTimeout(() => void this.save(), ms);
  }

  private stop(): void {
    this.left = true;
    clearTimeout(this.timer);
  }

  private resume(): void {
    this.left = false;
    this.soon(0);
  }

  private get copy(): Kept {
    const { epDraft: url = "", epDraftOwner: owner = "", epDraftPage: page = "" } = this.form.dataset;
    return { key: this.key, owner, url, page, fields: this.fields(), at: Date.now() };
  }

  private async keepHere(): Promise<void> {
    this.say((await keepDraft(this.copy)) ? "here" : "nowhere");
  }

  /**
   * The page goes away: the copy of this device is written first, then the request that outlives the page. Without
   * network there is none: it would wait in the browser and leave later, whoever is signed in by then.
   */
  private leave(): void {
    if (this.left || !this.changed()) return;
    clearTimeout(this.timer);
    void keepDraft(this.copy);
    if (navigator.onLine) void this.save(true);
  }

  /** Once somebody has signed out it is too late: what was typed last leaves before, and this device keeps none of it. */
  private signOut(form: HTMLFormElement): void {
    if (!form.hasAttribute("data-ep-leave")) return;
    if (navigator.onLine) void this.save(true);
    this.stop();
  }

  private async save(leaving = false): Promise<void> {
    if (this.left || !this.changed()) return;
    if (this.sending && !leaving) return this.soon(PAUSE_MS);
    const typed = this.typed();
    this.sending = true;
    try {
      const answer = await fetch(this.form.dataset.epDraft ?? "", {
        method: "POST",
        body: new FormData(this.form),
        credentials: "same-origin",
        keepalive: leaving,
      });
      await this.answered(answer, typed);
    } catch {
      await this.keepHere();
      this.soon(RETRY_MS);
    } finally {
      this.sending = false;
    }
  }

  private async answered(answer: Response, typed: string): Promise<void> {
    if (answer.status === 204) return;
    if (answer.status === 409) return this.conflict((await answer.json()) as Answer);
    if (answer.status === 422) return this.say("mend");
    if (answer.status >= 500) return this.keepHere();
    if (!answer.ok || answer.redirected) return this.refused();
    const said = (await answer.json()) as Answer;
    this.saved = typed;
    this.field("base").value = String(said.revision ?? 0);
    void dropDraft(this.key);
    if (said.url && location.pathname !== said.url) history.replaceState(history.state, "", said.url);
    this.say("kept", said.at);
    if (this.changed()) this.soon(PAUSE_MS);
  }

  /** Signed out, sent in another tab, thrown away: it cannot be kept there any more, and is not lost. */
  private async refused(): Promise<void> {
    await keepDraft(this.copy);
    this.say("refused");
  }

  private say(which: string, at = ""): void {
    const place = this.form.querySelector("[data-ep-kept]");
    const words = this.words(which);
    if (!place || !words) return;
    const hole = words.querySelector("[data-ep-at]");
    if (hole) hole.textContent = at;
    place.replaceChildren(words);
  }

  private words(which: string): DocumentFragment | null {
    const found = document.querySelector<HTMLTemplateElement>(`template[data-ep-draft-words="${which}"]`);
    return found ? (found.content.cloneNode(true) as DocumentFragment) : null;
  }

  /** Another tab kept a text since: both are shown, and nothing is sent until one is chosen. */
  private conflict(other: Answer): void {
    if (other.revision === undefined || document.getElementById("autre")) return;
    this.stop();
    void keepDraft(this.copy);
    const words = this.words("other");
    const area = words?.querySelector("textarea");
    if (!words || !area) return;
    area.value = `${other.title ?? ""}\n\n${other.text ?? ""}`;
    words.querySelector("[data-ep-mine]")?.addEventListener("click", () => this.settle(other));
    words.querySelector("[data-ep-theirs]")?.addEventListener("click", () => this.swap(other, area));
    this.form.before(words);
    document.getElementById("autre")?.focus();
  }

  private settle(other: Answer): void {
    this.field("base").value = String(other.revision ?? 0);
    document.getElementById("autre")?.remove();
    this.saved = "";
    this.resume();
  }

  /** The other text takes the place of mine, and mine the place of the other: neither is lost. */
  private swap(other: Answer, area: HTMLTextAreaElement): void {
    const title = this.field("title");
    const text = this.form.elements.namedItem("text") as HTMLTextAreaElement;
    const mine = { ...other, title: title.value, text: text.value };
    title.value = other.title ?? "";
    text.value = other.text ?? "";
    other.title = mine.title;
    other.text = mine.text;
    area.value = `${mine.title}\n\n${mine.text}`;
  }

  /** This device holds what the server never had: it is put back, and kept again. A new form takes the newest. */
  private async offerKept(): Promise<void> {
    const all = await keptDrafts(this.form.dataset.epDraftOwner ?? "");
    // What was posted is no start of another note: the server has it, or the next page sends it.
    // And what was begun in another school is born there, not in the note of this one.
    const unborn = (one: Kept) =>
      this.field("base").value === "0" && one.fields.some(isUnborn) && !one.posted && this.isBegunHere(one);
    const own = all.find((one) => one.key === this.key);
    if (own?.posted && Number(this.field("base").value) > Number(baseOf(own))) return dropDraft(own.key);
    const kept = own ?? all.filter(unborn).sort((one, other) => other.at - one.at)[0];
    if (!kept) return;
    this.field("draft_key").value = kept.key;
    for (const control of this.form.elements)
      if (control instanceof HTMLInputElement && /checkbox|radio/.test(control.type)) control.checked = false;
    for (const [name, value] of kept.fields) this.put(name, value);
    this.say("back");
    this.soon(0);
  }

  /** What a device kept before forms said their school is offered wherever its author is. */
  private isBegunHere(one: Kept): boolean {
    const desk = one.fields.find(([name]) => name === "desk");
    return !desk || desk[1] === this.field("desk").value;
  }

  private put(name: string, value: string): void {
    if (name === "draft_key" || name === "do") return;
    const found = this.form.elements.namedItem(name);
    const controls = found instanceof RadioNodeList ? [...found] : found ? [found] : [];
    for (const control of controls)
      if (control instanceof HTMLInputElement && /checkbox|radio/.test(control.type))
        control.checked = control.checked || control.value === value;
      else if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)
        control.value = value;
      else if (control instanceof HTMLSelectElement) control.value = value;
  }
}
