// The packet: its header fields, and its octets. Who points at a field, or walks to
// it with the keyboard, sees its octets; who points at an octet sees its fields.
"use strict";
(() => {
  const { netlab } = globalThis;
  const { page, packets, label, el } = netlab;
  const box = document.getElementById("segment");
  const atOnce = 512; // octets that are shown before somebody asks for more

  let shown = ""; // what the panel shows, so that it is not built twice
  let rows = [], octets = [], fields = [];

  page.onStep((e) => draw(e, false));

  function draw(e, all) {
    const [packet, own] = netlab.packetOf(e);
    const key = [packet, own, all, netlab.lang()].join();
    if (key === shown) return;
    shown = key;
    box.dataset.packet = packet;
    if (!packet) {
      box.replaceChildren(el("p", { class: "none", text: label("nopacket") }));
      return;
    }
    const bytes = packets.bytes(packet);
    fields = packets.header(packet).map((f) => ({ ...f, from: f.at >> 3, to: (f.at + f.bits + 7) >> 3 }));
    rows = fields.map((f, i) => el("tr", { tabindex: i === 0 ? "0" : "-1", "data-field": f.name },
      el("th", { scope: "row", text: f.name }), el("td", { text: f.value })));
    // A table for each header: IP on the left, what it carries on the right.
    const tables = [...headers()].map(([name, list]) =>
      el("table", { class: "fields" }, el("caption", { text: name }), el("tbody", {}, ...list)));
    const view = el("div", { class: "headers", role: "group", "aria-label": label("fields") }, ...tables);
    view.addEventListener("mouseover", (m) => point(rowOf(m.target)));
    view.addEventListener("mouseleave", () => point(rows.indexOf(document.activeElement)));
    view.addEventListener("focusin", (f) => point(rowOf(f.target)));
    view.addEventListener("focusout", () => point(-1));
    view.addEventListener("keydown", walk);

    box.replaceChildren(
      el("p", { class: "which", text: label(own ? "packet" : "packetled", packet, bytes.length) }),
      view,
      hex(bytes, all ? bytes.length : atOnce),
      el("p", { class: "octet", role: "status" }));
    if (!all && bytes.length > atOnce) {
      box.append(el("button", { type: "button", text: label("more", bytes.length - atOnce), onclick: () => draw(e, true) }));
    }
  }

  // headers puts the rows together by the protocol that their fields begin with.
  function headers() {
    const all = new Map();
    fields.forEach((f, i) => {
      const name = f.name.split(".")[0];
      if (!all.has(name)) all.set(name, []);
      all.get(name).push(rows[i]);
    });
    return all;
  }

  const rowOf = (node) => rows.indexOf(node.closest("tr"));

  // walk moves among the fields with the arrow keys, as in a list: Escape leaves it.
  function walk(key) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[key.key];
    if (!move) return;
    key.preventDefault();
    key.stopPropagation();
    const at = rowOf(key.target), next = Math.max(0, Math.min(rows.length - 1, at + move));
    rows[at].tabIndex = -1;
    rows[next].tabIndex = 0;
    rows[next].focus();
  }

  // point marks a field and its octets; -1: none.
  function point(i) {
    mark(i < 0 ? [] : [fields[i]]);
  }

  function mark(list) {
    rows.forEach((tr, i) => tr.classList.toggle("at", list.includes(fields[i])));
    octets.forEach((spans, i) => {
      const on = list.some((f) => i >= f.from && i < f.to);
      for (const s of spans) s.classList.toggle("at", on);
    });
  }

  // hex writes octets as a table of hexadecimal numbers and of characters. It is one
  // stop for the keyboard; the arrow keys walk on the octets.
  function hex(bytes, most) {
    const n = Math.min(bytes.length, most);
    const line = box.clientWidth < 480 ? 8 : 16;
    octets = [];
    const lines = [];
    for (let from = 0; from < n; from += line) {
      const numbers = [], letters = [];
      for (let i = from; i < Math.min(n, from + line); i++) {
        const b = bytes[i];
        const number = el("span", { "data-i": i, text: b.toString(16).padStart(2, "0") });
        const letter = el("span", { "data-i": i, text: b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : "·" });
        octets.push([number, letter]);
        numbers.push(number);
        letters.push(letter);
      }
      lines.push(el("div", {}, el("span", { class: "offset", text: from.toString(16).padStart(4, "0") }),
        el("span", { class: "numbers" }, ...numbers), el("span", { class: "letters" }, ...letters)));
    }
    let at = -1;
    const view = el("div", { class: "hex", tabindex: "0", role: "group", "aria-label": label("octets", bytes.length), "data-line": line }, ...lines);
    const show = (i) => {
      at = i;
      const over = fields.filter((f) => i >= f.from && i < f.to);
      const least = Math.min(...over.map((f) => f.bits));
      mark(over.filter((f) => f.bits === least || f.bits <= 16));
      if (octets[i]) for (const s of octets[i]) s.classList.add("at");
      box.querySelector(".octet").textContent = label("octet", i, "0x" + bytes[i].toString(16).padStart(2, "0"), over.map((f) => f.name).join(", ") || "—");
    };
    view.addEventListener("mouseover", (m) => { if (m.target.dataset.i) show(+m.target.dataset.i); });
    view.addEventListener("mouseleave", () => { mark([]); at = -1; });
    view.addEventListener("focusout", () => { mark([]); at = -1; });
    view.addEventListener("keydown", (key) => {
      const move = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: line, ArrowUp: -line }[key.key];
      if (!move) return;
      key.preventDefault();
      key.stopPropagation();
      const next = at < 0 ? 0 : at + move;
      if (next >= 0 && next < n) show(next);
    });
    return view;
  }

  netlab.onLang(() => draw(page.event, false));
})();
