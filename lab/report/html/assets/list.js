// The list of all events, and what is filtered out of it: by host, by conversation,
// by an expression of the filter language. What is filtered out is dimmed in the
// ladder, and stepping skips it.
"use strict";
(() => {
  const { netlab } = globalThis;
  const { data, page, packets, label, el, say, time } = netlab;
  const list = document.getElementById("events");
  const input = document.getElementById("filter");
  const host = document.getElementById("only-host");
  const stream = document.getElementById("only-stream");
  const fault = document.getElementById("filter-fault");
  const count = document.getElementById("filter-count");
  const folded = document.getElementById("choose-count"); // the same, where the filter is folded away

  // An item is an option of a listbox.
  const items = data.events.map((e, i) => {
    const text = el("span", { class: "what" });
    const item = el("li", { id: "e-" + e.n, role: "option", "aria-selected": "false", "data-n": e.n, "data-kind": e.k, onclick: () => page.go(i) },
      el("span", { class: "n", text: e.n }), " ", el("time", { text: time(e.t) }), " ", text);
    return { item, text };
  });

  function speak() {
    items.forEach(({ text }, i) => { text.textContent = say(data.events[i].x); });
    const choose = (select, all, options) => {
      const chosen = select.value;
      select.replaceChildren(el("option", { value: "", text: all }), ...options.map((text, i) => el("option", { value: i + 1, text })));
      select.value = chosen || "";
    };
    choose(host, label("allhosts"), data.hosts.map((h) => h.name));
    choose(stream, label("allstreams"), data.streams.map((s) => say(s.label)));
    stream.parentElement.hidden = data.streams.length < 2;
  }

  let selected = null;
  page.onStep((e) => {
    if (selected) selected.setAttribute("aria-selected", "false");
    selected = items[page.place].item;
    selected.setAttribute("aria-selected", "true");
    inList();
  });

  // inList tells the list which of its items is the current one, if it is there.
  function inList() {
    if (!selected || !page.shown[page.place]) return list.removeAttribute("aria-activedescendant");
    list.setAttribute("aria-activedescendant", selected.id);
    if (list.parentElement.open) keepInSight(selected);
  }

  // keepInSight scrolls the list, and nothing else.
  function keepInSight(item) {
    const top = item.offsetTop, bottom = top + item.offsetHeight;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
  }

  // apply works out which events are shown.
  function apply() {
    const text = input.value.trim();
    const compiled = text ? netlabFilter.compile(text, packets) : null;
    const error = compiled && compiled.error;
    tell(text, error);
    const h = +host.value, s = +stream.value;
    data.events.forEach((e, i) => {
      page.shown[i] = (!h || e.h === h || (e.q && e.p === h)) && (!s || e.s === s) &&
        (!compiled || !!error || compiled.test({ n: e.n, at: e.t || 0 }));
    });
    // Taking items out is quicker than hiding them, many times over.
    list.replaceChildren(...items.filter((_, i) => page.shown[i]).map((x) => x.item));
    const n = list.childElementCount;
    folded.textContent = count.textContent = n === data.events.length ? "" : label("matching", n, data.events.length);
    inList();
    netlab.dim();
  }

  // tell says what is wrong with an expression, with a caret under the place.
  function tell(text, error) {
    input.setAttribute("aria-invalid", !!error);
    fault.hidden = !error;
    if (!error) return fault.replaceChildren();
    const spoken = (t) => (t ? t[netlab.lang()] : "");
    const hint = spoken(error.hint);
    fault.textContent = [text, " ".repeat(error.at) + "^".repeat(Math.max(1, error.length || 1)), spoken(error.message) + (hint ? netlab.pair(["; ", "；"]) + hint : "")].join("\n");
  }

  let soon = 0;
  input.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(apply, 150); });
  input.addEventListener("keydown", (key) => {
    if (key.key === "Enter") { clearTimeout(soon); apply(); if (!page.shown[page.place]) page.step(1); }
    if (key.key === "Escape") { if (input.value) { input.value = ""; apply(); } else input.blur(); }
  });
  for (const select of [host, stream]) select.addEventListener("change", apply);
  netlab.onLang(() => { speak(); apply(); });
  Object.assign(netlab, { applyFilter: apply });
})();
