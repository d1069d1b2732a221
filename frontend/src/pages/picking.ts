/** The page of the three pictures of the little ones. */
import { startPictures } from "../behaviours/pictures";

startPictures(document);
