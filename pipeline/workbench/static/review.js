// Review: one suggestion is current; keys accept it, reject it, move on.

import "./sound.js";
import { decide, decideAlone } from "./deciding.js";
import { all, find, onClick, onKeys, onStart } from "./page.js";

const current = () => find(".suggestion[aria-current]");

function makeCurrent(item, focus = true) {
  all(".suggestion[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  item?.setAttribute("aria-current", "true");
  if (focus) item?.focus();
}

function move(step) {
  const items = all(".suggestion");
  if (items.length) makeCurrent(items[(items.indexOf(current()) + step + items.length) % items.length]);
}

function act(button) {
  const item = button.closest(".suggestion");
  makeCurrent(item, false);
  return decide(button.dataset.act, { code: item.dataset.code });
}

decideAlone();
onClick(".suggestion [data-act]", act);
onKeys({
  a: () => current() && act(find("[data-act=accept]", current())),
  r: () => current() && act(find("[data-act=reject]", current())),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
});
onStart((within) => makeCurrent(find(".suggestion:not([data-decided])", within) || find(".suggestion", within), false));
document.addEventListener("focusin", (event) => {
  const item = event.target.closest?.(".suggestion");
  if (item && item !== current()) makeCurrent(item, false);
});
