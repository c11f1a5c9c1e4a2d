// The one script a page loads. Every page works without it; each part looks for its own data- attributes.

import { initAll } from "./govuk-frontend.min.js";
import { startAutosave } from "./autosave.js";
import { startCopyKeys } from "./copy.js";
import { startPrintKeys } from "./print.js";
import { guardAgainstDoubleSubmit } from "./submit-once.js";
import { startUploads } from "./upload.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

initAll();
startCopyKeys(document);
startPrintKeys(document);
startUploads(document);
startAutosave(document);
guardAgainstDoubleSubmit(document);
