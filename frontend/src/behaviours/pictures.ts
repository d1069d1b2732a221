/**
 * The three pictures of the little ones, `<form data-ep-pick="3">`: kept on the device as they are touched, taken back by
 * touching their place, and sent once, together, by the round key. No touch waits for the network, so none is lost, and
 * nothing moves on the page. Without script each touch is a form of its own.
 */
export function startPictures(root: Document): void {
  const form = root.querySelector<HTMLFormElement>("form[data-ep-pick]");
  const key = form?.querySelector<HTMLButtonElement>("button[name=sent]");
  if (!form || !key) return;
  // This page answers a form: behind « Back » it is the door, where the browser would ask to send the form again.
  history.replaceState(null, "", form.dataset.epDoor);
  const wanted = Number(form.dataset.epPick);
  const places = Array.from(form.querySelectorAll<HTMLButtonElement>("button[name=take]"));
  const pictures = Array.from(form.querySelectorAll<HTMLButtonElement>("button[name=picture]"));
  // What was touched while there was no script came with the page: the server has it already.
  if (places.some((place) => place.dataset.epPicked)) return;
  let picked: HTMLButtonElement[] = [];
  let sent = false;

  const draw = () => {
    for (const [number, place] of places.entries()) {
      const button = picked[number];
      place.disabled = !button;
      place.setAttribute(
        "aria-label",
        button ? `${place.dataset.epTake} ${nameOf(button)}` : (place.dataset.epEmpty ?? ""),
      );
      place.replaceChildren(...(button ? [drawnAs(button)] : []));
    }
    for (const button of pictures) button.setAttribute("aria-pressed", String(picked.includes(button)));
    // Without network the answer would be the browser's own page: what was chosen waits here.
    key.disabled = picked.length < wanted || !navigator.onLine;
  };
  const send = () => {
    sent = true;
    for (const [name, value] of [...picked.map((one) => ["picture", one.value]), ["sent", "1"]]) {
      const field = root.createElement("input");
      field.type = "hidden";
      field.dataset.epSent = "";
      field.name = name ?? "";
      field.value = value ?? "";
      form.append(field);
    }
    form.submit();
  };
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    if (sent) return;
    if (button === key) {
      send();
      return;
    }
    if (button.name === "take") picked.splice(places.indexOf(button), 1);
    else if (!picked.includes(button) && picked.length < wanted) picked.push(button);
    draw();
  });
  addEventListener("online", draw);
  addEventListener("offline", draw);
  // The page comes back as it was left: nothing of it is touched any more.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const field of form.querySelectorAll("input[data-ep-sent]")) field.remove();
    picked = [];
    sent = false;
    draw();
  });
}

function nameOf(button: HTMLElement): string {
  return button.getAttribute("aria-label") ?? "";
}

function drawnAs(button: HTMLElement): Node {
  return button.querySelector("img")?.cloneNode() ?? document.createTextNode("");
}
