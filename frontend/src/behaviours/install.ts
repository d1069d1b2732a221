/** « Installer »: where the browser offers it (Chrome, Edge), our own button asks; elsewhere the guide in pictures. */
interface InstallPrompt extends Event {
  prompt(): Promise<void>;
  userChoice: Promise<{ outcome: string }>;
}

export function offerInstall(root: Document): void {
  addEventListener("beforeinstallprompt", (event) => {
    // The browser's own banner would show at the first visit, to whom has read nothing yet.
    event.preventDefault();
    for (const button of root.querySelectorAll<HTMLElement>("[data-ep-install-ask]")) {
      button.hidden = false;
      button.addEventListener("click", () => void (event as InstallPrompt).prompt(), { once: true });
    }
  });
  addEventListener("appinstalled", () => {
    for (const card of root.querySelectorAll<HTMLElement>("[data-ep-install]")) card.hidden = true;
  });
}
