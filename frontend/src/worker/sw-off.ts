/** The kill switch: a worker that keeps nothing, throws away all that was kept on the device, and goes. */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", () => {
  void self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(leave());
});

async function leave(): Promise<void> {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  indexedDB.deleteDatabase("eprimo-sealed");
  await self.registration.unregister();
}

export {};
