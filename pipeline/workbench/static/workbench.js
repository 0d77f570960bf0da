// The workbench in the browser: keys, saving without leaving the page, choosing codes by typing. No library.
// The server makes all HTML; this file moves focus, sends what was decided, and shows what comes back.

const body = document.body;
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const codes = JSON.parse(find("#codes")?.textContent || "[]");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// ---- telling ------------------------------------------------------------------------------------------------------

function tell(text, next = "") {
  find("#problem").textContent = "";
  find("#said").textContent = text;
  find("#next").textContent = next;
}

function complain(text) {
  find("#said").textContent = "";
  find("#problem").textContent = text;
}

// ---- deciding -----------------------------------------------------------------------------------------------------

let waiting = false; // one decision at a time, in the order of the keys

async function post(data) {
  if (waiting) return null;
  waiting = true;
  try {
    const answer = await fetch(body.dataset.post, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...data, filters: filters() }),
    });
    const said = await answer.json();
    if (said.html !== undefined) swap(said.html);
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

function swap(html) {
  const place = find("#swap");
  place.innerHTML = html;
  start(place);
  find("#focus", place)?.focus();
  window.scrollTo(0, 0);
}

function decide(action, more = {}) {
  const store = find(".store");
  return post({
    action, segment: store?.dataset.segment, seen: Number(store?.dataset.seen), stance: stance(),
    memo: find("#memo")?.value || "", ...more,
  });
}

function stance() {
  return find("input[name=stance]:checked")?.value || "neutral";
}

function setStance(value) {
  const field = find(`input[name=stance][value=${value}]`);
  if (field) field.checked = true;
}

// ---- suggestions: one is current ----------------------------------------------------------------------------------

function current() {
  return find(".suggestion[aria-current]");
}

function makeCurrent(item, focus = true) {
  all(".suggestion[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  if (!item) return;
  item.setAttribute("aria-current", "true");
  setStance(item.dataset.stance);
  if (focus) item.focus();
}

function move(step) {
  const items = all(".suggestion");
  if (!items.length) return;
  const at = items.indexOf(current());
  makeCurrent(items[(at + step + items.length) % items.length]);
}

function act(button) {
  const item = button.closest(".suggestion");
  if (item) makeCurrent(item, false);
  const code = button.dataset.code || item?.dataset.code;
  return decide(button.dataset.act, code ? { code, stance: stance() } : {});
}

// ---- choosing a code by typing (WAI-ARIA combobox) -----------------------------------------------------------------

function chooser(input) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  let shown = [];
  let at = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function highlight(index) {
    at = index;
    all("[role=option]", list).forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    const option = list.children[at];
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function open() {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    const rank = (code) => {
      const name = fold(`${code.id} ${code.label}`);
      if (words.every((word) => name.split(/[\s_]+/).some((part) => part.startsWith(word)))) return 0;
      if (words.every((word) => name.includes(word))) return 1;
      return words.every((word) => fold(`${name} ${code.words}`).includes(word)) ? 2 : 3;
    };
    shown = codes.map((code) => [rank(code), code]).filter(([r]) => r < 3).sort((a, b) => a[0] - b[0]).map(([, c]) => c);
    list.replaceChildren(...shown.map((code, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.className = `hue${code.hue}`;
      option.textContent = `${code.label} (${code.id})`;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(code); });
      return option;
    }));
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(!!shown.length));
    tell(shown.length ? body.dataset.match.replace("#", shown.length) : body.dataset.noMatch);
    if (shown.length) highlight(0);
  }

  function choose(code) {
    close();
    input.value = "";
    input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: code }));
  }

  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) open();
    else if (event.key === "ArrowDown") highlight(Math.min(at + 1, shown.length - 1));
    else if (event.key === "ArrowUp") highlight(Math.max(at - 1, 0));
    else if (event.key === "Enter" && !list.hidden) choose(shown[at]);
    else if (event.key === "Escape" && !list.hidden) { close(); event.stopPropagation(); }
    else {
      if (event.key === "Escape") input.value = "";
      return;
    }
    event.preventDefault();
  });
}

// ---- coding a stretch of a turn ------------------------------------------------------------------------------------

// The server counts code points; a text field counts UTF-16 units.
const points = (text, units) => [...text.slice(0, units)].length;
let selection = null;

function select(field) {
  const { value, selectionStart, selectionEnd } = field;
  const part = selectionEnd > selectionStart;
  selection = {
    segment: field.dataset.segment, seen: Number(field.dataset.seen),
    start: part ? points(value, selectionStart) : null, end: part ? points(value, selectionEnd) : null,
  };
  find("#picked").textContent = part ? value.slice(selectionStart, selectionEnd) : find("#picked").dataset.whole;
  find("#coding").hidden = false;
  field.closest(".turn").append(find("#coding"));
  find("#choose").focus();
}

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

// ---- candidates, adjudication, codebook ----------------------------------------------------------------------------

function card(element) {
  return element?.closest("[data-card]");
}

async function form(button) {
  const data = Object.fromEntries(new FormData(button.form));
  if (button.dataset.wait) tell(button.dataset.wait);
  const said = await post({ action: button.dataset.act, ...data });
  find("#preview-title")?.focus();
  return said;
}

// ---- keys -----------------------------------------------------------------------------------------------------------

const HANDLERS = {
  review: {
    a: () => current() && act(find("[data-act=accept]", current())),
    r: () => current() && act(find("[data-act=reject]", current())),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
  },
  codebook: {
    a: (at) => card(at) && post({ action: "adopt", topic: card(at).dataset.card }),
    m: (at) => card(at) && post({ action: "merge", topic: card(at).dataset.card }),
    x: (at) => card(at) && post({ action: "dismiss", topic: card(at).dataset.card }),
  },
  adjudicate: Object.fromEntries([..."123456789"].map((key) => [key, () => find(`[data-take="${key}"]`)?.click()])),
};

function typing(element) {
  return element.matches("input:not([type=radio]):not([type=checkbox]), textarea:not(.turn-text), select");
}

document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.altKey && /^[1-6]$/.test(event.key)) {
    event.preventDefault();
    find(`[data-view-key="${event.key}"]`)?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(at)) {
    (find("#coding:not([hidden])") ? leaveCoding : () => (current() || find("#focus") || find("#work")).focus())();
    return;
  }
  if (at.matches(".turn-text") && event.key === "Enter") {
    event.preventDefault();
    select(at);
    return;
  }
  if (typing(at) || find("dialog[open]")) return;
  if (localStorage.getItem("single-keys") === "off" && event.key.length === 1) return;
  if (event.key === "?") return find("#help")?.showModal();
  if (at.matches(".turn-text") && event.key !== "u") return;
  const handler = HANDLERS[body.dataset.view]?.[event.key];
  if (handler) {
    if (at.matches("input[type=radio]") && event.key.startsWith("Arrow")) return;
    event.preventDefault();
    handler(at);
    return;
  }
  const button = find(`[data-key="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  } else if (event.key === "c" && find("#choose") && !find("#coding")) {
    event.preventDefault();
    find("#choose").focus();
    find("#choose").scrollIntoView({ block: "center" });
  } else if (event.key === "m" && find("#memo")) {
    event.preventDefault();
    find("#memo").focus();
  } else if (event.key === "/" && find("#q")) {
    event.preventDefault();
    find("#q").focus();
  } else if (event.key === "s" && find("input[name=stance]")) {
    event.preventDefault();
    const fields = all("input[name=stance]");
    const next = fields[(fields.findIndex((one) => one.checked) + 1) % fields.length];
    next.checked = true;
    tell(next.parentElement.textContent.trim());
  }
});

function leaveCoding() {
  const field = find(".turn-text", find("#coding").closest(".turn"));
  find("#coding").hidden = true;
  find("#coding-home").append(find("#coding"));
  field.focus();
}

// A read-only field has no caret to move with the keys: so the turns can be entered, and refuse every change.
document.addEventListener("beforeinput", (event) => {
  if (event.target.matches(".turn-text")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#coding-cancel")) return leaveCoding();
  const remove = event.target.closest("[data-remove]");
  if (remove) {
    const { remove: segment, seen, code, start, end } = remove.dataset;
    const place = { start: start === "" ? null : Number(start), end: end === "" ? null : Number(end) };
    return post({ action: "remove", segment, seen: Number(seen), code, ...place });
  }
  const button = event.target.closest("[data-act], [data-take]");
  if (!button) return;
  if (button.form?.matches("[data-form]")) {
    event.preventDefault();
    form(button);
  } else if (card(button)) post({ action: button.dataset.act, topic: card(button).dataset.card });
  else if (button.dataset.take) decide("take", { reading: Number(button.dataset.take) });
  else act(button);
});

document.addEventListener("chosen", async (event) => {
  const code = event.detail.id;
  if (body.dataset.view !== "code") {
    decide("assign", { code });
    return;
  }
  const { segment } = selection;
  const said = await post({ action: "assign", code, stance: stance(), memo: find("#memo").value, ...selection });
  if (said) find(`.turn-text[data-segment="${CSS.escape(segment)}"]`)?.focus();
});

document.addEventListener("focusin", (event) => {
  const item = event.target.closest?.(".suggestion");
  if (item && item !== current()) makeCurrent(item, false);
});

// ---- start ----------------------------------------------------------------------------------------------------------

function start(within) {
  all(".choose", within).forEach(chooser);
  all(".turn-text, .fields textarea", within).forEach(fit);
  makeCurrent(find(".suggestion:not([data-decided])", within) || find(".suggestion", within), false);
}

start(document);
find("#help-button")?.addEventListener("click", () => find("#help").showModal());
find("#help-close")?.addEventListener("click", () => find("#help").close());
const switchKeys = find("#single-keys");
if (switchKeys) {
  switchKeys.checked = localStorage.getItem("single-keys") !== "off";
  switchKeys.addEventListener("change", () => localStorage.setItem("single-keys", switchKeys.checked ? "on" : "off"));
}
body.dataset.ready = "true";
