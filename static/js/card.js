// The square code carries the card's digits behind the #, which browsers send to nobody. They are put into the field and
// taken out of the address, so that they stay in no history. Without this script they are typed from the card.
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var field = document.querySelector("[data-code]"), digits = window.location.hash.slice(1).replace(/\D/g, "");
    if (!field || digits.length !== 10) return;
    if (!field.value) field.value = digits.slice(0, 3) + " " + digits.slice(3, 6) + " " + digits.slice(6);
    if (window.history.replaceState) window.history.replaceState(null, "", window.location.pathname);
  });
})();
