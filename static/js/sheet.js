// The sheet of slips, by keyboard alone: Tab and Enter move as in a spreadsheet, every line is checked and kept as it is
// left. Without this script the same page is a plain form of ten lines that checks when it is sent.
(function () {
  "use strict";
  var form = document.getElementById("sheet");
  if (!form) return;
  var body = form.querySelector("tbody"), spare = document.getElementById("spare"), find = window.sheetFind(form);
  var most = parseInt(form.dataset.most, 10), token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  function there(name) { return body.querySelector("[name=" + name + "]"); }
  var FIELDS = ["slip_number", "household", "item", "day", "quantity", "unit_points", "vouched_name", "note"].filter(there);
  var MADE = ["household", "item", "quantity", "unit_points", "note"].filter(there);

  function rows() { return Array.prototype.slice.call(body.rows); }
  function cell(row, name) { return row.querySelector("[name=" + name + "]"); }
  function text(row, name) { return cell(row, name).value.trim(); }
  function rowOf(node) { return node && node.closest ? node.closest("tr.line") : null; }
  function above(row) { return row.previousElementSibling; }
  function blank(row) { return MADE.every(function (name) { return !text(row, name); }); }

  // ------------------------------------------------------------------------------------------------------- lines
  // A key ordered by time, as the server makes them; crypto.randomUUID is missing on plain http and in old browsers.
  function newKey() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(16)), moment = Date.now();
    for (var i = 5; i >= 0; i--) { bytes[i] = moment % 256; moment = Math.floor(moment / 256); }
    bytes[6] = (bytes[6] & 15) | 112;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  function addRow() {
    if (body.rows.length >= most) return;
    var row = document.importNode(spare.content, true).querySelector("tr"), old = row.dataset.line, key = newKey();
    row.querySelectorAll("[id], [for], [aria-describedby], [value]").forEach(function (node) {
      ["id", "for", "aria-describedby", "value"].forEach(function (name) {
        var value = node.getAttribute(name);
        if (value && value.indexOf(old) >= 0) node.setAttribute(name, value.replace(old, key));
      });
    });
    row.dataset.line = key;
    row.querySelector(".no").textContent = body.rows.length + 1;
    body.appendChild(row);
    prepare(row);
  }

  function prepare(row) {
    find.ready(cell(row, "household"));
    find.ready(cell(row, "item"));
    if (!row.dataset.kept) row.dataset.kept = state(row);
  }

  function state(row) { return FIELDS.map(function (name) { return text(row, name); }).join("\u0001"); }

  // WJG-0412 -> WJG-0413
  function nextSlip(slip) {
    var found = /^(.*?)([0-9]+)$/.exec(slip);
    if (!found) return "";
    var number = String(parseInt(found[2], 10) + 1);
    while (number.length < found[2].length) number = "0" + number;
    return found[1] + number;
  }

  // Who enters an empty line finds the next slip, the day and the voucher of the line above there.
  function begin(row) {
    var upper = above(row);
    if (!upper || blank(upper) || !blank(row) || row.dataset.begun) return;
    row.dataset.begun = "1";
    if (!text(row, "slip_number")) cell(row, "slip_number").value = nextSlip(text(upper, "slip_number"));
    if (!text(row, "day")) cell(row, "day").value = text(upper, "day");
    if (!text(row, "vouched_name")) cell(row, "vouched_name").value = text(upper, "vouched_name");
  }

  // ------------------------------------------------------------------------------- checked and kept, one after the other
  var waiting = [], busy = false, timer;

  function keep(row) {
    clearTimeout(timer);
    if (state(row) === row.dataset.kept) return;
    if (waiting.indexOf(row) < 0) waiting.push(row);
    send();
  }

  function values(row) {
    var data = new URLSearchParams();
    data.append("csrfmiddlewaretoken", token);
    data.append("line", row.dataset.line);
    data.append("position", row.rowIndex);
    FIELDS.forEach(function (name) { data.append(name, text(row, name)); });
    // What is being typed is no mistake yet.
    if (rowOf(document.activeElement) === row) data.append("typing", document.activeElement.name);
    return data;
  }

  function send() {
    if (busy || !waiting.length) return;
    var row = waiting.shift(), sent = state(row);
    busy = true;
    fetch(form.dataset.line, { method: "POST", body: values(row), headers: { Accept: "application/json" }, redirect: "manual" })
      .then(function (answer) {
        if (answer.status === 401 || answer.status === 403) { say(form.dataset.expired); return null; }
        return answer.ok || answer.status === 409 ? answer.json() : Promise.reject(answer);
      })
      .then(function (data) {
        if (!data) return;
        row.dataset.kept = sent;
        if (data.error) { say(data.error); return; }
        write(row, data, sent);
        say("");
      })
      .catch(function () {
        say(form.dataset.offline);
        clearTimeout(timer);
        timer = setTimeout(function () { keep(row); }, 5000);
      })
      .then(function () { busy = false; send(); });
  }

  function write(row, data, sent) {
    if (state(row) !== sent) return; // somebody is typing there again: its turn comes
    ["household", "item", "day", "slip_number"].forEach(function (name) {
      if (data[name] && document.activeElement !== cell(row, name)) cell(row, name).value = data[name];
    });
    if (data.state !== "blank") row.dataset.kept = state(row);
    var typing = rowOf(document.activeElement) === row;
    row.className = "line " + (typing && data.state === "part" ? "blank" : data.state);
    row.dataset.points = data.points;
    row.querySelector(".words").innerHTML = data.html; // our own template, its values escaped
    FIELDS.forEach(function (name) {
      var wrong = (data.wrong || []).indexOf(name) >= 0 && !(typing && data.state === "part");
      cell(row, name).parentNode.classList.toggle("wrong", wrong);
      if (wrong) cell(row, name).setAttribute("aria-invalid", "true");
      else cell(row, name).removeAttribute("aria-invalid");
    });
    count();
  }

  function count() {
    var good = rows().filter(function (row) { return row.classList.contains("good"); });
    var bad = rows().filter(function (row) { return row.classList.contains("bad") || row.classList.contains("part"); }).length;
    var sum = good.reduce(function (total, row) { return total + parseInt(row.dataset.points, 10); }, 0);
    form.querySelector("[data-good]").textContent = good.length;
    form.querySelector("[data-sum]").textContent = (sum > 0 ? "+" : sum < 0 ? "−" : "") + Math.abs(sum);
    form.querySelector("[data-bad]").textContent = bad;
    form.querySelector("[data-trouble]").hidden = !bad;
  }

  function say(words) {
    var place = form.querySelector("[data-status]"), now = new Date();
    place.classList.toggle("err", !!words);
    place.textContent = words || "· " + form.dataset.kept + " " + now.getHours() + ":" + ("0" + now.getMinutes()).slice(-2);
  }

  // ---------------------------------------------------------------------------------------------------------- moving
  function go(input) {
    if (!input) return;
    input.focus();
    input.select();
  }

  function nextLine(row, back) {
    var other = back ? above(row) : row.nextElementSibling;
    if (!other && !back) { addRow(); other = row.nextElementSibling; }
    if (!other) { go(form.querySelector("[data-save]")); return; }
    begin(other);
    go(cell(other, startOf(other)));
  }

  // Where typing begins: the slip number comes by itself, or the village has none.
  function startOf(row) {
    var upper = above(row), without = upper && !blank(upper) && !text(upper, "slip_number");
    return text(row, "slip_number") || without ? "household" : "slip_number";
  }

  function sameColumn(input, by) {
    var row = by > 0 ? rowOf(input).nextElementSibling : above(rowOf(input));
    if (!row && by > 0) { addRow(); row = rowOf(input).nextElementSibling; }
    if (!row) return;
    begin(row);
    go(cell(row, input.name));
  }

  function ditto(input) {
    var upper = above(rowOf(input));
    if (upper && /^[=＝"〃]$/.test(input.value.trim())) input.value = cell(upper, input.name).value;
  }

  form.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229) return;
    var input = event.target, row = rowOf(input);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (row) find.take(input);
      form.requestSubmit(form.querySelector("[data-save]"));
    } else if (!row || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (event.key === "Tab") {
      if (!event.shiftKey) find.take(input);
    } else if (event.key === "Enter") {
      event.preventDefault();
      find.take(input);
      nextLine(row, event.shiftKey);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      var by = event.key === "ArrowDown" ? 1 : -1;
      if (!find.move(input, by)) sameColumn(input, by);
    } else if (event.key === "Escape") {
      find.close();
    }
  });

  form.addEventListener("input", function (event) {
    var row = rowOf(event.target), name = event.target.name;
    if (!row) return;
    if (name === "household" || name === "item") find.look(event.target, text(row, "day"));
    clearTimeout(timer);
    timer = setTimeout(function () { keep(row); }, 1500);
  });

  form.addEventListener("focusin", function (event) {
    var row = rowOf(event.target);
    if (!row) return;
    begin(row);
    if (!row.nextElementSibling) addRow();
  });

  form.addEventListener("focusout", function (event) {
    var row = rowOf(event.target);
    if (!row) return;
    ditto(event.target);
    find.close();
    if (rowOf(event.relatedTarget) !== row && row.classList.contains("blank") && !blank(row)) row.dataset.kept = "";
    // After the focus has gone over: a line being left is checked as a whole.
    setTimeout(function () { keep(row); }, 0);
  });
  form.addEventListener("change", function (event) { if (rowOf(event.target)) keep(rowOf(event.target)); });

  // From the list of what is wrong to the field, its text marked.
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest(".form-errors a");
    var input = link && document.getElementById(link.hash.slice(1));
    if (!input) return;
    event.preventDefault();
    go(input);
  });

  // A closed browser: what is not kept yet goes out with the page.
  window.addEventListener("pagehide", function () {
    rows().forEach(function (row) {
      if (state(row) === row.dataset.kept || form.getAttribute("aria-busy") === "true") return;
      fetch(form.dataset.line, { method: "POST", body: values(row), keepalive: true, redirect: "manual" });
    });
  });

  // On a phone a card for each line is long: one empty card at a time.
  if (window.matchMedia && window.matchMedia("(max-width: 64rem)").matches) {
    rows().filter(blank).slice(1).forEach(function (row) { row.remove(); });
  }
  rows().forEach(prepare);
  if (!document.querySelector(".form-errors")) {
    var first = rows().filter(blank)[0] || rows()[0];
    begin(first);
    go(cell(first, startOf(first)));
  }
})();
