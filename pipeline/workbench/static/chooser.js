// Choosing a code by typing (WAI-ARIA combobox): says `chosen` with the code.

import { all, body, find, onKeys, onStart, tell } from "./page.js";

let codes = JSON.parse(find("#codes")?.textContent || "[]");
export const addCodes = (now) => { codes = now; };
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function rank(code, words) {
  const name = fold(`${code.id} ${code.label}`);
  if (fold(code.label).startsWith(words.join(" ")) || fold(code.id).startsWith(words.join(" "))) return -1;
  if (words.every((word) => name.split(/[\s_]+/).some((part) => part.startsWith(word)))) return 0;
  if (words.every((word) => name.includes(word))) return 1;
  return words.every((word) => fold(`${name} ${code.words}`).includes(word)) ? 2 : 3;
}

function matching(typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  return codes.map((code) => [rank(code, words), code]).filter(([r]) => r < 3).sort((a, b) => a[0] - b[0]).map(([, c]) => c);
}

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
    shown = matching(input.value);
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

onStart((within) => all(".choose", within).forEach(chooser));
onKeys({
  c: () => {
    const input = find("#choose");
    if (!input || input.closest("[hidden]")) return false;
    input.focus();
    input.scrollIntoView({ block: "center" });
  },
});
