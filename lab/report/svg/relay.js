// relay lays a ladder out anew: in rows, or, if linear, by real time. What it reads
// and what it moves is told at Ladder in ladder.go.
function relay(svg, ladder, linear) {
  const marks = ladder.marks, shift = linear ? 2 : 0;
  const bottom = linear ? ladder.linBottom : ladder.bottom;
  const height = linear ? ladder.linHeight : ladder.height;
  const y = key => key == -1 ? ladder.top : key == -2 ? bottom : marks[key >> 1][(key & 1) + shift];
  svg.classList.toggle("linear", linear);
  svg.setAttribute("viewBox", `0 0 ${ladder.width} ${height}`);
  svg.setAttribute("height", height);
  for (const g of svg.querySelectorAll("g[data-a], text[data-a]")) {
    const at = g.transform.baseVal.getItem(0);
    at.setTranslate(at.matrix.e, y(+g.dataset.a));
  }
  const lean = (element, r, w, most) => {
    const at = element.transform.baseVal.getItem(0), m = at.matrix;
    const from = y(2 * r), slope = (y(2 * r + 1) - from) / w;
    m.b = Math.max(-most, Math.min(most, slope));
    m.f = from;
    at.setMatrix(m);
  };
  const width = {};
  for (const g of svg.querySelectorAll("g[data-w]")) {
    width[g.dataset.r] = g.dataset.w;
    lean(g, g.dataset.r, g.dataset.w, Infinity);
  }
  for (const t of svg.querySelectorAll(".rung > .l")) {
    const r = t.parentNode.dataset.r;
    lean(t, r, width[r], 0.3);
  }
  for (const r of svg.querySelectorAll("rect[data-a]")) {
    const from = y(+r.dataset.a);
    r.setAttribute("y", from);
    r.setAttribute("height", Math.max(0, y(+r.dataset.b) - from));
  }
  for (const l of svg.querySelectorAll("line[data-a]")) {
    const [above, below] = (l.dataset.o || "0,0").split(",");
    l.setAttribute("y1", y(+l.dataset.a) + +above);
    l.setAttribute("y2", y(+l.dataset.b) - below);
  }
}
