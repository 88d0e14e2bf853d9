// Both ends of the connection: their variables before and after the event, their
// states in RFC 9293's diagram, and the cursor in the plots.
"use strict";
(() => {
  const { netlab } = globalThis;
  const { data, page, label, el } = netlab;
  const NS = "http://www.w3.org/2000/svg";
  const box = document.getElementById("ends");
  const diagram = document.querySelector("#panel-diagram svg");
  // Two hosts are told apart by the shape before their names, wherever they stand.
  const shapes = ["▲", "■", "◆", "●"];
  const shapeOf = (host) => shapes[Math.max(0, data.columns.indexOf(host)) % shapes.length];

  page.onStep((e) => {
    const ends = netlab.ends(e);
    box.replaceChildren(...(ends.length ? ends.map((c) => end(c, e)) : [el("p", { class: "none", text: label("noconn") })]));
    light(ends, e);
    plots(e);
  });

  // shown writes a variable's value.
  function shown(v) {
    if (!v.known) return "—";
    if (v.kind === "span") return v.value === 0 && v.name === "SRTT" ? "—" : netlab.span(v.value);
    if (v.name === "ssthresh" && v.value === 0) return "∞";
    return String(v.kind === "number" && !page.absolute && v.name !== "ISS" && v.name !== "IRS" ? v.relative : v.value);
  }

  // settled is the last event in which e shows in a connection's state: the change that
  // it brought about at once, or e itself.
  function settled(conn, e) {
    let n = e.n;
    for (const [m, , cause, t] of moves[conn - 1]) if (cause === e.n && t === e.t) n = m;
    return n;
  }

  // end is the table of one connection.
  function end(conn, e) {
    const c = data.conns[conn - 1];
    const was = netlab.varsAt(conn, e.n - 1), is = netlab.varsAt(conn, e.n);
    const before = netlab.stateAt(conn, e.n - 1), after = netlab.stateAt(conn, settled(conn, e));
    const line = (name, a, b, props, derived) => {
      const changed = a !== b;
      return el("tr", { class: changed ? "changed" : null, ...props },
        el("th", { scope: "row", text: name }), el("td", { text: a }),
        el("td", {}, changed ? el("span", { class: "mark", "aria-label": label("changed"), role: "img", text: "▸" }) : null,
          changed ? " " : null, el("span", { text: b }), derived ? el("abbr", { class: "derived", title: label("derived"), text: " ~" }) : null));
    };
    const rows = [line(label("state"), before || "—", after || "—", { "data-var": "state", "data-before": before, "data-after": after })];
    is.forEach((v, i) => {
      if (!c.moments) return; // a listener, a UDP socket: they have none
      rows.push(line(v.name, shown(was[i]), shown(v),
        { "data-var": v.name, "data-before": was[i].known ? was[i].value : "", "data-after": v.known ? v.value : "" }, v.known && !v.told));
    });
    return el("table", { class: "tcb", "data-conn": conn, "data-host": c.host },
      el("caption", { text: shapeOf(c.host) + " " + netlab.hostName(c.host) + " " }, el("code", { text: c.name })),
      el("thead", {}, el("tr", {}, el("td"), el("th", { scope: "col", text: label("before") }), el("th", { scope: "col", text: label("after") }))),
      el("tbody", {}, ...rows));
  }

  const moves = data.conns.map(() => []); // by connection: [n, "FROM>TO", cause, nanoseconds]
  for (const e of data.events) if (e.a && moves[e.c - 1]) moves[e.c - 1].push([e.n, e.a, e.o, e.t]);

  // light shows in the diagram where both ends are, and the arrow that was just taken.
  let lit = [];
  function light(ends, e) {
    for (const node of lit) node.classList.remove("on", "taken", "came");
    for (const node of diagram.querySelectorAll(".host-tag")) node.remove();
    lit = [];
    const set = (id, name) => {
      const node = diagram.querySelector("#" + CSS.escape(id));
      if (node) { node.classList.add(name); lit.push(node); }
      return node;
    };
    const said = [];
    const rooms = new Map(); // by state: how far the lines of tags above and below its box are taken
    for (const conn of ends) {
      const c = data.conns[conn - 1], n = settled(conn, e), state = netlab.stateAt(conn, n);
      if (!state) continue;
      const name = netlab.hostName(c.host);
      said.push(name + " " + state);
      const node = set("st-" + state, "on");
      if (!node) continue;
      if (!rooms.has(state)) rooms.set(state, { above: 0, below: 0 });
      const move = netlab.lastUpTo(moves[conn - 1], n);
      const from = move ? move[1].split(">")[0] : "";
      if (from) set(`ar-${from}-${state}`, "came");
      if (n > e.n) set("ar-" + move[1].replace(">", "-"), "taken");
      // CLOSED stands twice in the figure: below for a connection that was.
      const boxes = node.querySelectorAll("rect");
      tag(boxes[from && from !== "LISTEN" && from !== "SYN-SENT" ? boxes.length - 1 : 0], shapeOf(c.host) + " " + name, rooms.get(state));
    }
    if (e.a) set("ar-" + e.a.replace(">", "-"), "taken");
    document.getElementById("diagram-says").textContent = said.join(netlab.pair([", ", "，"])) || label("noconn");
  }

  // tag writes a host's name at a state's box: from its left edge on above it, and, where
  // that is full, below it. room is how far the line above is taken.
  function tag(box, text, room) {
    const rect = box.getBBox(), h = 15;
    const short = text.length > 20 ? text.slice(0, 19) + "…" : text;
    const w = short.length * 6.7 + 10;
    const above = room.above + w <= rect.width + 24 || room.above === 0;
    const line = above ? "above" : "below";
    const x = rect.x + room[line], y = above ? rect.y - h + 3 : rect.y + rect.height - 3;
    room[line] += w + 3;
    const g = document.createElementNS(NS, "g");
    g.setAttribute("class", "host-tag");
    const back = document.createElementNS(NS, "rect");
    for (const [k, v] of Object.entries({ x, y, width: w, height: h, rx: 3 })) back.setAttribute(k, v);
    const words = document.createElementNS(NS, "text");
    words.setAttribute("x", x + 5);
    words.setAttribute("y", y + 11.5);
    words.textContent = short;
    g.append(back, words);
    diagram.append(g);
  }

  // plots shows the plots of the event's conversation, or all where it has none, with
  // a line at the event's time.
  const drawn = [...document.querySelectorAll("#panel-plots svg")].map((svg, i) => {
    const line = document.createElementNS(NS, "path");
    line.setAttribute("class", "cursor");
    svg.append(line);
    return { svg, line, scale: data.plots[i] };
  });
  function plots(e) {
    const some = drawn.some(({ scale }) => scale[6] === e.s);
    for (const { svg, line, scale } of drawn) {
      const [x0, x1, t0, t1, top, bottom, stream] = scale;
      svg.classList.toggle("away", some && stream !== e.s);
      const part = Math.max(0, Math.min(1, (e.t - t0) / (t1 - t0)));
      line.setAttribute("d", `M${(x0 + part * (x1 - x0)).toFixed(1)} ${top}V${bottom}`);
    }
  }

  netlab.shapeOf = shapeOf;
})();
