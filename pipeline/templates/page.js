// After a number or quotation was followed to its evidence, a button leads back to where the reader was.
(function () {
  var from = null;
  var button = document.createElement("button");
  button.className = "back";
  button.type = "button";
  button.hidden = true;
  button.textContent = document.documentElement.lang.slice(0, 2) === "fr" ? "Retour au texte" : "Back to the text";
  document.body.appendChild(button);
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.ev");
    if (!link) { return; }
    from = link;
    button.hidden = false;
  });
  button.addEventListener("click", function () {
    button.hidden = true;
    if (from) { from.scrollIntoView({ block: "center" }); from.focus({ preventScroll: true }); }
  });
})();

// A mark of a figure shows its values where it is pointed at or focused; a click elsewhere or Escape takes them away.
(function () {
  var tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true"); // a reader of screens has the mark's own label
  document.body.appendChild(tip);
  function show(event) {
    var mark = event.target.closest && event.target.closest("[data-tip]");
    tip.hidden = !mark;
    if (!mark) { return; }
    tip.textContent = mark.getAttribute("data-tip");
    var box = mark.getBoundingClientRect();
    var left = Math.min(box.left + box.width / 2, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = Math.max(8, left) + window.scrollX + "px";
    tip.style.top = box.bottom + window.scrollY + 8 + "px";
  }
  document.querySelectorAll("figure [data-tip] > title").forEach(function (title) { title.remove(); }); // not both
  ["pointerover", "focusin", "click"].forEach(function (kind) { document.addEventListener(kind, show); });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { tip.hidden = true; } });
})();
