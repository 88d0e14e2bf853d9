"use strict";
// The filter language of the page: Wireshark's display filters, as hooks/filter
// compiles them and `netlab help fields` explains them. This is a port of that
// package, sentence by sentence; a test asks both the same of the same packets and
// wants the same answers, the same refusals, at the same places, in the same words.
//
// netlabFilter.open(table) opens a page's table of packets; netlabFilter.compile(
// text, packets) gives {text, test} or {error: {at, length, message, hint}}, with
// message and hint by language. test({n, at}) says whether the expression holds at
// event n, which happened after that many nanoseconds.
const netlabFilter = (() => {
  const { lex, quote, show, near, octets } = netlabLex;
  const literals = netlabLiterals;

  // Limits on expressions (hooks/filter: filter.go, octets.go, slice.go, pattern.go).
  const maxLength = 4096, maxDepth = 64, maxMask = 16, maxOffset = 65535, maxPattern = 200, maxExpanded = 500;

  // tcpdump's words of capture filters, and what they are here.
  const tcpdump = {
    host: "ip.addr == 10.0.0.1", net: "ip.addr == 10.0.0.0/24", port: "tcp.port == 80",
    src: "ip.src == 10.0.0.1", dst: "ip.dst == 10.0.0.1", ip6: "ipv6", icmp6: "icmpv6",
  };

  // How strongly operators bind, from the weakest.
  const logic = [
    { sign: "||", word: "or", join: tests => s => tests.some(t => t(s)) },
    { sign: "^^", word: "xor", join: tests => s => tests.reduce((odd, t) => odd !== t(s), false) },
    { sign: "&&", word: "and", join: tests => s => tests.every(t => t(s)) },
  ];
  const bindNot = logic.length, bindTest = bindNot + 1, bindAlone = bindNot + 2;

  const relations = {
    "==": ["=="], eq: ["=="], any_eq: ["=="],
    "!=": ["==", { neg: true, all: true }], ne: ["==", { neg: true, all: true }], all_ne: ["==", { neg: true, all: true }],
    "===": ["==", { all: true }], all_eq: ["==", { all: true }],
    "!==": ["==", { neg: true }], "~=": ["==", { neg: true }], any_ne: ["==", { neg: true }],
    "<": ["<"], lt: ["<"], "<=": ["<="], le: ["<="], ">": [">"], gt: [">"], ">=": [">="], ge: [">="],
    contains: ["contains"], in: ["in"], matches: ["matches"], "~": ["matches"],
  };
  function relationOf(token) {
    if (token.kind !== "sign" && token.kind !== "word" || !Object.hasOwn(relations, token.text)) return null;
    const [name, { neg = false, all = false } = {}] = relations[token.text];
    return { name, neg, all };
  }

  // holds says whether two values, of which order tells the order, are so related.
  function holds(r, order) {
    switch (r.name) {
      case "==": return (order === 0) !== r.neg;
      case "<": return order < 0;
      case "<=": return order <= 0;
      case ">": return order > 0;
    }
    return order >= 0;
  }
  const relationText = (r, left, right) =>
    (r.neg && !r.all ? "any " : !r.neg && r.all ? "all " : "") + left + " " + (r.neg ? "!=" : r.name) + " " + right;

  // The orders of values: of numbers and text, and Wireshark's of octets, where the
  // longer is the greater.
  const ascending = (a, b) => a < b ? -1 : a > b ? 1 : 0;
  const shortlex = (a, b) => a.length - b.length || ascending(a, b);

  // quantified asks a question of any value, or of all, of which there is one.
  const quantified = (r, values, question) => s => {
    const list = values(s);
    return r.all ? list.length > 0 && list.every(question) : list.some(question);
  };

  const octetal = kind => kind === "protocol" || kind === "octets";
  const setlike = kind => kind === "roles" || kind === "states";

  // A Refusal is what is wrong with an expression, and where.
  class Refusal {
    constructor(at, length, message, hint) { Object.assign(this, { at, length, message, hint }); }
  }

  // The values that a field has at a moment s = {n, at, packet}, as a list.
  function reader(packets, field) {
    if (field.name === "frame.time_relative") return s => [Math.max(s.at, 0)];
    if (field.kind === "states") {
      const of = (s, host) => { const set = host > 0 ? packets.sets(s.n)[host - 1] : 0; return set ? [set] : []; };
      if (field.host) return s => of(s, field.host);
      const end = field.name.slice(0, -".state".length);
      return s => of(s, packets.cell(s.packet, end) || 0);
    }
    const cell = s => packets.cell(s.packet, field.name);
    switch (field.kind) {
      case "protocol": case "octets":
        return s => { const c = cell(s); return c === undefined ? [] : [packets.octets(s.packet).slice(c[0], c[0] + c[1])]; };
      case "text":
        return s => (cell(s) || []).map(i => octets(packets.texts[i]));
      case "ipv6":
        return s => (cell(s) || []).map(i => literals.address6(packets.texts[i]));
    }
    return s => { const c = cell(s); return c === undefined ? [] : Array.isArray(c) ? c : [c]; };
  }

  class Compiler {
    constructor(src, packets) {
      Object.assign(this, { src, packets, depth: 0, token: { kind: "", text: "", at: 0 } });
    }

    // Errors.

    fail(token, message, hint) { throw new Refusal(token.at, token.text.length, message, hint); }
    bad(token) { this.fail(token, token.value, token.hint); }
    a(field) { return ["kind." + field.kind]; }

    // Tokens.

    next() { this.token = lex(this.src, this.token.at + this.token.text.length); }
    is(sign) { return this.token.kind === "sign" && this.token.text === sign; }
    isWord(word) { return this.token.kind === "word" && this.token.text === word; }
    end(token) { return token.at + token.text.length; }

    // Logic.

    whole() {
      const length = octets(this.src).length;
      if (length > maxLength) {
        const fits = netlabLex.text(octets(this.src).slice(0, maxLength)).length;
        throw new Refusal(fits, this.src.length - fits, ["long", maxLength, length]);
      }
      this.next();
      const node = this.binary(0);
      const written = octets(node.text).length;
      if (node.depth > maxDepth) throw new Refusal(0, this.src.length, ["deep", maxDepth]);
      if (written > maxLength) throw new Refusal(0, this.src.length, ["long.out", written, maxLength]);
      this.leftover();
      return node;
    }

    binary(bind) {
      if (bind === bindNot) return this.not();
      const parts = [this.binary(bind + 1)];
      while (this.is(logic[bind].sign) || this.isWord(logic[bind].word)) {
        this.next();
        parts.push(this.binary(bind + 1));
      }
      if (parts.length === 1) return parts[0];
      const inside = parts.map(p => p.bind < bind ? { text: "(" + p.text + ")", depth: p.depth + 1 } : p);
      return {
        test: logic[bind].join(parts.map(p => p.test)), bind,
        text: inside.map(p => p.text).join(" " + logic[bind].sign + " "),
        depth: Math.max(...inside.map(p => p.depth)), packet: parts.some(p => p.packet),
      };
    }

    not() {
      if (!this.is("!") && !this.isWord("not")) return this.primary();
      this.deeper();
      this.next();
      const node = this.not();
      this.depth--;
      return this.negate(node);
    }

    negate(node) {
      if (node.not) return node.not;
      const alone = node.bind === bindAlone;
      return {
        test: s => !node.test(s), bind: bindNot, not: node, packet: node.packet,
        text: "!" + (alone ? node.text : "(" + node.text + ")"), depth: node.depth + (alone ? 1 : 2),
      };
    }

    primary() {
      if (!this.is("(")) return this.comparison();
      this.deeper();
      const open = this.token;
      this.next();
      const node = this.binary(0);
      this.depth--;
      if (!this.is(")")) {
        if (this.token.kind === "end") this.fail(open, ["paren.open"], ["paren.open.do"]);
        this.leftover();
      }
      this.next();
      return node;
    }

    deeper() {
      if (++this.depth > maxDepth) this.fail(this.token, ["deep", maxDepth]);
    }

    // leftover refuses what stands behind a complete expression.
    leftover() {
      const t = this.token;
      if (this.is("&") || this.isWord("bitwise_and")) this.fail(t, ["mask"], ["mask.do"]);
      if (relationOf(t)) this.fail(t, ["chain"], ["chain.do"]);
      if (t.kind === "end") return;
      if (t.kind === "bad") this.bad(t);
      if (this.is(")")) this.fail(t, ["paren.close"]);
      this.fail(t, ["complete", show(t.text)], ["complete.do"]);
    }

    // Comparisons.

    comparison() {
      const quantor = this.token, quantity = this.isWord("any") || this.isWord("all");
      if (quantity) this.next();
      const role = this.role(quantity);
      if (role) return role;
      const left = this.operand();
      const inverted = this.isWord("not") && lex(this.src, this.end(this.token)).text === "in";
      if (inverted) this.next();
      const r = relationOf(this.token), op = this.token;
      if (!r) {
        if (quantity) this.fail(quantor, ["quantor", quantor.text], ["quantor.do", quantor.text, left.name]);
        return this.existence(left);
      }
      if (quantity) {
        if (["===", "!==", "~=", "any_eq", "all_eq", "any_ne", "all_ne"].includes(op.text)) this.fail(op, ["quantor.twice", op.text], ["quantor.twice.do", quantor.text]);
        r.all = quantor.text === "all";
      }
      this.next();
      const node = this.related(left, r, op);
      return inverted ? this.negate(node) : node;
    }

    // role reads a role alone, short for role == ROLE; null if none stands here.
    role(quantity) {
      const name = this.token;
      if (name.kind !== "word" || this.lookup(name.text)) return null;
      const number = this.packets.roles.indexOf(name.text) + 1;
      if (number === 0) return null;
      this.next();
      if (relationOf(this.token) || quantity) this.fail(name, ["role.field", show(name.text)], ["role.field.do", name.text]);
      return this.setNode(this.onField(this.lookup("role")), { name: "==" }, 1 << number, name.text);
    }

    // lookup finds a field by its name: a fixed one, or a host's state.
    lookup(name) {
      const field = this.packets.fields.find(f => f.name === name && f.name !== "HOST.state");
      if (field) return field;
      const host = name.endsWith(".state") ? this.packets.hosts.indexOf(name.slice(0, -".state".length)) + 1 : 0;
      return host > 0 ? { name, kind: "states", free: true, host } : null;
    }

    onField(field) { return { name: field.name, field, kind: field.kind, cut: null, masked: false, values: reader(this.packets, field) }; }

    // operand reads a field with its slice and mask.
    operand() {
      const t = this.token;
      if (t.kind === "bad") this.bad(t);
      if (t.kind === "end" && this.src.trim() === "") this.fail(t, ["empty"], ["empty.do"]);
      if (t.kind === "end") this.fail(t, ["end.field"]);
      if (t.kind === "sign") this.fail(t, ["sign.field", t.text]);
      if (t.kind !== "word") this.fail(t, ["value"], ["value.right", t.text]);
      const field = this.lookup(t.text);
      if (!field) this.unknown(t);
      const left = this.onField(field);
      this.next();
      if (this.token.kind === "bad" && this.token.text === "[") this.slice(left);
      if (this.is("&") || this.isWord("bitwise_and")) {
        if (field.kind !== "number" && !left.cut) this.fail(this.token, ["mask.kind", field.name, this.a(field)]);
        this.next();
        left.mask = this.token;
        left.masked = true;
        this.literal();
      }
      return left;
    }

    // unknown refuses a word that is no field, with the one that was probably meant.
    unknown(t) {
      const word = t.text, { hosts, states, roles, fields, words } = this.packets;
      if (/^[0-9:]/.test(word)) this.fail(t, ["value"], ["value.left"]);
      if (word.endsWith(".state")) {
        const host = word.slice(0, -".state".length);
        this.fail(t, ["host", show(host)], this.meant(host, hosts));
      }
      if (hosts.includes(word)) this.fail(t, ["host.field", show(word)], ["host.field.do", word, word]);
      const state = literals.state(word, words);
      if (state) this.fail(t, ["state.field", show(word)], ["state.field.do", states[state - 1]]);
      if (Object.hasOwn(tcpdump, word)) this.fail(t, ["tcpdump", show(word)], ["tcpdump.do", tcpdump[word]]);
      const names = [...fields.map(f => f.name).filter(name => name !== "HOST.state"), ...hosts.map(h => h + ".state"), ...roles];
      this.fail(t, ["field", show(word)], this.meant(word, names));
    }

    meant(word, of) {
      const one = near(word, of);
      return one ? ["meant", one] : undefined;
    }

    // literal steps over a value: its meaning depends on the field.
    literal() {
      const t = this.token;
      if (t.kind === "bad") this.bad(t);
      if (t.kind === "end") this.fail(t, ["end.value"]);
      if (t.kind === "sign") this.fail(t, ["sign.value", t.text]);
      this.next();
    }

    text(left) { return left.name + (left.cut ? "[" + left.cut.from + ":" + (left.cut.n < 0 ? "" : left.cut.n) + "]" : ""); }
    node(left, text, test) { return { test, text, bind: bindTest, depth: 0, packet: !left.field.free }; }

    // existence is the test of a field alone; with a mask, whether any bit is set.
    existence(left) {
      if (!left.masked) return { ...this.node(left, this.text(left), s => left.values(s).length > 0), bind: bindAlone };
      if (left.kind === "number") {
        const [mask, text] = this.numberMask(left);
        return this.node(left, text, s => left.values(s).some(v => (v & mask) !== 0));
      }
      const [mask, text] = this.octetMask(left);
      return this.node(left, text, s => left.values(s).some(v => under(v, mask) !== "\0".repeat(mask.length)));
    }

    // related compiles the right side, and with it the comparison.
    related(left, r, op) {
      if (left.kind === "label") this.fail(op, ["label", left.name], ["label.do", left.name]);
      if (!this.takes(left, r.name)) this.fail(op, ["relation", left.name, this.a(left.field), r.name]);
      let items;
      if (r.name === "in") {
        items = this.items();
      } else {
        const right = this.fieldOnRight(left);
        if (right) return this.fields(left, r, right);
        items = [{ from: this.token }];
        this.literal();
      }
      if (octetal(left.kind) || left.kind === "text") return this.octets(left, r, items);
      if (left.kind === "ipv6") return this.addresses(left, r, items);
      if (setlike(left.kind)) return this.words(left, r, items);
      return this.numbers(left, r, items);
    }

    takes(left, name) {
      const order = name !== "==" && name !== "in";
      if (octetal(left.kind) || left.kind === "text") return !left.masked || name !== "contains" && name !== "matches";
      if (["boolean", "host", "wire"].includes(left.kind) || setlike(left.kind)) return !order;
      return name !== "contains" && name !== "matches";
    }

    // items reads a set: {80, 443, 1000..2000}.
    items() {
      const open = this.token, items = [];
      if (!this.is("{")) this.fail(open, ["set"], ["set.do"]);
      for (;;) {
        this.next();
        const item = { from: this.token };
        this.literal();
        if (this.is("..")) {
          this.next();
          item.to = this.token;
          this.literal();
        }
        items.push(item);
        if (this.is(",")) continue;
        if (this.is("}")) {
          this.next();
          return items;
        }
        if (this.token.kind === "end") this.fail(open, ["set.open"], ["set.open.do"]);
        this.fail(this.token, ["set.comma", show(this.token.text)]);
      }
    }

    // fieldOnRight is the field to compare with, if the next token is one and not a
    // value. Where a lab's own names clash with a field's, they are values.
    fieldOnRight(left) {
      if (this.token.kind !== "word") return null;
      const word = this.token.text, { hosts, wires, roles, words } = this.packets;
      const value = { host: () => hosts.includes(word), wire: () => wires.includes(word), roles: () => roles.includes(word), states: () => literals.state(word, words) > 0 }[left.kind];
      return value && value() ? null : this.lookup(word);
    }

    // fields compiles the comparison of two fields.
    fields(left, r, rightField) {
      const at = this.token, right = this.operand();
      const of = kind => kind === "protocol" ? "octets" : kind;
      if (left.masked || right.masked) this.fail(at, ["mask.field"]);
      if (of(left.kind) !== of(right.kind) || left.kind === "label") this.fail(at, ["classes", left.name, this.a(left.field), rightField.name, this.a(rightField)]);
      if (left.kind === "text" || r.name === "contains" || r.name === "matches") this.fail(at, ["wants.value", this.text(left) + " " + r.name]);
      const order = octetal(left.kind) ? shortlex : ascending;
      const test = setlike(left.kind) ? setPair(left.values, right.values, r) : s => {
        const a = left.values(s), b = right.values(s);
        const pair = x => r.all ? b.every(y => holds(r, order(x, y))) : b.some(y => holds(r, order(x, y)));
        return a.length > 0 && b.length > 0 && (r.all ? a.every(pair) : a.some(pair));
      };
      const node = this.node(left, relationText(r, this.text(left), this.text(right)), test);
      return { ...node, packet: node.packet || !right.field.free };
    }

    // Numbers, and what is kept as one.

    numbers(left, r, items) {
      const [mask, leftText] = this.numberMask(left);
      const spans = [], texts = [];
      for (const item of items) {
        const [low, high, text] = this.numberOf(left.field, item.from);
        if (r.name !== "==" && r.name !== "in" && low !== high) this.fail(item.from, ["prefix"], ["prefix.do"]);
        spans.push([low, high]);
        texts.push(text);
        if (item.to) {
          const [, to, toText] = this.numberOf(left.field, item.to);
          if (low > to || left.kind === "host" || left.kind === "wire") this.ranged(item, left.field);
          spans[spans.length - 1][1] = to;
          texts[texts.length - 1] += ".." + toText;
        }
      }
      const inside = this.inside(r, spans);
      return this.node(left, relationText(r, leftText, this.right(r, texts)),
        quantified(r, left.values, v => inside(mask === null ? v : (v & mask) >>> 0) !== r.neg));
    }

    right(r, texts) { return r.name === "in" ? "{" + texts.join(", ") + "}" : texts[0]; }

    // inside is the question whether a value lies in the spans that a relation makes
    // of the values on its right.
    inside(r, spans) {
      const v = spans[0][0];
      switch (r.name) {
        case "<": return x => x < v;
        case "<=": return x => x <= v;
        case ">": return x => x > v;
        case ">=": return x => x >= v;
      }
      return x => spans.some(([low, high]) => low <= x && x <= high);
    }

    ranged(item, field) {
      const whole = { at: item.from.at, text: this.src.slice(item.from.at, this.end(item.to)) };
      if (field.kind === "host" || field.kind === "wire" || setlike(field.kind)) this.fail(whole, ["range.none", this.a(field)], ["range.none.do"]);
      this.fail(whole, ["range.back"], ["range.back.do"]);
    }

    // numberMask reads the mask, null where there is none, and writes the left side.
    numberMask(left) {
      if (!left.masked) return [null, this.text(left)];
      const [mask] = this.numberOf(left.field, left.mask);
      return [mask, this.text(left) + " & 0x" + mask.toString(16)];
    }

    // numberOf reads a literal of the field's kind: [low, high, text].
    numberOf(field, t) {
      const { hosts, wires } = this.packets;
      switch (field.kind) {
        case "host": return this.nameOf(t, "host", hosts);
        case "wire": return this.nameOf(t, "wire", wires);
        case "time": {
          const d = t.kind === "word" ? literals.moment(t.text) : null;
          if (d === null) this.fail(t, ["time", show(t.text)], ["time.do"]);
          return [Number(d), Number(d), literals.momentText(d)];
        }
        case "ipv4": {
          const p = this.prefixOf(field, t, 32);
          return [Number(p.low), Number(p.high), p.text];
        }
        case "boolean": {
          const v = ["0", "false", "1", "true"].indexOf(t.text.toLowerCase()) >> 1;
          if (v < 0) this.fail(t, ["boolean", field.name, show(t.text)], ["boolean.do"]);
          return [v, v, String(v)];
        }
      }
      if (t.kind === "char") return this.within(field, t, t.value.charCodeAt(0), String(t.value.charCodeAt(0)));
      const word = t.kind === "string" ? netlabLex.text(t.value) : t.text, names = field.words || [];
      const i = names.findIndex(name => name.toLowerCase() === word.toLowerCase());
      if (i >= 0) return [i, i, quote(names[i])];
      const v = literals.number(word);
      if (names.length > 0 && (v === null || v === Infinity || t.kind === "string")) this.fail(t, ["named", show(word), field.name, names.join(", ")], this.meant(word, names));
      if (t.kind === "string") this.fail(t, ["number.text", field.name], ["number.text.do"]);
      if (v === null) this.fail(t, ["number", field.name, show(word)], ["number.do"]);
      return this.within(field, t, v, /^0x/i.test(word) ? "0x" + v.toString(16) : String(v));
    }

    // within refuses numbers that the field can never have.
    within(field, t, v, text) {
      const max = 2 ** field.bits - 1;
      if (v > max) this.fail(t, ["large", show(t.text), field.name, max]);
      return [v, v, text];
    }

    nameOf(t, what, names) {
      const name = t.kind === "string" ? netlabLex.text(t.value) : t.text, id = names.indexOf(name) + 1;
      if (id === 0) this.fail(t, [what, show(name)], this.meant(name, names));
      const bare = lex(name, 0);
      return [id, id, bare.kind === "word" && bare.text === name ? name : quote(octets(name))];
    }

    prefixOf(field, t, bits) {
      const p = t.kind === "word" ? literals.prefix(t.text) : null;
      if (p && p.bits === bits) return p;
      if (p && bits === 32) this.fail(t, ["not.ipv4", field.name], ["write", field.name.replace("ip.", "ipv6.")]);
      if (p) this.fail(t, ["not.ipv6", field.name], ["write", field.name.replace("ipv6.", "ip.")]);
      if (this.packets.hosts.includes(t.text)) this.fail(t, ["address.host", field.name, this.a(field), show(t.text)], ["address.host.do", t.text, t.text]);
      this.fail(t, ["address", field.name, this.a(field), show(t.text)], ["address." + field.kind]);
    }

    addresses(left, r, items) {
      const spans = [], texts = [];
      for (const item of items) {
        const p = this.prefixOf(left.field, item.from, 128);
        if (r.name !== "==" && r.name !== "in" && p.low !== p.high) this.fail(item.from, ["prefix"], ["prefix.do"]);
        spans.push([p.low, p.high]);
        texts.push(p.text);
        if (item.to) {
          const to = this.prefixOf(left.field, item.to, 128);
          if (to.high < p.low) this.ranged(item, left.field);
          spans[spans.length - 1][1] = to.high;
          texts[texts.length - 1] += ".." + to.text;
        }
      }
      const inside = this.inside(r, spans);
      return this.node(left, relationText(r, this.text(left), this.right(r, texts)), quantified(r, left.values, v => inside(v) !== r.neg));
    }

    // Roles and states: sets of bits.

    words(left, r, items) {
      let set = 0;
      const texts = [];
      for (const item of items) {
        if (item.to) this.ranged(item, left.field);
        const [bit, text] = this.wordOf(left.field, item.from);
        set |= 1 << bit;
        texts.push(text);
      }
      return this.setNode(left, r, set, this.right(r, texts));
    }

    setNode(left, r, set, right) {
      if (r.neg) set = ~set;
      const test = r.all ? v => (v & ~set) === 0 : v => (v & set) !== 0;
      return this.node(left, relationText(r, this.text(left), right), s => left.values(s).some(test));
    }

    // wordOf reads the name of a role or a state, bare or quoted.
    wordOf(field, t) {
      const { roles, states, words } = this.packets, name = t.kind === "string" ? netlabLex.text(t.value) : t.text;
      if (field.kind === "roles") {
        const role = roles.indexOf(name) + 1;
        if (role === 0) this.fail(t, ["role", show(name)], this.meant(name, roles));
        return [role, name];
      }
      const state = literals.state(name, words);
      if (!state) this.fail(t, ["state", show(name)], this.meant(name, states));
      return [state, states[state - 1]];
    }

    // Octets and text.

    octets(left, r, items) {
      const [mask, leftText] = this.octetMask(left);
      if (r.name === "matches") return this.matches(left, r, items[0].from);
      const values = [], texts = [];
      for (const item of items) {
        if (item.to) this.fail(item.to, ["range.none", this.a(left.field)], ["range.none.do"]);
        const [v, text] = this.octetsOf(left, item.from), n = left.cut ? left.cut.n : -1;
        if (n >= 0 && ((r.name === "==" || r.name === "in") && v.length !== n || r.name === "contains" && v.length > n)) {
          this.fail(item.from, ["never", this.text(left), n, v.length]);
        }
        values.push(v);
        texts.push(text);
      }
      const order = left.kind === "text" ? ascending : shortlex, masked = v => mask === null ? v : under(v, mask);
      const question = {
        contains: v => v.includes(values[0]),
        in: v => values.includes(masked(v)),
      }[r.name] || (v => holds(r, order(masked(v), values[0])));
      return this.node(left, relationText(r, leftText, this.right(r, texts)), quantified(r, left.values, question));
    }

    octetMask(left) {
      if (!left.masked) return [null, this.text(left)];
      const [mask, text] = this.octetsOf(left, left.mask);
      if (mask.length !== left.cut.n || mask.length > maxMask) this.fail(left.mask, ["mask.fit", this.text(left)], ["mask.fit.do", maxMask]);
      return [mask, this.text(left) + " & " + text];
    }

    // octetsOf reads octets, written in hexadecimal or as a string.
    octetsOf(left, t) {
      if (t.kind !== "word" && t.value === "") this.fail(t, ["string.empty"]);
      if (t.kind !== "word") return [t.value, quote(t.value)];
      if (left.kind === "text") return [octets(t.text), quote(octets(t.text))];
      const v = literals.hex(t.text);
      if (v === null) this.fail(t, ["octets", left.name, show(t.text)], ["octets.do"]);
      return [v, literals.hexText(v)];
    }

    matches(left, r, t) {
      if (t.kind === "word") this.fail(t, ["pattern.word"], ["pattern.word.do", quote(octets(t.text))]);
      if (t.value.length > maxPattern) this.fail(t, ["pattern.long", maxPattern, t.value.length]);
      const pattern = netlabPattern(t.value);
      if (pattern.code) this.fail(t, ["pattern", ["pattern." + pattern.code], pattern.seen], ["pattern.do"]);
      if (pattern.steps > maxExpanded) this.fail(t, ["pattern.large", pattern.steps, maxExpanded], ["pattern.large.do"]);
      const known = new Map(); // a packet is asked once for each of its events
      return this.node(left, relationText(r, this.text(left), quote(t.value)), quantified(r, left.values, v => {
        if (!known.has(v)) known.set(v, pattern.test(Uint8Array.from(v, c => c.charCodeAt(0))));
        return known.get(v);
      }));
    }

    // Slices: [from:length], [from-to], [from:], [:length] or [offset].

    slice(left) {
      const end = this.src.indexOf("]", this.token.at);
      if (end < 0) this.fail(this.token, ["slice.open"], ["slice.open.do"]);
      const open = { at: this.token.at, text: this.src.slice(this.token.at, end + 1) };
      if (!octetal(left.kind)) this.fail(open, ["slice.kind", left.name, this.a(left.field)]);
      const inner = open.text.slice(1, -1).trim();
      if (inner.includes(",")) this.fail(open, ["slice.one"], ["slice.one.do"]);
      const cut = cutOf(inner), longest = left.field.head || 0;
      if (!cut) this.fail(open, ["slice", show(open.text)], ["slice.do"]);
      if (longest > 0 && (cut.from >= longest || cut.from >= 0 && cut.from + cut.n > longest)) {
        const payload = left.name + ".payload";
        this.fail(open, ["slice.head", left.name, longest], ["slice.head.do", this.lookup(payload) ? payload : "data"]);
      }
      left.cut = cut;
      left.values = this.sliced(left);
      this.token = lex(this.src, this.end(open));
    }

    // sliced reads the slice: of a protocol, of its header only.
    sliced(left) {
      const { cut, field } = left, whole = left.values;
      const values = !field.head ? whole : s => {
        const c = this.packets.cell(s.packet, field.name);
        return c === undefined ? [] : [c.length > 2 ? this.packets.octets(s.packet).slice(c[2], c[2] + c[3]) : ""];
      };
      return s => values(s).flatMap(v => {
        const from = cut.from < 0 ? cut.from + v.length : cut.from, to = cut.n < 0 ? v.length : from + cut.n;
        return from < 0 || from >= v.length || to > v.length ? [] : [v.slice(from, to)];
      });
    }
  }

  function cutOf(s) {
    const offset = text => {
      const t = text.trim(), v = /^[+-]?\d+$/.test(t) ? Number(t) : NaN;
      return Math.abs(v) <= maxOffset ? v : null;
    };
    const colon = s.indexOf(":");
    if (colon >= 0) {
      const [a, b] = [s.slice(0, colon), s.slice(colon + 1)];
      const from = a === "" ? 0 : offset(a), n = b === "" ? -1 : offset(b);
      return from === null || n === null || b !== "" && n <= 0 || s === ":" ? null : { from, n };
    }
    const one = offset(s);
    if (one !== null) return { from: one, n: 1 };
    const dash = s.lastIndexOf("-");
    if (dash > 0 && s[dash - 1] !== "-") {
      const from = offset(s.slice(0, dash)), to = offset(s.slice(dash + 1));
      if (from !== null && to !== null && from >= 0 && to >= from) return { from, n: to - from + 1 };
    }
    return null;
  }

  // under is octets under a mask.
  const under = (v, mask) => Array.from(mask, (m, i) => String.fromCharCode(v.charCodeAt(i) & m.charCodeAt(0))).join("");

  // setPair compares two sets, element by element. All of one are equal to all of
  // the other if both are the same single one.
  function setPair(left, right, r) {
    return s => {
      const [a = 0] = left(s), [b = 0] = right(s);
      const same = Math.log2(a | b) % 1 === 0;
      if (a === 0 || b === 0) return false;
      if (r.neg) return r.all ? (a & b) === 0 : !same;
      return r.all ? same : (a & b) !== 0;
    };
  }

  // say words a message in both languages: [key, ...arguments], where an argument
  // may be such a message itself.
  function say(says, message) {
    const word = ([key, ...args], lang) => {
      let i = 0;
      return says[key][lang].replace(/%(?:\[(\d)\])?[sd]/g, (_, place) => {
        if (place) i = Number(place) - 1;
        const arg = args[i++];
        return Array.isArray(arg) ? word(arg, lang) : String(arg);
      });
    };
    return message ? { en: word(message, 0), zh: word(message, 1) } : { en: "", zh: "" };
  }

  function compile(text, packets) {
    try {
      const node = new Compiler(text, packets).whole();
      return {
        text: node.text,
        test({ n, at }) {
          const packet = packets.about(n);
          return (packet > 0 || !node.packet) && node.test({ n, at, packet });
        },
      };
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      return { error: { at: e.at, length: e.length, message: say(packets.says, e.message), hint: say(packets.says, e.hint) } };
    }
  }

  return { open: netlabPackets, compile };
})();
