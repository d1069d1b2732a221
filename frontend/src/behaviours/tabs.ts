/** A line of tabs that is wider than the screen begins where one is. */
export function showCurrentTabs(root: Document): void {
  for (const line of root.querySelectorAll<HTMLElement>(".tabs")) {
    const current = line.querySelector<HTMLElement>("[aria-current]");
    if (!current || line.scrollWidth <= line.clientWidth) continue;
    const place = current.getBoundingClientRect();
    const frame = line.getBoundingClientRect();
    line.scrollLeft += place.left + place.width / 2 - (frame.left + frame.width / 2);
  }
}
