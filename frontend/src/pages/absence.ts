/**
 * `<form data-ep-halves>`: telling an absence on a page that this device kept. The two days that one touch chooses are
 * those of now, by the clock of the device, each written out; the server checks the day that the form says. The page
 * loads it, no other one; on a page that came from the server there is nothing to do.
 */

/** A half-day with class: its day, « am » or « pm », its end in milliseconds, its day in words. */
type Half = [day: string, half: string, ends: number, words: string];

const form = document.querySelector<HTMLFormElement>("form[data-ep-halves]");
if (form && document.documentElement.dataset.epSeen !== undefined) redate(form);

function redate(form: HTMLFormElement): void {
  const all = JSON.parse(form.dataset.epHalves ?? "[]") as Half[];
  const ahead = all.filter(([, , ends]) => ends > Date.now());
  const days = [...new Set(ahead.map(([day]) => day))];
  const [first, second] = days;
  const shown = form.elements.namedItem("shown");
  if (!first || !second || !(shown instanceof HTMLInputElement)) return;
  shown.value = `${first} ${second}`;
  const choices = { first, second };
  for (const [which, day] of Object.entries(choices)) {
    const radio = form.querySelector(`input[name="when"][value="${which}"]`);
    const label = radio?.closest("label")?.querySelector("span");
    if (label) label.textContent = wordsOf(form, ahead, day);
  }
  for (const [name, day] of Object.entries({ first, on: first, last: second })) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement && input.value === input.defaultValue) input.value = day;
  }
}

function wordsOf(form: HTMLFormElement, ahead: Half[], day: string): string {
  const halves = ahead.filter(([of]) => of === day);
  const words = halves[0]?.[3] ?? "";
  const isToday = day === new Date().toLocaleDateString("sv");
  const shown = isToday ? (form.dataset.epToday ?? "").replace("[jour]", words) : words;
  const model =
    halves.length > 1
      ? form.dataset.epWhole
      : halves[0]?.[1] === "am"
        ? form.dataset.epAm
        : form.dataset.epPm;
  return (model ?? "").replace("[jour]", shown);
}
