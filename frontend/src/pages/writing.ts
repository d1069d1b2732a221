/** Pages where somebody writes to many: the buttons of the light markup, and the sentences of the phrasebook. */
import { offerPhrases, showToolbars } from "../behaviours/toolbar";

showToolbars(document);
offerPhrases(document);
