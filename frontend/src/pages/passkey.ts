/** Pages that make a passkey, or ask for one. */
import { offerPasskeys } from "../behaviours/passkey";

offerPasskeys(document);
