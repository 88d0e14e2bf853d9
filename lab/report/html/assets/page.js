// The event at the cursor in words, the keys, the place in the address, print.
"use strict";
(() => {
  const { netlab } = globalThis;
  const { data, page, label, el, say, time } = netlab;
  const byId = (id) => document.getElementById(id);
  const now = byId("now");
  const help = byId("keys");

  // The section of a reason, behind its sentence: a full stop of Chinese has its blank in it.
  const sectionOf = (w) => netlab.pair([" ", ""]) + "[" + w.s + "]";

  page.onStep((e) => {
    byId("now-where").textContent = label("where", page.place + 1, data.events.length);
    byId("now-head").textContent = [time(e.t) + " s", netlab.hostName(e.h), label("kind." + e.k)].filter(Boolean).join(" · ");
    byId("now-text").textContent = say(e.x);
    byId("now-why").replaceChildren(...netlab.reasons(e).map((w) =>
      el("li", { text: say(w.x) }, w.s ? el("span", { class: "section", text: sectionOf(w) }) : null)));
    now.dataset.n = e.n;
    now.dataset.kind = e.k;
    const cause = byId("now-cause");
    cause.hidden = !e.o;
    if (e.o) {
      cause.href = "#e" + e.o;
      cause.textContent = label("cause", e.o);
    }
    clearTimeout(soon);
    soon = setTimeout(() => settle(e), 150);
  });

  // settle tells screen readers, once stepping has paused, where the reader is: nobody
  // wants to hear each of twenty events that were passed. The address waits for it too:
  // browsers refuse to change it as fast as a key repeats.
  let soon = 0;
  function settle(e) {
    clearTimeout(soon);
    const [colon, comma] = netlab.pair([[": ", ", "], ["：", "，"]]);
    byId("live").textContent = label("where", page.place + 1, data.events.length) + colon + time(e.t) + " s" + comma + say(e.x);
    const hash = "#e" + e.n;
    if (location.hash !== hash) {
      try { history.replaceState(null, "", hash); } catch { /* some browsers refuse it for files */ }
    }
  }

  const isSend = (e) => e.k === "send" || (e.k === "verdict" && e.r && data.rungs[e.r - 1].n === e.n);
  const actions = {
    next: () => page.step(1),
    previous: () => page.step(-1),
    first: () => page.end(-1),
    last: () => page.end(1),
    nextPacket: () => page.step(1, isSend),
    previousPacket: () => page.step(-1, isSend),
    nextState: () => page.step(1, (e) => e.k === "state"),
    previousState: () => page.step(-1, (e) => e.k === "state"),
    filter: () => { byId("choose").open = true; byId("filter").focus(); },
    scale: () => byId("scale").click(),
    absolute: () => byId("absolute").click(),
    keys: () => (help.open ? help.close() : help.showModal()),
  };
  const keys = {
    ArrowDown: "next", ArrowRight: "next", j: "next", ArrowUp: "previous", ArrowLeft: "previous", k: "previous",
    Home: "first", End: "last", PageDown: "nextPacket", PageUp: "previousPacket", n: "nextState", p: "previousState",
    "/": "filter", t: "scale", S: "absolute", "?": "keys",
  };
  addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.altKey || key.metaKey || key.target.closest("input, select, textarea")) return;
    if (key.key === "Escape" && document.activeElement && document.activeElement !== document.body) return void document.activeElement.blur();
    const action = keys[key.key];
    if (!action || (help.open && action !== "keys")) return;
    key.preventDefault();
    actions[action]();
  });
  for (const button of document.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => actions[button.dataset.do]());
  }
  byId("absolute").addEventListener("click", (click) => {
    page.absolute = !page.absolute;
    click.currentTarget.setAttribute("aria-pressed", page.absolute);
    page.refresh();
  });

  // A phone has no room for what chooses; a wide window has, and there it is never folded.
  const narrow = matchMedia("(max-width: 56rem)");
  const unfold = () => { byId("choose").open = !narrow.matches; };
  narrow.addEventListener("change", unfold);
  unfold();

  // Panels that somebody folded away stay so.
  for (const panel of document.querySelectorAll("details.panel")) {
    if (netlab.kept.get(panel.id) === "shut") panel.open = false;
    panel.addEventListener("toggle", () => netlab.kept.set(panel.id, panel.open ? "open" : "shut"));
  }

  const fromHash = () => {
    const n = /^#e(\d+)$/.exec(location.hash);
    return !!n && page.goTo(+n[1]); // an old link may name an event that this run has not
  };
  addEventListener("hashchange", fromHash);

  // What is printed instead of the panels: each rung of the ladder with its reasons.
  const reasonLine = (w) => el("div", { text: say(w.x) + (w.s ? sectionOf(w) : "") });
  addEventListener("beforeprint", () => {
    byId("printed").replaceChildren(...data.rungs.map((r) => {
      const e = netlab.byN(r.n);
      return el("li", {}, el("b", { text: `${e.n}  ${time(e.t)}  ` }), say(e.x), ...r.b.map(reasonLine), ...r.w.map(reasonLine));
    }));
  });
  addEventListener("afterprint", () => byId("printed").replaceChildren());

  let begun = false;
  const begin = () => {
    begun = true;
    if (!fromHash()) page.go(0);
  };
  // The frame speaks first, when the document is complete; then the reader's place is
  // found, and every time that the language changes all panels are written anew.
  netlab.onLang(() => {
    if (begun) page.refresh(); else begin();
    settle(page.event); // nothing is to stay in the other language
  });
})();
