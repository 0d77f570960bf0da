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

let waiting = false; // one decision at a time, in the order of the keys

export async function post(data, place = "#swap") {
  if (waiting) return null;
  waiting = true;
  try {
    const answer = await fetch(body.dataset.post, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...data, filters: filters() }),
    });
    const said = await answer.json();
    if (said.html !== undefined) swap(said.html, place);
    document.dispatchEvent(new CustomEvent("answered", { detail: said }));
    if (answer.ok) tell(said.say || "", said.next || "");
    else complain(said.say);
    return answer.ok ? said : null;
  } catch {
    complain(body.dataset.offline);
    return null;
  } finally {
    waiting = false;
    body.dataset.answered = Number(body.dataset.answered || 0) + 1; // tests wait for it
  }
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
