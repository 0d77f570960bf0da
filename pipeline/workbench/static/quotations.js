// Quotations: `e` edits, `t` translates, Ctrl+Enter saves from any field.

import { find, onKeys } from "./page.js";

const go = (selector) => () => (find(selector) ? find(selector).focus() : false);
onKeys({ e: go("#edited"), t: go("[id^='to-']") });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !find("#save")) return;
  event.preventDefault();
  find("#save").click();
});
