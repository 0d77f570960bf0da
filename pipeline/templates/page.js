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
