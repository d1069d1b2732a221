/**
 * `<button data-ep-listen="id id">` reads these elements aloud, one after the other; without an id, the words that stand
 * before the button. Each sentence has the voice of its language; what no voice speaks is left out.
 * With `data-ep-recording`, a human voice says it. Otherwise the device's own voices, and only those that run on the
 * device: the others send the text away. No voice in the language of the text: the button stays hidden.
 * Nothing is ever read before it is asked for.
 */
const BLOCKS = "p,li,h1,h2,h3,h4,dt,dd,th,td,blockquote,legend,label,a";
const SILENT = "button,nav,select,textarea,[aria-hidden=true],[hidden],[data-ep-silent]";
const SLOW = 0.8;
const MARK = "ep-lu";

/** A stretch of text to say in one breath: a sentence, and where its letters stand in the page. */
interface Sentence {
  text: string;
  voice: SpeechSynthesisVoice | undefined;
  nodes: { node: Text; start: number }[];
}

interface Reading {
  button: HTMLButtonElement;
  sentences: Sentence[];
  at: number;
  sound?: HTMLAudioElement;
}

let current: Reading | undefined;
/** Cancelling a sentence ends it too: only the last one that was begun goes on to the next. */
let turn = 0;

export function startListening(root: Document): void {
  const synth = window.speechSynthesis as SpeechSynthesis | undefined;
  const show = (): void => {
    for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-ep-listen]")) {
      button.hidden = !button.dataset.epRecording && !targetsOf(button).some((one) => voiceOf(one));
    }
  };
  show();
  synth?.addEventListener?.("voiceschanged", show);
  root.addEventListener("htmx:after:swap", show);
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-ep-listen]");
    if (button instanceof HTMLButtonElement) press(button);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });
  addEventListener("pagehide", stop);
}

/** Says these words once, with a voice of the device that speaks the page's language; nothing when there is none. */
export function sayOnce(words: string): void {
  const voice = voiceIn(document.documentElement.lang);
  if (!voice) return;
  stop();
  const said = new SpeechSynthesisUtterance(spoken(words));
  said.voice = voice;
  said.lang = voice.lang;
  said.rate = document.documentElement.dataset.epHabillage === "petits" ? SLOW : 1;
  speechSynthesis.speak(said);
}

function press(button: HTMLButtonElement): void {
  if (current?.button !== button) {
    stop();
    current = { button, sentences: targetsOf(button).flatMap(sentencesOf), at: 0 };
    go(current);
  } else if (button.dataset.epNow === "reading") {
    hush(current);
    tell(button, "paused");
  } else go(current);
}

function go(reading: Reading): void {
  tell(reading.button, "reading");
  const recording = reading.button.dataset.epRecording;
  if (!recording) {
    say(reading);
    return;
  }
  reading.sound ??= new Audio(recording);
  reading.sound.onended = stop;
  reading.sound.play().catch(() => {
    // No network, or a file that is gone: the device's voice, if there is one.
    if (current !== reading) return;
    delete reading.button.dataset.epRecording;
    say(reading);
  });
}

function say(reading: Reading): void {
  const sentence = reading.sentences[reading.at];
  if (!sentence) {
    stop();
    return;
  }
  const { voice } = sentence;
  if (!voice) {
    reading.at += 1;
    say(reading);
    return;
  }
  const mine = ++turn;
  const words = new SpeechSynthesisUtterance(spoken(sentence.text));
  words.voice = voice;
  words.lang = voice.lang;
  words.rate = document.documentElement.dataset.epHabillage === "petits" ? SLOW : 1;
  words.onstart = () => mark(sentence, 0, sentence.text.length);
  words.onboundary = (event) => {
    const length = event.charLength || /^\S*/.exec(sentence.text.slice(event.charIndex))?.[0].length || 0;
    if (mine === turn) mark(sentence, event.charIndex, event.charIndex + length);
  };
  words.onend = () => {
    if (mine !== turn) return;
    reading.at += 1;
    say(reading);
  };
  words.onerror = () => {
    if (mine === turn) stop();
  };
  speechSynthesis.speak(words);
}

/** Capitals of the little ones' skin are words all the same: some voices would spell them. */
function spoken(text: string): string {
  return text === text.toLocaleUpperCase() ? text.toLocaleLowerCase() : text;
}

function hush(reading: Reading): void {
  turn += 1;
  reading.sound?.pause();
  window.speechSynthesis?.cancel();
  mark();
}

function stop(): void {
  if (!current) return;
  const { button } = current;
  hush(current);
  current = undefined;
  tell(button, "idle");
}

function tell(button: HTMLButtonElement, state: "idle" | "reading" | "paused"): void {
  button.dataset.epNow = state;
  for (const part of button.querySelectorAll<HTMLElement>("[data-ep-state]")) {
    part.hidden = part.dataset.epState !== state;
  }
}

function targetsOf(button: HTMLButtonElement): Element[] {
  const ids = button.dataset.epListen?.split(" ").filter(Boolean) ?? [];
  const found = ids.length ? ids.map((id) => document.getElementById(id)) : [button.previousElementSibling];
  return found.filter((one) => one !== null);
}

function voiceOf(part: Element | null): SpeechSynthesisVoice | undefined {
  return voiceIn(part?.closest("[lang]")?.getAttribute("lang"));
}

function voiceIn(tag: string | null | undefined): SpeechSynthesisVoice | undefined {
  const language = tag?.slice(0, 2).toLowerCase();
  const local = window.speechSynthesis?.getVoices().filter((voice) => voice.localService === true) ?? [];
  const fitting = local.filter((voice) => voice.lang.slice(0, 2).toLowerCase() === language);
  return fitting.find((voice) => voice.default) ?? fitting[0];
}

function sentencesOf(target: Element): Sentence[] {
  const found: Sentence[] = [];
  let block: Element | null = null;
  let spokenIn: Element | null = null;
  let nodes: Sentence["nodes"] = [];
  let text = "";
  const close = (): void => {
    for (const part of text.matchAll(/[^.!?…]+[.!?…]*/g)) {
      const from = part.index;
      const to = from + part[0].length;
      const inside = nodes.filter(({ node, start }) => start < to && start + node.data.length > from);
      if (/[\p{L}\p{N}]/u.test(part[0]))
        found.push({
          text: part[0],
          voice: voiceOf(spokenIn),
          nodes: inside.map(({ node, start }) => ({ node, start: start - from })),
        });
    }
    nodes = [];
    text = "";
  };
  const walker = document.createTreeWalker(target, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const parent = node.parentElement;
    const silent = parent?.closest(SILENT);
    if (silent && target.contains(silent)) continue;
    const own = parent?.closest(BLOCKS) ?? null;
    const language = parent?.closest("[lang]") ?? null;
    if (own !== block || language !== spokenIn) close();
    block = own;
    spokenIn = language;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  close();
  return found;
}

/** The words being said, where the browser can show them without touching the page. */
function mark(sentence?: Sentence, from = 0, to = 0): void {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete(MARK);
  const ranges = (sentence?.nodes ?? []).flatMap(({ node, start }) => {
    const [first, last] = [Math.max(0, from - start), Math.min(node.data.length, to - start)];
    if (first >= last) return [];
    const range = new Range();
    range.setStart(node, first);
    range.setEnd(node, last);
    return [range];
  });
  if (ranges.length) CSS.highlights.set(MARK, new Highlight(...ranges));
}
