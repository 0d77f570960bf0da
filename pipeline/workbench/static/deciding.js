// One segment, and what is said of it: stance, memo, code. Shared by Review, Code and Adjudicate.

import "./chooser.js";
import { all, find, onClick, onKeys, post, tell } from "./page.js";

export function stance() {
  return find("input[name=stance]:checked")?.value || "";
}

export function decide(action, more = {}) {
  const store = find(".store");
  return post({
    action, segment: store?.dataset.segment, seen: Number(store?.dataset.seen), stance: stance(),
    memo: find("#memo")?.value || "", ...more,
  });
}

export function decideAlone() {
  onClick("[data-act]", (button) => decide(button.dataset.act, button.dataset.code ? { code: button.dataset.code } : {}));
  document.addEventListener("chosen", (event) => decide("assign", { code: event.detail.id }));
}

onKeys({
  m: () => (find("#memo") && !find("#memo").closest("[hidden]") ? find("#memo").focus() : false),
  s: () => {
    const fields = all("input[name=stance]");
    if (!fields.length) return false;
    const next = fields[(fields.findIndex((one) => one.checked) + 1) % fields.length];
    next.checked = true;
    tell(next.parentElement.textContent.trim());
  },
});
