// Code: a stretch of a turn gets a code; with keys in the turn's field, or with the mouse.

import "./sound.js";
import { addCodes } from "./chooser.js";
import { stance } from "./deciding.js";
import { all, find, fit, onClick, onKeys, onLeave, onStart, post } from "./page.js";

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

function leaveCoding() {
  const field = find("textarea.turn-text", find("#coding").closest(".turn") || document);
  find("#coding").hidden = true;
  find("#coding-home").append(find("#coding"));
  field?.focus();
}

const number = (text) => (text === "" ? null : Number(text));

onStart((within) => all("textarea.turn-text", within).forEach(fit));
onLeave(() => (find("#coding:not([hidden])") ? leaveCoding() : find("#work").focus()));
onClick("#coding-cancel", leaveCoding);
onClick("[data-remove]", (button) => {
  const { remove: segment, seen, code, start, end } = button.dataset;
  return post({ action: "remove", segment, seen: Number(seen), code, start: number(start), end: number(end) });
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches(".turn-text") || event.key !== "Enter") return;
  event.preventDefault();
  select(event.target);
});

// With the mouse: words that are selected can be given a code at once.
document.addEventListener("mouseup", (event) => {
  const field = event.target;
  if (field.matches?.("textarea.turn-text") && field.selectionEnd > field.selectionStart) select(field);
});

/** Nothing to code in a turn, or all of it is coded; then the next turn. */
async function through(decision, { segment, seen }) {
  const said = await post({ action: decision, segment, seen: Number(seen), memo: find("#memo").value });
  if (!said) return;
  const fields = all("textarea.turn-text");
  const at = fields.findIndex((field) => field.dataset.segment === segment);
  (fields[at + 1] || fields[at])?.focus();
}
onClick("[data-through]", (button) => through(button.dataset.through, selection));

/** A new code whose label is the words themselves, under the theme of the last code given, and given to them. */
async function inVivo() {
  const { segment } = selection;
  const memo = find("#memo").value;
  const said = await post({ action: "in-vivo", stance: stance(), memo, ...selection });
  if (said?.codes) addCodes(said.codes);
  if (said) find(`textarea.turn-text[data-segment="${CSS.escape(segment)}"]`)?.focus();
}
onClick("#in-vivo", inVivo);
const inTurn = (decision) => (at) => (at.matches(".turn-text") ? void through(decision, at.dataset) : false);
onKeys({
  v: () => (find("#coding:not([hidden])") ? void inVivo() : false),
  n: inTurn("none"), d: inTurn("done"),
});

// A read-only field has no caret to move with the keys: so the turns can be entered, and refuse every change.
document.addEventListener("beforeinput", (event) => {
  if (event.target.matches(".turn-text")) event.preventDefault();
});

document.addEventListener("chosen", async (event) => {
  const { segment } = selection;
  const memo = find("#memo").value;
  const said = await post({ action: "assign", code: event.detail.id, stance: stance(), memo, ...selection });
  if (said) find(`textarea.turn-text[data-segment="${CSS.escape(segment)}"]`)?.focus();
});
