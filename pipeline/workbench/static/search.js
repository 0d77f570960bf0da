// Search: one hit is current; a code is given to it, or more like it are looked for.

import { stance } from "./deciding.js";
import { all, find, onClick, onKeys, onStart, post } from "./page.js";

const current = () => find(".hit[aria-current]");

function makeCurrent(hit, focus = true) {
  all(".hit[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  if (!hit) return;
  hit.setAttribute("aria-current", "true");
  find("#current-hit").textContent = find("h2 a", hit).textContent;
  if (focus) hit.focus();
}

function move(step) {
  const hits = all(".hit");
  if (!hits.length) return false;
  makeCurrent(hits[Math.min(Math.max(hits.indexOf(current()) + step, 0), hits.length - 1)]);
}

async function say(action, more) {
  const hit = current();
  if (!hit) return;
  const { segment, seen } = hit.dataset;
  const said = await post({ action, segment, seen: Number(seen), ...more }, null);
  hit.focus();
  return said;
}

onKeys({
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  l: () => (current() ? find(".more-like", current()).click() : false),
  u: () => (current() ? void say("undo", {}) : false),
});
let last = null; // the code given last: one key gives it to the next hit too

async function give(code) {
  if (!(await say("assign", { code: code.id, stance: stance() }))) return;
  last = code;
  const again = find("#again");
  again.textContent = again.dataset.say.replace("#", code.label);
  again.append(Object.assign(document.createElement("kbd"), { textContent: "g" }));
  again.hidden = false;
}
document.addEventListener("chosen", (event) => give(event.detail));
onClick("#again", () => give(last));
document.addEventListener("answered", (event) => {
  const { card, seen, load } = event.detail;
  if (load) location.reload();
  if (card === undefined) return;
  find(".margin", current()).innerHTML = card;
  current().dataset.seen = seen;
});
document.addEventListener("focusin", (event) => {
  const hit = event.target.closest?.(".hit");
  if (hit && hit !== current()) makeCurrent(hit, false);
});
onClick(".hit", (hit, event) => { if (!event.target.closest("a")) makeCurrent(hit, false); });
onStart((within) => makeCurrent(find(".hit", within), false));
