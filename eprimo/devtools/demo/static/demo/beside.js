// A window on the right half of the screen, where the browser gives one; the link opens it otherwise.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-ep-beside]");
  if (!link) return;
  const half = Math.floor(screen.availWidth / 2);
  const place = `popup,left=${half},top=0,width=${half},height=${screen.availHeight}`;
  if (window.open(link.href, link.target, place)) event.preventDefault();
});
