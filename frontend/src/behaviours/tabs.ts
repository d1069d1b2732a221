/** A line of tabs that is wider than the screen begins where one is, and again when the screen is turned. */
export function showCurrentTabs(root: Document): void {
  const watch = new ResizeObserver((lines) => {
    for (const line of lines) centre(line.target);
  });
  for (const line of root.querySelectorAll(".tabs")) watch.observe(line);
}

function centre(line: Element): void {
  const current = line.querySelector("[aria-current]");
  if (!current || line.scrollWidth <= line.clientWidth) return;
  const place = current.getBoundingClientRect();
  const frame = line.getBoundingClientRect();
  line.scrollLeft += place.left + place.width / 2 - (frame.left + frame.width / 2);
}
