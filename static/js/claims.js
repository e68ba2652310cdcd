// The entry form, quicker: suggestions while typing, what is left of a cap at once, Enter goes on, Ctrl+Enter saves, and the
// text survives a closed page. Without this script the same form works by plain sending.
(function () {
  "use strict";
  var form = document.getElementById("entry");
  if (!form) return;

  // form.elements.item is a method of the collection, not our field.
  function control(name) { return form.elements.namedItem(name); }

  // ---------------------------------------------------------------------------------------------- suggestions
  function escape(text) {
    var node = document.createElement("span");
    node.textContent = text;
    return node.innerHTML;
  }

  function suggest(name, moveOn) {
    var input = control(name);
    if (!input || !window.accessibleAutocomplete) return;
    var place = document.createElement("div"), made, timer, asked = 0, enterWaits = false;
    function answer(mine, found, show) {
      if (mine !== asked) return;
      show(found);
      made.removeAttribute("data-waiting");
      if (!enterWaits) return;
      enterWaits = false;
      setTimeout(function () {
        made.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 13, bubbles: true, cancelable: true }));
      }, 30);
    }
    var described = input.getAttribute("aria-describedby"), invalid = input.getAttribute("aria-invalid");
    input.replaceWith(place);
    window.accessibleAutocomplete({
      element: place, id: input.id, name: name, defaultValue: input.value, minLength: 1, autoselect: true, confirmOnBlur: false,
      tNoResults: function () { return form.dataset.none; },
      tStatusNoResults: function () { return form.dataset.none; },
      tStatusResults: function (length) { return length + " " + form.dataset.found; },
      tStatusSelectedOption: function (option) { return option; },
      tStatusQueryTooShort: function () { return ""; },
      tAssistiveHint: function () { return ""; },
      source: function (query, show) {
        clearTimeout(timer);
        var mine = ++asked;
        made.setAttribute("data-waiting", "");
        timer = setTimeout(function () {
          var address = form.dataset.find + "?what=" + name + "&q=" + encodeURIComponent(query);
          if (form.elements.day) address += "&day=" + encodeURIComponent(form.elements.day.value);
          fetch(address, { headers: { Accept: "application/json" }, redirect: "manual" })
            .then(function (answer) {
              if (!answer.ok) { expired(); return { found: [] }; }
              return answer.json();
            })
            .then(function (data) { answer(mine, data.found, show); })
            .catch(function () { answer(mine, [], show); });
        }, 90);
      },
      templates: {
        inputValue: function (chosen) { return chosen ? chosen.value || chosen : ""; },
        suggestion: function (chosen) {
          if (typeof chosen === "string") return escape(chosen);
          return "<span>" + escape(chosen.value) + "</span><small>" + escape(chosen.detail) + "</small>";
        }
      },
      onConfirm: function (chosen) {
        if (!chosen) return;
        setTimeout(function () { closeQuick(name); look(); remember(); moveOn(); }, 0);
      }
    });
    made = document.getElementById(input.id);
    // Who types faster than the line: Enter waits for the list that belongs to what stands in the field.
    made.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || !made.hasAttribute("data-waiting")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      enterWaits = true;
    }, true);
    made.setAttribute("autocapitalize", "off");
    made.setAttribute("enterkeyhint", "next");
    if (described) made.setAttribute("aria-describedby", described);
    if (invalid) made.setAttribute("aria-invalid", invalid);
    made.addEventListener("change", look);
  }

  function closeQuick(name) {
    var quick = name === "item" && form.querySelector("details.quick");
    if (quick) quick.open = false;
  }

  // React-like components own their value: tell them as a person would.
  function setValue(input, value) {
    var proto = Object.getPrototypeOf(input);
    Object.getOwnPropertyDescriptor(proto, "value").set.call(input, value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function setChosen(name, value) {
    var input = control(name);
    setValue(input, value);
    // Close the list that the change opened: it was chosen elsewhere.
    setTimeout(function () { input.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", keyCode: 27, bubbles: true })); }, 200);
  }

  // --------------------------------------------------------------------------------------- what is left, at once
  var waiting;
  function look() {
    clearTimeout(waiting);
    waiting = setTimeout(function () { if (window.htmx) window.htmx.trigger(document.body, "look"); }, 120);
  }

  function expired() {
    var bar = document.getElementById("expired");
    if (bar || !form.dataset.expired) return;
    bar = document.createElement("div");
    bar.id = "expired";
    bar.className = "msg warning";
    bar.setAttribute("role", "alert");
    bar.appendChild(document.createElement("p")).textContent = form.dataset.expired;
    form.before(bar);
  }
  document.body.addEventListener("htmx:responseError", expired);
  document.body.addEventListener("htmx:afterOnLoad", function () {
    // A log-in page instead of the cards: htmx has followed a redirect.
    var card = document.getElementById("item-card");
    if (!card) return;
    // Points are asked where the rules give a range.
    var range = form.querySelector("[data-range-field]");
    if (range) range.hidden = !card.querySelector("[data-range]");
    form.dispatchEvent(new CustomEvent("looked"));
  });
  ["day", "quantity", "unit_points"].forEach(function (name) {
    if (control(name)) ["change", "input"].forEach(function (kind) { control(name).addEventListener(kind, look); });
  });

  // ------------------------------------------------------------------------------------------------- keys
  var order = ["household", "item", "unit_points", "quantity", "day", "slip_number", "photos", "note", "vouched_name"];
  if (form.elements.household) order = ["household", "item", "unit_points", "day", "quantity", "slip_number", "note", "vouched_name"];

  function goOn(name) {
    for (var i = order.indexOf(name) + 1; i < order.length; i++) {
      var next = control(order[i]);
      if (next && !next.closest("[hidden]")) {
        next.focus();
        if (next.select && next.type !== "date") next.select();
        return;
      }
    }
    saveButton().focus();
  }

  function saveButton() {
    return form.querySelector("[data-save]") || form.querySelector("button.main");
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(saveButton());
      return;
    }
    var target = event.target;
    if (!form.contains(target) || event.shiftKey || event.altKey) return;
    if (order.indexOf(target.name) < 0) return;
    // The list of suggestions takes Enter for itself while a line of it is chosen.
    if (event.defaultPrevented) return;
    event.preventDefault();
    look();
    goOn(target.name);
  });

  form.addEventListener("click", function (event) {
    var quick = event.target.closest("[data-item]");
    if (!quick) return;
    event.preventDefault();
    setChosen("item", quick.dataset.item);
    closeQuick("item");
    look();
    goOn("item");
  });

  form.addEventListener("change", function (event) {
    var name = event.target.name;
    if (name === "replaces") return look();
    if (name !== "household_pick" && name !== "item_pick") return;
    var value = event.target.value, field = name.replace("_pick", "");
    if (!value) return;
    setChosen(field, value);
    closeQuick(field);
    if (event.target.tagName === "SELECT") {
      event.target.value = "";
      event.target.closest("details").open = false;
    } else {
      event.target.closest(".candidates").remove();
    }
    look();
    goOn(field);
  });

  // ------------------------------------------------------------------------------------- a draft of one's own
  var key = "draft:" + form.dataset.draft;
  var texts = ["household", "item", "unit_points", "day", "quantity", "slip_number", "note", "vouched_name"];
  var store = null;
  try { store = window.sessionStorage; } catch (error) { /* blocked by the browser */ }

  function remember() {
    if (!store) return;
    var data = { id: form.elements.id.value };
    texts.forEach(function (name) { if (control(name)) data[name] = control(name).value; });
    if (!data.household && !data.item && !data.note) return;
    try { store.setItem(key, JSON.stringify(data)); } catch (error) { /* full */ }
  }

  function offerDraft() {
    var bar = document.getElementById("restore");
    if (!store || !bar) return;
    var data;
    try { data = JSON.parse(store.getItem(key) || "null"); } catch (error) { data = null; }
    if (!data) return;
    if (data.id === form.dataset.saved || data.id === form.elements.id.value) {
      if (data.id === form.dataset.saved) store.removeItem(key);
      return;
    }
    bar.hidden = false;
    bar.querySelector("[data-restore]").addEventListener("click", function () {
      form.elements.id.value = data.id;
      texts.forEach(function (name) {
        if (!control(name) || data[name] === undefined) return;
        if (name === "household" || name === "item") setChosen(name, data[name]);
        else control(name).value = data[name];
      });
      bar.hidden = true;
      look();
      control(form.elements.household ? "household" : "item").focus();
    });
    bar.querySelector("[data-forget]").addEventListener("click", function () {
      store.removeItem(key);
      bar.hidden = true;
    });
  }

  // Deferred scripts run in their order: the library is there, the page is read.
  start();
  function start() {
    suggest("household", function () { goOn("household"); });
    suggest("item", function () { goOn("item"); });
    offerDraft();
    form.addEventListener("input", remember);
    var first = form.dataset.focus && control(form.dataset.focus);
    if (first && !document.querySelector(".form-errors")) first.focus({ preventScroll: true });
  }
})();
