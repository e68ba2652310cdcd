// Suggestions under a cell of the sheet: households by number, name or initials, items by number or words. What names
// one beyond doubt is taken with Tab or Enter; among several one chooses with the arrows. window.sheetFind(form)
// gives sheet.js what it needs. Without this script the words are understood by the server when the sheet is sent.
window.sheetFind = function (form) {
  "use strict";
  var list = document.createElement("ul"), cell = null, found = [], current = -1, asked = 0, timer;
  list.id = "found";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  form.appendChild(list);

  function ready(input) {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", "found");
    input.setAttribute("aria-expanded", "false");
  }

  function close() {
    clearTimeout(timer);
    asked++;
    list.hidden = true;
    list.textContent = "";
    found = [];
    current = -1;
    if (cell) {
      cell.setAttribute("aria-expanded", "false");
      cell.removeAttribute("aria-activedescendant");
    }
    cell = null;
  }

  function mark(index) {
    current = index;
    Array.prototype.forEach.call(list.children, function (option, number) {
      option.setAttribute("aria-selected", number === index ? "true" : "false");
    });
    if (index < 0) cell.removeAttribute("aria-activedescendant");
    else cell.setAttribute("aria-activedescendant", "found-" + index);
  }

  function show(input, rows, sure) {
    found = rows;
    cell = input;
    list.textContent = "";
    list.setAttribute("aria-label", input.labels[0].textContent);
    rows.forEach(function (row, number) {
      var option = document.createElement("li"), detail = document.createElement("small");
      option.id = "found-" + number;
      option.setAttribute("role", "option");
      option.textContent = row.value + " ";
      detail.textContent = row.detail;
      option.appendChild(detail);
      list.appendChild(option);
    });
    if (!rows.length) {
      close();
      return;
    }
    input.parentNode.appendChild(list);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(sure ? 0 : -1);
  }

  function look(input, day) {
    clearTimeout(timer);
    var mine = ++asked, text = input.value.trim();
    if (!text || text === "=") {
      close();
      return;
    }
    timer = setTimeout(function () {
      var address = form.dataset.find + "?what=" + input.name + "&q=" + encodeURIComponent(text) + "&day=" + encodeURIComponent(day);
      fetch(address, { headers: { Accept: "application/json" }, redirect: "manual" })
        .then(function (answer) { return answer.ok ? answer.json() : { found: [] }; })
        .then(function (data) {
          if (mine === asked && document.activeElement === input) show(input, data.found, data.sure);
        })
        .catch(function () { /* the server understands the words later */ });
    }, 70);
  }

  // What is marked, if the list belongs to this cell: true when it was taken over.
  function take(input) {
    if (list.hidden || cell !== input || current < 0) return false;
    input.value = found[current].value;
    return true;
  }

  function move(input, by) {
    if (list.hidden || cell !== input) return false;
    mark((current + by + found.length + (current < 0 && by < 0 ? 1 : 0)) % found.length);
    return true;
  }

  // With a finger or a mouse: before the cell loses the focus.
  list.addEventListener("mousedown", function (event) {
    var option = event.target.closest("li");
    if (!option) return;
    event.preventDefault();
    current = Array.prototype.indexOf.call(list.children, option);
    var input = cell;
    take(input);
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  return { ready: ready, look: look, take: take, move: move, close: close };
};
