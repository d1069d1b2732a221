/**
 * Pages of the little ones, `<body data-ep-stays>`: while there is no network, what would lead away is drawn as not there
 * and does nothing, so that the page and its day stay. A device of a class keeps no page: the browser's own would come.
 * Signing out goes on (behaviours/leave), and so does what waits on the device.
 */
export function stayWhileAway(root: Document): void {
  if (!root.querySelector("body[data-ep-stays]")) return;
  const draw = () => root.documentElement.toggleAttribute("data-ep-away", !navigator.onLine);
  draw();
  addEventListener("online", draw);
  addEventListener("offline", draw);
  hold(root, "click", "a[href]:not([href^='#'])");
  hold(root, "submit", "form:not([data-ep-out], [data-ep-queue])");
}

function hold(root: Document, what: "click" | "submit", of: string): void {
  const stop = (event: Event) => {
    if (navigator.onLine || !(event.target instanceof Element) || !event.target.closest(of)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  root.addEventListener(what, stop, { capture: true });
}
