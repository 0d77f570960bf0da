// What every view shares: telling, saving without leaving the page, keys. No library, no build.
// The server makes all HTML; these modules move focus, send what was decided, and show what comes back.

export const body = document.body;
export const find = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// ---- telling ------------------------------------------------------------------------------------------------------

export function tell(text, next = "") {
  find("#problem").textContent = "";
  find("#said").textContent = text;
  find("#next").textContent = next;
}

export function complain(text) {
  find("#said").textContent = "";
  find("#problem").textContent = text;
}

// ---- saving -------------------------------------------------------------------------------------------------------

let writing = null; // the decision on its way to the disk; gives whether it came there
let drawn = false; // what follows it shows already: a decision on that waits for the one before
let following = () => null;

/** What a view shows as soon as a key is pressed, before the disk has the decision: `{ html, segment, next }`, or null. */
export function onNext(give) {
  following = give;
}

export async function post(data, place = "#swap") {
  if (writing && !drawn) return null; // one decision at a time, in the order of the keys
  drawn = false;
  if (writing && !(await writing)) return null; // it was refused, and what was decided on is not on the page any more
  const next = following(data);
  const before = next && show(next, place);
  const answer = sent(data, place, next, before);
  writing = answer.then(Boolean);
  writing.then(() => { writing = null; drawn = false; });
  return answer;
}

async function sent(data, place, next, before) {
  try {
    const answer = await ask(data);
    const said = await answer.json();
    if (answer.ok && next && follows(said, next, place)) find("#said").textContent = said.say;
    else {
      if (said.html !== undefined) swap(said.html, place);
      else if (before) back(before, place);
      if (answer.ok) tell(said.say || "", said.next || "");
      else complain(said.say);
    }
    document.dispatchEvent(new CustomEvent("answered", { detail: said }));
    return answer.ok ? said : null;
  } catch {
    if (before) back(before, place);
    complain(body.dataset.offline);
    return null;
  } finally {
    body.dataset.answered = Number(body.dataset.answered || 0) + 1; // tests wait for it
  }
}

export const ask = (data) => fetch(body.dataset.post, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...data, filters: filters() }),
});

/** Draws what follows; gives what stood there, with all that was typed in it. Nothing is called saved yet. */
function show(next, selector) {
  const before = [...find(selector).childNodes];
  find(selector).replaceChildren();
  swap(next.html, selector);
  tell(body.dataset.saving, next.next);
  drawn = true;
  return before;
}

function back(before, selector) {
  find(selector).replaceChildren(...before);
  find("#focus", find(selector))?.focus();
}

/** Is what was drawn what the server says follows? How far one is, is taken from its answer. */
function follows(said, next, selector) {
  if (said.segment !== next.segment) return false;
  const made = document.createElement("template");
  made.innerHTML = said.html;
  if (find(".store", made.content)?.dataset.seen !== find(".store", find(selector))?.dataset.seen) return false;
  find(".progress", find(selector))?.replaceWith(find(".progress", made.content));
  return true;
}

function filters() {
  const form = find("[data-filters]");
  return form ? Object.fromEntries(new FormData(form)) : {};
}

function swap(html, selector) {
  const place = find(selector);
  place.innerHTML = html;
  starters.forEach((start) => start(place));
  find("#focus", place)?.focus();
  if (selector === "#swap") window.scrollTo(0, 0);
}

/** A form that is sent as it stands; the button says what is to be done with it. */
export async function send(button) {
  const data = Object.fromEntries(new FormData(button.form));
  if (button.dataset.wait) tell(button.dataset.wait);
  const said = await post({ ...data, action: button.dataset.act });
  if (said) (find("#confirm") || find("#preview-title"))?.focus();
  return said;
}

// ---- what a view adds ---------------------------------------------------------------------------------------------

const starters = []; // called with the document, and with each piece of HTML that comes later
const handlers = {}; // by key; each gets the element that has the focus and may return false to pass
const clicks = []; // pairs of selector and function

export function onStart(start) {
  starters.push(start);
  start(document);
}

export function onKeys(more) {
  Object.assign(handlers, more);
}

export function onClick(selector, act) {
  clicks.unshift([selector, act]);
}

// ---- keys -----------------------------------------------------------------------------------------------------------

export function typing(element) {
  return element.matches("input:not([type=radio]):not([type=checkbox]), textarea:not(.turn-text), select");
}

function pressed(event) {
  const at = event.target;
  const view = event.altKey && event.key.match(/^[0-9]$/) && find(`[data-view-key="${event.key}"]`);
  if (view) {
    event.preventDefault();
    return view.click();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(at)) return leave(at);
  if (typing(at) || find("dialog[open]")) return;
  if (event.repeat && event.key.length === 1) return; // a key that is held down decides once
  if (localStorage.getItem("single-keys") === "off" && event.key.length === 1) return;
  if (event.key === "?") return find("#help")?.showModal();
  if (at.matches(".turn-text") && !"nud".includes(event.key)) return;
  const handler = handlers[event.key];
  if (handler && !(at.matches("input[type=radio]") && event.key.startsWith("Arrow")) && handler(at, event) !== false) {
    event.preventDefault();
    return;
  }
  const button = find(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  } else if (event.key === "/" && find("#q")) {
    event.preventDefault();
    find("#q").focus();
  }
}

let leaving = () => (find(".suggestion[aria-current]") || find("#focus") || find("#work")).focus();
const leave = (at) => leaving(at);

/** What Escape in a field does in this view. */
export function onLeave(act) {
  leaving = act;
}

document.addEventListener("keydown", pressed);
document.addEventListener("click", (event) => {
  for (const [selector, act] of clicks) {
    const found = event.target.closest(selector);
    if (found) return act(found, event);
  }
});
onClick("[data-copy]", async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  tell(button.dataset.copy);
});
onClick("[data-act]", (button, event) => {
  if (button.dataset.wait && !button.form) tell(button.dataset.wait);
  if (!button.form?.matches("[data-form]")) return post({ ...button.dataset, action: button.dataset.act });
  event.preventDefault();
  return send(button);
});

// ---- the list of keys -------------------------------------------------------------------------------------------------

find("#help-button")?.addEventListener("click", () => find("#help").showModal());
find("#help-close")?.addEventListener("click", () => find("#help").close());
const switchKeys = find("#single-keys");
if (switchKeys) {
  switchKeys.checked = localStorage.getItem("single-keys") !== "off";
  switchKeys.addEventListener("change", () => localStorage.setItem("single-keys", switchKeys.checked ? "on" : "off"));
}

onStart((within) => all(".fields textarea", within).forEach(fit));
export function fit(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

addEventListener("load", () => { body.dataset.ready = "true"; });
