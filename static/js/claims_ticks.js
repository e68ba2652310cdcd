// Lists with ticks: count and total while one ticks, all at once, whole groups.
(function () {
  "use strict";
  document.querySelectorAll("form[data-ticks]").forEach(function (form) {
    var boxes = function () { return Array.from(form.querySelectorAll("input[name=claims], input[name=households]")); };

    function perHousehold() {
      var card = form.querySelector("#item-card [data-worth]");
      var value = card ? parseInt(card.dataset.worth, 10) : 0;
      var chosen = card && "range" in card.dataset && form.elements.unit_points;
      if (chosen) value = (value < 0 ? -1 : 1) * Math.abs(parseInt(chosen.value, 10) || 0);
      var quantity = parseInt(form.elements.quantity ? form.elements.quantity.value : "1", 10);
      return (value || 0) * (quantity || 0);
    }

    function signed(number) {
      return number > 0 ? "+" + number : number < 0 ? "−" + -number : "0";
    }

    function count() {
      var ticked = boxes().filter(function (box) { return box.checked; });
      var sum = ticked.reduce(function (total, box) {
        return total + (box.dataset.points ? parseInt(box.dataset.points, 10) : 0);
      }, 0);
      if (form.elements.quantity) sum = ticked.length * perHousehold();
      form.querySelectorAll("[data-count]").forEach(function (node) { node.textContent = ticked.length; });
      form.querySelectorAll("[data-sum]").forEach(function (node) { node.textContent = signed(sum); });
      var all = form.querySelector("[data-all]");
      if (all) all.checked = boxes().every(function (box) { return box.checked || !box.closest("section") || box.closest("#returned"); });
      form.querySelectorAll("details.group").forEach(function (group) {
        var own = Array.from(group.querySelectorAll("input[name=households]"));
        var on = own.filter(function (box) { return box.checked; }).length;
        group.querySelector("[data-group-count]").textContent = on + " / " + own.length;
        group.querySelector("input[name=whole_groups]").checked = on === own.length;
      });
    }

    form.addEventListener("change", function (event) {
      var box = event.target;
      if (box.matches("[data-all]")) {
        boxes().forEach(function (each) { if (!each.closest("#returned")) each.checked = box.checked; });
      }
      if (box.name === "whole_groups") {
        box.closest("details").querySelectorAll("input[name=households]").forEach(function (each) { each.checked = box.checked; });
      }
      count();
    });
    // A tick is told twice, as input and as change: the group's own tick must be taken up before it is counted.
    form.addEventListener("input", function (event) { if (event.target.type !== "checkbox") count(); });
    document.body.addEventListener("htmx:oobAfterSwap", count);
    window.addEventListener("pageshow", count);
    count();
  });
})();
