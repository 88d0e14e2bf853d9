// A comparison: what a difference is about is lit in both ladders.
"use strict";
(() => {
  const shows = JSON.parse(document.getElementById("shows").textContent); // by difference: ids of groups
  const pair = document.querySelector(".pair"), pane = document.getElementById("ladders");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const of = new Map(); // id of a group: the first difference that shows there
  shows.forEach((ids, i) => { for (const id of ids) if (!of.has(id)) of.set(id, i + 1); });
  let chosen = 0; // 0: none

  // groups are those of a rung: its texts, and, of a packet, its arrow.
  function groups(id) {
    const rung = document.getElementById(id);
    return rung ? rung.closest(".ladder").querySelectorAll(`[data-r="${rung.dataset.r}"]`) : [];
  }

  // choose lights a difference; 0 lights none.
  function choose(n, focus) {
    for (const el of document.querySelectorAll(".chosen, .lit")) el.classList.remove("chosen", "lit");
    chosen = n;
    pair.classList.toggle("choosing", n > 0);
    if (!n) return;
    for (const id of shows[n - 1]) for (const g of groups(id)) g.classList.add("lit");
    for (const m of pair.querySelectorAll(`.mark[data-d="${n}"]`)) m.classList.add("chosen");
    const item = document.getElementById("d" + n);
    item.classList.add("chosen");
    if (focus) item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }

  // reveal scrolls the ladders until a group is in sight.
  function reveal(id) {
    const g = id && document.getElementById(id);
    if (!g) return;
    const at = g.getBoundingClientRect(), box = pane.getBoundingClientRect();
    pane.scrollBy({
      top: at.top < box.top + 40 || at.bottom > box.bottom - 40 ? at.top - box.top - box.height / 3 : 0,
      left: at.left < box.left || at.right > box.right ? at.left - box.left - 40 : 0,
      behavior: calm.matches ? "auto" : "smooth",
    });
  }

  function go(n, focus) {
    choose(n, focus);
    if (n) {
      reveal(shows[n - 1][0]);
      history.replaceState(null, "", "#d" + n);
    }
  }

  document.addEventListener("click", (click) => {
    const place = click.target.closest("a.place, a.mark, a.number");
    if (place) {
      click.preventDefault();
      const n = +(place.dataset.d || place.closest("[data-d]").dataset.d);
      go(n, !place.classList.contains("place"));
      if (place.classList.contains("place")) {
        reveal(place.hash.slice(1));
        history.replaceState(null, "", place.hash);
      }
      return;
    }
    const item = click.target.closest("#differences li");
    if (item && !click.target.closest("a")) return go(+item.dataset.d, false);
    const rung = click.target.closest(".pair [data-r]");
    if (rung) go(of.get(rung.closest(".ladder").id + "-" + rung.dataset.r) || 0, false);
  });

  document.addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey) return;
    if (key.key === "n" || key.key === "j") go(Math.min(chosen + 1, shows.length), true);
    else if (key.key === "p" || key.key === "k") go(Math.max(chosen - 1, Math.min(1, shows.length)), true);
    else if (key.key === "Escape") choose(0);
    else return;
    key.preventDefault();
  });

  function fromHash() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (/^d\d+$/.test(id) && +id.slice(1) >= 1 && +id.slice(1) <= shows.length) go(+id.slice(1), false);
    else if (of.has(id)) { choose(of.get(id), false); reveal(id); }
  }
  addEventListener("hashchange", fromHash);
  fromHash();
})();
