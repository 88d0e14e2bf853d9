// The ladder: the line at the current event, how it comes into sight, what is dimmed,
// linear time, and the pieces in which it is printed. The drawing itself comes from
// netlab (package svg).
"use strict";
(() => {
  const { netlab } = globalThis;
  const { data, page, label } = netlab;
  const box = document.getElementById("ladder");
  const svg = box.querySelector("svg");
  const NS = "http://www.w3.org/2000/svg";
  const drawn = data.rungs.map(() => []); // by rung: the groups in which it is drawn
  const { width, height, linHeight, columns, marks } = data.ladder; // marks, by rung: [from, to, the same in linear time]
  let linear = false;
  const bottom = () => (linear ? linHeight : height);

  for (const g of svg.querySelectorAll("[data-r]")) drawn[g.dataset.r].push(g);

  svg.style.setProperty("--whole", width + "px");

  const cursor = document.createElementNS(NS, "path");
  cursor.setAttribute("class", "cursor");
  svg.append(cursor);

  // heightOf is where an event lies: at its rung's beginning, at its end, or between
  // the two (the desk); null: nowhere.
  function heightOf(e) {
    const m = e.r ? marks[e.r - 1] : null;
    if (m) {
      const r = data.rungs[e.r - 1];
      const from = m[linear ? 2 : 0], to = m[linear ? 3 : 1];
      if (e.n === r.n || (e.k === "state" && e.o === r.n)) return from;
      if (e.n === r.e || (r.e && e.o === r.e) || !r.e) return to; // it arrived, or there it was lost
      return (from + to) / 2;
    }
    if (e.k === "run") return 0;
    return e.k === "end" || e.k === "expect" ? bottom() - 2 : null;
  }

  // acrossOf is where an event lies from left to right: at its host's lifeline, or, at
  // the desk and where a packet is lost, half-way to the next host's; undefined: nowhere.
  function acrossOf(e) {
    const at = (host) => columns[data.columns.indexOf(host)];
    return e.k === "verdict" || e.k === "drop" ? (at(e.h) + at(e.p || e.h)) / 2 : at(e.h);
  }

  let current = [];
  page.onStep((e) => {
    for (const g of current) g.classList.remove("current");
    current = e.r ? drawn[e.r - 1] : [];
    for (const g of current) g.classList.add("current");
    let y = heightOf(e);
    for (let c = e; y === null && c; c = netlab.byN(c.o)) y = heightOf(c);
    if (y === null) y = 0;
    cursor.setAttribute("d", `M0 ${y}H${width}M0 ${y - 4}L6 ${y}L0 ${y + 4}Z`);
    reveal(y, acrossOf(e));
  });

  // reveal scrolls the ladder, and nothing else, until a place is in sight: across, on a
  // window that is narrower than the ladder, with what stands beside it.
  function reveal(y, x) {
    const scale = svg.clientHeight / bottom();
    const nearer = (at, from, room, margin) => Math.min(Math.max(from, at - room + margin), at - margin);
    box.scrollTop = nearer(y * scale, box.scrollTop, box.clientHeight, Math.min(60, box.clientHeight / 4));
    if (x >= 0) box.scrollLeft = nearer(x * scale, box.scrollLeft, box.clientWidth, box.clientWidth * 0.4);
  }

  svg.addEventListener("click", (click) => {
    const g = click.target.closest("[data-r]");
    if (!g) return;
    const r = data.rungs[+g.dataset.r], m = marks[g.dataset.r];
    const rect = svg.getBoundingClientRect();
    const y = ((click.clientY - rect.top) / rect.height) * bottom();
    const nearEnd = m && r.e && Math.abs(y - m[linear ? 3 : 1]) < Math.abs(y - m[linear ? 2 : 0]);
    page.goTo(nearEnd ? r.e : r.n);
  });

  // dim greys the rungs of which no event is shown.
  function dim() {
    const lit = new Set();
    data.events.forEach((e, i) => { if (e.r && page.shown[i]) lit.add(e.r - 1); });
    drawn.forEach((groups, r) => { for (const g of groups) g.classList.toggle("dim", !lit.has(r)); });
  }

  const scale = document.getElementById("scale");
  scale.addEventListener("click", () => {
    linear = !linear;
    scale.setAttribute("aria-pressed", linear);
    relay(svg, data.ladder, linear);
    page.refresh();
  });

  // For print, the ladder is shown in as many pieces as there are pages: each looks at
  // the same drawing through a window of its own, cut between two rows.
  const pieces = document.getElementById("pieces");
  addEventListener("beforeprint", () => {
    pieces.replaceChildren();
    const all = bottom();
    const room = width * 1.25; // a page is about that much higher than it is wide, with its margins
    const rows = [...new Set(marks.map((m) => m[linear ? 2 : 0]))].sort((a, b) => a - b);
    for (let from = 0; from < all;) {
      let to = from + room >= all ? all : from + room;
      if (to < all) {
        const cut = rows.filter((y) => y > from + room / 2 && y <= to).pop();
        if (cut) to = cut - 9;
      }
      const view = document.createElementNS(NS, "svg");
      view.setAttribute("viewBox", `0 ${from} ${width} ${to - from}`);
      view.setAttribute("class", svg.getAttribute("class") || "");
      const use = document.createElementNS(NS, "use");
      use.setAttribute("href", "#" + svg.id);
      view.append(use);
      pieces.append(view);
      from = to;
    }
  });
  addEventListener("afterprint", () => pieces.replaceChildren());

  netlab.onLang(() => { scale.title = label("scale"); });
  Object.assign(netlab, { dim });
})();
