/** What this deployment tells its worker, written by the server before the script (services/pwa/worker.py). */
export type Settings = {
  /** Addresses of what a page is drawn with. */
  static: string[];
  version: string;
  /** Folder of the static files, and the page that shows when another was not kept. */
  folder: string;
  offline: string;
  /** The languages of the site, that of its source first. */
  languages: string[];
  icon: string;
  badge: string;
  /** What a notification without a count says, by language. */
  neutral: Record<string, string>;
};

export type Worker = ServiceWorkerGlobalScope & { EPRIMO: Settings };

declare const self: Worker;
export const worker = self;
export const settings = self.EPRIMO;
