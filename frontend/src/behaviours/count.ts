/** How many letters from the end a text is counted: sooner, the number would only hurry who writes. */
const NEAR = 0.1;
/** A screen reader is told when the typing rests. */
const REST_MS = 700;

type Field = HTMLInputElement | HTMLTextAreaElement;

/** `<textarea data-ep-count="2000">`, or an input: says how many letters are left, or too many; nothing is ever cut. */
export function countLetters(root: Document): void {
  const places = new WeakMap<Field, HTMLElement>();
  let resting = 0;
  root.addEventListener("input", (event) => {
    const area = event.target;
    if (!(area instanceof HTMLTextAreaElement || area instanceof HTMLInputElement) || !area.dataset.epCount)
      return;
    clearTimeout(resting);
    resting = window.setTimeout(() => tell(area, places), REST_MS);
  });
  for (const area of root.querySelectorAll<Field>("[data-ep-count]")) tell(area, places);
}

function tell(area: Field, places: WeakMap<Field, HTMLElement>): void {
  const most = Number(area.dataset.epCount);
  const left = most - [...area.value.replace(/\r\n/g, "\n").trim()].length;
  const known = places.get(area);
  const place = known?.isConnected ? known : document.createElement("p");
  if (place !== known) {
    if (left > most * NEAR) return;
    place.setAttribute("role", "status");
    area.after(place);
    places.set(area, place);
  }
  const words = left < 0 ? area.dataset.epCountOver : area.dataset.epCountLeft;
  place.className = left < 0 ? "err" : "aide";
  place.textContent = left > most * NEAR ? "" : (words ?? "").replace("[nombre]", String(Math.abs(left)));
}
