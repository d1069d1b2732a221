/** What a page gains when scripts run; every page works without. Hooks are data-ep-* attributes. */
import { previewComfort } from "./behaviours/comfort";
import { keepDrafts } from "./behaviours/draft";
import { guardForms } from "./behaviours/forms";
import { fillFromHash } from "./behaviours/hash";
import { startListening } from "./behaviours/listen";
import { startLive } from "./behaviours/live";
import { closeMenus } from "./behaviours/menu";
import { showPrintButtons } from "./behaviours/print";
import { startRetries } from "./behaviours/retry";
import { startSwaps } from "./behaviours/swaps";
import { showToolbars } from "./behaviours/toolbar";
import { countDown } from "./behaviours/undo";
import { startWorker } from "./behaviours/worker";

countDown(document);
fillFromHash(document);
guardForms(document);
keepDrafts(document);
closeMenus(document);
startListening(document);
showPrintButtons(document);
previewComfort(document);
showToolbars(document);
startRetries(document);
startSwaps(document);
startLive(document);
startWorker(document);
