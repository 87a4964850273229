// The Workshop tab. See app.js for what a tab is handed and hands back.

import { element } from "./dom.js";

/** Show the tab in `root`. */
export function mount(root, app) {
  root.append(element("p", { class: "coming" }, app.words.t("coming")));
}
