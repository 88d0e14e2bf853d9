// What the page knows, and where its reader stands. The data come from the run's
// events; this file turns them into questions that the panels ask: what is written
// here, what were this connection's variables then, which event comes next.
//
// Texts from a record are never made into HTML: el() sets them as text.
"use strict";
(() => {
  const { netlab } = globalThis;
  const data = JSON.parse(document.getElementById("data").textContent);
  const packets = netlabFilter.open(data.packets);
  const { conns, streams, hosts } = data;

  // Events, rungs and reasons come as lists (data.go says of what).
  const events = data.events = data.events.map(([n, t, k, h, p, c, s, q, o, r, x, a]) => ({ n, t, k, h, p, c, s, q, o, r, x, a }));
  const why = ([x, section]) => ({ x, s: section ? data.sections[section - 1] : "" });
  const rungs = data.rungs = data.rungs.map(([n, e, b, w]) => ({ n, e, b: b.map(why), w: w.map(why) }));

  // say is a text of the table, its numbers put in, in the page's language.
  function say(ref) {
    if (ref === null || ref === undefined) return "";
    const [place, ...numbers] = Array.isArray(ref) ? ref : [ref];
    return netlab.pair(data.texts[place]).replace(/[\x01-\x1f]/g, (c) => numbers[c.charCodeAt(0) - 1]);
  }

  // label is one of the page's own texts; %s, %d and %[2]s stand for its arguments.
  function label(key, ...args) {
    let next = 0;
    return netlab.pair(data.labels["page." + key]).replace(/%(?:\[(\d)\])?[sd]/g, (_, place) => {
      if (place) next = place - 1;
      return args[next++];
    });
  }

  // el makes an element. Properties that begin with "on" are listeners, "text" is its
  // text, all others attributes; null and false leave an attribute out.
  function el(tag, props, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "text") node.textContent = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((c) => c !== null && c !== undefined));
    return node;
  }

  const time = (ns) => ((ns || 0) / 1e9).toFixed(data.digits);

  // span writes a time that somebody set: "200 ms", "1.5 s" (words.Duration).
  function span(ns) {
    if (ns === 0) return "0 s";
    const [unit, name] = ns < 1e3 ? [1, "ns"] : ns < 1e6 ? [1e3, "µs"] : ns < 1e9 ? [1e6, "ms"] : [1e9, "s"];
    return +(ns / unit).toFixed(3) + " " + name;
  }

  const hostName = (id) => (id > 0 && hosts[id - 1] ? hosts[id - 1].name : "");

  // lastUpTo finds the last item whose first element is n or less.
  function lastUpTo(list, n) {
    let from = 0, to = list.length;
    while (from < to) {
      const mid = (from + to) >> 1;
      if (list[mid][0] <= n) from = mid + 1; else to = mid;
    }
    return from === 0 ? null : list[from - 1];
  }

  // stateAt is a connection's state after event n; "": none was told.
  function stateAt(conn, n) {
    const c = conns[conn - 1];
    const found = c && c.states ? lastUpTo(c.states, n) : null;
    return found ? found[1] : "";
  }

  // Variables come as changes; they are unrolled once, so that any moment is found.
  for (const c of conns) {
    if (!c.vars) continue;
    let values = [];
    c.moments = c.vars.map(([n, known, told, changed, ...news]) => {
      values = values.slice();
      let next = 0;
      data.vars.forEach((_, i) => { if (changed & (1 << i)) values[i] = news[next++]; });
      return [n, known, told, values];
    });
  }

  // varsAt are a connection's variables after event n: [{name, kind, value, relative,
  // known, told}, ...], in the order of data.vars.
  function varsAt(conn, n) {
    const c = conns[conn - 1];
    const [, known, told, values] = (c && c.moments && lastUpTo(c.moments, n)) || [0, 0, 0, []];
    const has = (set, i) => (set & (1 << i)) !== 0;
    return data.vars.map((v, i) => {
      const value = values[i];
      let relative = value;
      if (v.from && has(known, v.from - 1)) relative = (value - values[v.from - 1]) >>> 0; // modulo 2^32
      return { name: v.name, kind: v.kind, value, relative, known: has(known, i), told: has(told, i) };
    });
  }

  // ends are the connections that an event is about: both ends of its conversation,
  // or the one socket that it concerns.
  function ends(e) {
    const both = e.s ? streams[e.s - 1].conns.filter((c) => conns[c - 1]) : [];
    if (!conns[e.c - 1] || both.includes(e.c)) return both;
    return conns[e.c - 1].listen ? [e.c] : [...both, e.c];
  }

  // packetOf is the packet that an event is about, or that led to it: [number, whether
  // it is the event's own].
  function packetOf(e) {
    let own = true;
    for (let at = e; at; at = byN(at.o)) {
      if (at.q) return [at.q, own];
      own = false;
    }
    return [0, false];
  }

  const places = new Map(events.map((e, i) => [e.n, i]));
  const byN = (n) => (n ? events[places.get(n)] : undefined);

  // reasons are those of the rung that an event belongs to: of its beginning, of its
  // end, or, where the event is neither, of both.
  function reasons(e) {
    const r = e.r ? rungs[e.r - 1] : null;
    if (!r) return [];
    const begin = r.b, end = r.w;
    if (e.n === r.n || (e.k === "state" && e.o === r.n)) return begin;
    if (e.n === r.e || (r.e && e.k === "state" && e.o === r.e)) return end;
    return e.k === "verdict" || e.k === "drop" ? end.length && !r.e ? end : begin : [];
  }

  // The reader's place, and what is filtered out.
  const followers = [];
  const page = {
    place: 0, // index in events
    absolute: false,
    shown: events.map(() => true),
    get event() { return events[page.place]; },
    onStep(f) { followers.push(f); },

    // go takes the reader to an event, by its index.
    go(place) {
      page.place = Math.max(0, Math.min(events.length - 1, place));
      page.refresh();
    },
    goTo(n) { if (places.has(n)) page.go(places.get(n)); return places.has(n); },
    refresh() { for (const f of followers) f(page.event); },

    // step goes on in a direction to the next event that is shown and for which want
    // holds; it stays where there is none.
    step(direction, want = () => true) {
      for (let i = page.place + direction; i >= 0 && i < events.length; i += direction) {
        if (page.shown[i] && want(events[i])) return page.go(i);
      }
    },
    // end goes to the first or the last event that is shown.
    end(direction) {
      const from = direction < 0 ? 0 : events.length - 1;
      for (let i = from; i >= 0 && i < events.length; i -= direction) {
        if (page.shown[i]) return page.go(i);
      }
    },
  };

  Object.assign(netlab, { data, packets, page, say, label, el, time, span, hostName, lastUpTo, stateAt, varsAt, ends, packetOf, byN, reasons });
})();
