// Review: one suggestion is current; keys accept it, reject it, move on.

import "./sound.js";
import { decide, decideAlone } from "./deciding.js";
import { all, ask, body, find, onClick, onKeys, onNext, onStart } from "./page.js";

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

// The next segment is made while this one is read, so that a key shows it at once.
let ahead = null;

async function lookAhead() {
  const of = find(".store")?.dataset.segment;
  ahead = null;
  body.dataset.ahead = ""; // tests wait for it
  if (!of) return;
  const answer = await ask({ action: "ahead", segment: of }).catch(() => null);
  const said = answer?.ok ? await answer.json() : null;
  if (!said?.segment || find(".store")?.dataset.segment !== of) return;
  ahead = { of, ...said };
  body.dataset.ahead = said.segment;
}

/** Does this bring the next segment: nothing here, that is all, the last suggestion that was open? */
function movesOn({ action, code }) {
  if (["none", "done", "skip"].includes(action)) return true;
  const open = all(".suggestion:not([data-decided])");
  return ["accept", "reject"].includes(action) && open.length === 1 && open[0].dataset.code === code;
}

onNext((data) => (ahead?.of === data.segment && movesOn(data) ? ahead : null));
document.addEventListener("answered", lookAhead);
lookAhead();
