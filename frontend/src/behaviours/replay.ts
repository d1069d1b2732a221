/** Sends what this device kept, on any page but the one where it is being typed. */
import { replayDrafts } from "../offline/replay";

export function startReplays(root: Document): void {
  if (!("indexedDB" in window) || root.querySelector("form[data-ep-draft]")) return;
  const replay = () => {
    if (navigator.onLine && !root.hidden) void replayDrafts().catch(() => undefined);
  };
  replay();
  addEventListener("online", replay);
  root.addEventListener("visibilitychange", replay);
}
