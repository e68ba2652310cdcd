// Makes pages nicer; every page works without it.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-print]");
    if (button) window.print();
    button = event.target.closest && event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  // Old phones know no clipboard: the text is chosen and copied as if by hand.
  function copy(button) {
    var field = document.getElementById(button.getAttribute("data-copy"));
    var said = function () { button.textContent = button.getAttribute("data-copied"); };
    field.select();
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(said, function () {});
    else if (document.execCommand("copy")) said();
  }
  // A second tap on a slow line sends nothing twice. (The server would take it as one anyway.)
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    form.setAttribute("aria-busy", "true");
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  });
  // Coming back by the back button: the form may be sent again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[aria-busy=true]").forEach(function (node) { node.removeAttribute("aria-busy"); });
  });
  document.addEventListener("DOMContentLoaded", function () {
    var errors = document.querySelector(".form-errors");
    if (errors) errors.focus();
  });
})();
