"use strict";
// Regular expressions as the filter's "matches" has them: RE2's syntax, without
// regard to case, in time that is proportional to the octets looked at. JavaScript's
// own would read some patterns otherwise, and could take for ever over others.
// It is a port of what Go's regexp/syntax accepts; a test asks both the same.
//
// netlabPattern(bytes) reads a pattern, one character for each octet. It gives
// {steps, test}: how many steps it is with its repetitions written out, and a test
// of a Uint8Array. Or {code, seen}: what is wrong with it, and where.
const netlabPattern = (() => {
  const maxRune = 0x10ffff;
  const maxRepeat = 1000; // RE2's own

  class Wrong {
    constructor(code, seen) { Object.assign(this, { code, seen }); }
  }
  const wrong = (code, seen) => { throw new Wrong(code, seen); };

  // runesOf decodes UTF-8 as Go does: an octet that does not belong is U+FFFD.
  function runesOf(octets, strict) {
    const out = [];
    for (let i = 0; i < octets.length;) {
      const lead = octets[i];
      let need = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : -1;
      let rune = need < 1 ? lead : lead & (0x3f >> need);
      for (let k = 1; k <= need; k++) {
        const next = octets[i + k];
        let low = 0x80, high = 0xbf;
        if (k === 1) {
          if (lead === 0xe0) low = 0xa0;
          if (lead === 0xed) high = 0x9f;
          if (lead === 0xf0) low = 0x90;
          if (lead === 0xf4) high = 0x8f;
        }
        if (!(next >= low && next <= high)) { need = -1; break; }
        rune = rune << 6 | next & 0x3f;
      }
      if (need < 0) {
        if (strict) wrong("utf8", new TextDecoder().decode(octets.subarray(i)));
        out.push(0xfffd);
        i++;
        continue;
      }
      out.push(rune);
      i += need + 1;
    }
    return out;
  }

  // A member is one part of a character class: a function of a rune.
  const range = (low, high) => r => low <= r && r <= high;
  const not = member => r => !member(r);
  const any = members => r => members.some(m => m(r));

  // folded is a range and what differs from it in case only: the engine knows
  // Unicode's simple folding.
  function folded(low, high) {
    const hex = n => "\\u{" + n.toString(16) + "}";
    const like = new RegExp("^[" + hex(low) + "-" + hex(high) + "]$", "iu");
    const same = range(low, high);
    return r => same(r) || (r < 0xd800 || r > 0xdfff) && like.test(String.fromCodePoint(r));
  }
  const ranges = (text, fold) => any(text.split(" ").map(t => (fold ? folded : range)(t.charCodeAt(0), t.charCodeAt(t.length - 1))));

  const perl = { d: "0-9", s: "\t-\n \f-\r", w: "0-9 A-Z a-z _" };
  const posix = { // RE2's [[:name:]]
    alnum: "0-9 A-Z a-z", alpha: "A-Z a-z", ascii: "\0-\x7f", blank: "\t", cntrl: "\0-\x1f \x7f", digit: "0-9", graph: "!-~",
    lower: "a-z", print: "!-~", punct: "!-/ :-@ [-` {-~", space: "\t-\r", upper: "A-Z", word: "0-9 A-Z a-z _", xdigit: "0-9 A-F a-f",
  };
  const withSpace = { s: true, blank: true, print: true, space: true }; // a space is what parts the ranges above

  function group(table, name, negated, fold) {
    const members = [ranges(table[name], fold)];
    if (withSpace[name]) members.push(range(0x20, 0x20));
    return negated ? not(any(members)) : any(members);
  }

  // Unicode's general categories by their long names (UAX 44, 5.7.1), and the
  // scripts whose names are as short as other scripts' codes, which RE2 does not take.
  const categories = "C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs " +
    "Cased_Letter Close_Punctuation Combining_Mark Connector_Punctuation Control Currency_Symbol Dash_Punctuation Decimal_Number " +
    "Enclosing_Mark Final_Punctuation Format Initial_Punctuation Letter Letter_Number Line_Separator Lowercase_Letter Mark Math_Symbol " +
    "Modifier_Letter Modifier_Symbol Nonspacing_Mark Number Open_Punctuation Other Other_Letter Other_Number Other_Punctuation Other_Symbol " +
    "Paragraph_Separator Private_Use Punctuation Separator Space_Separator Spacing_Mark Surrogate Symbol Titlecase_Letter Unassigned " +
    "Uppercase_Letter cntrl digit punct";
  const shortScripts = "Ahom Cham Han Kawi Lao Lisu Miao Modi Mro Newa Nko Thai Toto Vai Yi";

  const canonical = name => {
    const bare = name.replace(/[_ -]/g, "");
    return bare.slice(0, 1).replace(/[a-z]/, c => c.toUpperCase()) + bare.slice(1).replace(/[A-Z]/g, c => c.toLowerCase());
  };

  // property is the member for \p{name}; null: there is none of that name.
  function property(name, fold) {
    name = canonical(name);
    if (name === "Any") return range(0, maxRune);
    if (name === "Ascii") return (fold ? folded : range)(0, 0x7f);
    let text;
    if (name === "Assigned") {
      text = "\\P{Cn}";
    } else {
      const category = categories.split(" ").find(c => canonical(c) === name);
      if (category) {
        text = "\\p{" + category + "}";
      } else if (/^[A-Z][a-z]+$/.test(name) && (name.length > 4 || shortScripts.split(" ").includes(name))) {
        text = "\\p{Script=" + name + "}";
      } else {
        return null;
      }
    }
    try {
      const like = new RegExp("^" + text + "$", "u"), fitting = fold && name !== "Assigned" ? new RegExp("^" + text + "$", "iu") : like;
      return r => { const c = String.fromCodePoint(r); return like.test(c) || fitting.test(c); };
    } catch {
      return null;
    }
  }

  // A node of the tree: {op, ...}. Sizes are counted as hooks/filter counts them
  // (expanded), but for common beginnings of alternatives, which Go counts once.
  class Parser {
    constructor(runes) {
      Object.assign(this, { runes, at: 0, flags: { i: true, m: false, s: false, U: false } });
    }

    peek(ahead = 0) {
      const r = this.runes[this.at + ahead];
      return r === undefined ? "" : String.fromCodePoint(r);
    }
    from(at) { return this.runes.slice(at, this.at).map(r => String.fromCodePoint(r)).join(""); }
    all() { return this.runes.map(r => String.fromCodePoint(r)).join(""); }

    whole() {
      const tree = this.alternatives(0);
      if (this.at < this.runes.length) wrong("unexpected", this.all());
      return tree;
    }

    alternatives(depth) {
      const parts = [this.sequence(depth)];
      while (this.peek() === "|") {
        this.at++;
        const part = this.sequence(depth), last = parts[parts.length - 1];
        if (part.op === "one" && last.op === "one") { // single characters make a class
          parts[parts.length - 1] = { op: "one", member: any([last.member, part.member]), n: 1 };
        } else {
          parts.push(part);
        }
      }
      if (parts.length === 1) return parts[0];
      return { op: "or", parts, n: 1 + parts.reduce((n, p) => n + p.n, 0) };
    }

    sequence(depth) {
      let parts = [];
      let repeated = -1; // where the repetition before this begins
      for (;;) {
        const begin = this.at, c = this.peek();
        if (c === "" || c === "|" || c === ")") break;
        let again = -1;
        if (c === "*" || c === "+" || c === "?") {
          this.at++;
          const [min, max] = { "*": [0, -1], "+": [1, -1], "?": [0, 1] }[c];
          this.repeat(parts, { op: "repeat", min, max, counted: false }, begin, repeated);
          again = begin;
        } else if (c === "{") {
          const count = this.count();
          if (count) {
            if (count.min < 0 || count.min > maxRepeat || count.max > maxRepeat || count.max >= 0 && count.min > count.max) wrong("repeat.size", this.from(begin));
            this.repeat(parts, { op: "repeat", ...count, counted: true }, begin, repeated);
            again = begin;
          } else {
            this.at++;
            parts.push(this.literal(0x7b));
          }
        } else {
          const part = this.atom(depth);
          if (part) parts.push(...part);
        }
        repeated = again;
      }
      if (parts.length === 0) return { op: "empty", n: 1 };
      if (parts.length === 1) return parts[0];
      // What was only grouped belongs to the sequence; neighbouring literals are one
      // step for each, in one node.
      parts = parts.flatMap(p => p.op === "and" && !p.captures ? p.parts : [p]);
      const nodes = parts.reduce((n, p, i) => n + (p.op === "one" && p.literal && i > 0 && parts[i - 1].literal ? 0 : 1), 0);
      const n = parts.reduce((sum, p) => sum + p.n, 0);
      return { op: "and", parts, n: nodes === 1 ? n : n + 1 };
    }

    repeat(parts, node, begin, repeated) {
      if (this.peek() === "?") this.at++; // as few as possible: the same for a test
      if (repeated >= 0) wrong("repeat.nested", this.from(repeated));
      const sub = parts.pop();
      if (!sub || sub.op === "flags") wrong("repeat.missing", this.from(begin));
      node.sub = sub;
      node.n = node.counted ? (1 + sub.n - 1) * Math.max(node.min, node.max, 1) : 1 + sub.n;
      if (node.counted && (node.min >= 2 || node.max >= 2) && !fits(node, maxRepeat)) wrong("repeat.size", this.from(begin));
      parts.push(node);
    }

    // count reads {min}, {min,} or {min,max}; null, and nothing read: it is none.
    count() {
      const rest = this.runes.slice(this.at).map(r => r < 0x80 ? String.fromCharCode(r) : "é").join("");
      const m = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(rest);
      if (!m) return null;
      this.at += m[0].length;
      const min = Number(m[1]);
      const max = m[2] === undefined ? min : m[3] === undefined ? -1 : Number(m[3]);
      return { min, max };
    }

    literal(r) {
      return { op: "one", literal: true, member: this.flags.i ? folded(r, r) : range(r, r), n: 1 };
    }

    // atom reads one element; a list of them for \Q...\E, nothing for (?flags).
    atom(depth) {
      const begin = this.at, c = this.peek();
      this.at++;
      switch (c) {
        case "(": return this.group(begin, depth);
        case "^": return [{ op: this.flags.m ? "line-begin" : "begin", n: 1 }];
        case "$": return [{ op: this.flags.m ? "line-end" : "end", n: 1 }];
        case ".": return [{ op: "one", member: this.flags.s ? range(0, maxRune) : not(range(10, 10)), n: 1 }];
        case "[": return [{ op: "one", member: this.charClass(begin), n: 1 }];
        case "\\": break;
        default: return [this.literal(this.runes[begin])];
      }
      switch (this.peek()) {
        case "A": this.at++; return [{ op: "begin", n: 1 }];
        case "z": this.at++; return [{ op: "end", n: 1 }];
        case "b": this.at++; return [{ op: "word", n: 1 }];
        case "B": this.at++; return [{ op: "no-word", n: 1 }];
        case "C": this.at++; return wrong("escape", this.from(begin));
        case "Q": {
          this.at++;
          const parts = [];
          while (this.at < this.runes.length && !(this.peek() === "\\" && this.peek(1) === "E")) parts.push(this.literal(this.runes[this.at++]));
          this.at = Math.min(this.at + 2, this.runes.length);
          return parts;
        }
      }
      this.at = begin;
      const member = this.unicodeClass() || this.perlClass();
      return [member ? { op: "one", member, n: 1 } : this.literal(this.escape())];
    }

    group(begin, depth) {
      let node = true; // a group that captures is a node of its own
      const outer = this.flags;
      if (this.peek() === "?") {
        const rest = this.runes.slice(begin).map(r => String.fromCodePoint(r)).join("");
        const named = /^\(\?P?</.exec(rest);
        // As Go reads it: "(?P<" wants something behind it, and so does "(?<".
        if (named && rest.length > named[0].length) {
          const end = rest.indexOf(">");
          if (end < 0) wrong("capture", rest);
          const name = rest.slice(named[0].length, end);
          if (!/^[0-9A-Za-z_]+$/.test(name)) wrong("capture", rest.slice(0, end + 1));
          this.at = begin + [...rest.slice(0, end + 1)].length;
        } else {
          node = false;
          if (!this.flagsOf(begin)) return [];
        }
      }
      const sub = this.alternatives(depth + 1);
      if (this.peek() !== ")") wrong("paren", this.all());
      this.at++;
      this.flags = outer;
      return [node ? { op: "and", captures: true, parts: [sub], n: 1 + sub.n } : sub];
    }

    // flagsOf reads (?i-s) or (?i-s: and sets the flags; true: a group begins.
    flagsOf(begin) {
      this.at = begin + 2;
      const flags = { ...this.flags };
      let on = true, saw = false;
      while (this.at < this.runes.length) {
        const c = this.peek();
        this.at++;
        if ("imsU".includes(c)) {
          flags[c] = on;
          saw = true;
        } else if (c === "-" && on) {
          on = saw = false;
        } else if (c === ":" || c === ")") {
          if (!on && !saw) break;
          this.flags = flags;
          return c === ":";
        } else {
          break;
        }
      }
      return wrong("perl", this.from(begin));
    }

    escape() {
      const begin = this.at;
      this.at++;
      if (this.at >= this.runes.length) wrong("backslash", "");
      const bad = () => wrong("escape", this.from(begin));
      const c = this.peek();
      this.at++;
      const octal = () => /^[0-7]$/.test(this.peek());
      if (/^[0-7]$/.test(c)) {
        if (c !== "0" && !octal()) bad();
        let r = Number(c);
        for (let i = 1; i < 3 && octal(); i++, this.at++) r = r * 8 + Number(this.peek());
        return r;
      }
      if (c === "x") {
        const digit = () => { const d = this.peek(); if (d === "") return bad(); this.at++; return /^[0-9A-Fa-f]$/.test(d) ? parseInt(d, 16) : -1; };
        if (this.peek() === "{") {
          this.at++;
          let r = 0, n = 0;
          while (this.peek() !== "}") {
            const d = digit();
            r = r * 16 + d;
            if (d < 0 || r > maxRune) bad();
            n++;
          }
          this.at++;
          return n > 0 ? r : bad();
        }
        const high = digit(), low = digit();
        return high < 0 || low < 0 ? bad() : high * 16 + low;
      }
      const i = "afnrtv".indexOf(c);
      if (i >= 0) return "\x07\f\n\r\t\v".charCodeAt(i);
      if (c.charCodeAt(0) < 0x80 && !/^[0-9A-Za-z]$/.test(c)) return c.charCodeAt(0);
      return bad();
    }

    perlClass() {
      const name = this.peek(1);
      if (this.peek() !== "\\" || !/^[dswDSW]$/.test(name)) return null;
      this.at += 2;
      return group(perl, name.toLowerCase(), name < "a", this.flags.i);
    }

    unicodeClass() {
      const begin = this.at;
      if (this.peek() !== "\\" || this.peek(1) !== "p" && this.peek(1) !== "P") return null;
      let negated = this.peek(1) === "P", name = this.peek(2);
      if (name === "") wrong("range", "\\" + this.peek(1));
      this.at += 3;
      if (name === "{") {
        const end = this.runes.indexOf(0x7d, this.at);
        if (end < 0) { this.at = this.runes.length; wrong("range", this.from(begin)); }
        name = this.runes.slice(this.at, end).map(r => String.fromCodePoint(r)).join("");
        this.at = end + 1;
      }
      if (name.startsWith("^")) { negated = !negated; name = name.slice(1); }
      const member = property(name, this.flags.i);
      if (!member) wrong("range", this.from(begin));
      return negated ? not(member) : member;
    }

    charClass(begin) {
      const members = [];
      const negated = this.peek() === "^";
      if (negated) this.at++;
      for (let first = true; first || this.peek() !== "]"; first = false) {
        if (this.peek() === "[" && this.peek(1) === ":" && this.at + 2 < this.runes.length) {
          const rest = this.runes.slice(this.at).map(r => String.fromCodePoint(r)).join("");
          const end = rest.indexOf(":]", 2);
          if (end >= 0) {
            const name = rest.slice(2, end), bare = name.replace(/^\^/, "");
            if (!Object.hasOwn(posix, bare)) wrong("range", rest.slice(0, end + 2));
            this.at += [...rest.slice(0, end + 2)].length;
            members.push(group(posix, bare, bare !== name, this.flags.i));
            continue;
          }
        }
        const member = this.unicodeClass() || this.perlClass();
        if (member) {
          members.push(member);
          continue;
        }
        const low = this.at, from = this.classChar(begin);
        let to = from;
        if (this.peek() === "-" && this.peek(1) !== "" && this.peek(1) !== "]") {
          this.at++;
          to = this.classChar(begin);
          if (to < from) wrong("range", this.from(low));
        }
        members.push((this.flags.i ? folded : range)(from, to));
      }
      this.at++;
      return negated ? not(any(members)) : any(members);
    }

    classChar(begin) {
      if (this.at >= this.runes.length) wrong("bracket", this.from(begin));
      return this.peek() === "\\" ? this.escape() : this.runes[this.at++];
    }
  }

  // fits says whether repetitions within each other make at most so many copies.
  function fits(node, n) {
    if (node.op === "repeat" && node.counted) {
      if (node.max === 0) return true;
      const m = node.max < 0 ? node.min : node.max;
      if (m > n) return false;
      if (m > 0) n = Math.floor(n / m);
    }
    return (node.parts || (node.sub ? [node.sub] : [])).every(p => fits(p, n));
  }

  // A program is a list of instructions: one {member}, split {x, y}, look {op}, end.
  function compile(node, code) {
    switch (node.op) {
      case "one": code.push({ member: node.member, known: new Map() }); break;
      case "and": node.parts.forEach(p => compile(p, code)); break;
      case "or": {
        const ends = [];
        node.parts.forEach((p, i) => {
          const split = { x: code.length + 1, y: -1 };
          if (i < node.parts.length - 1) code.push(split);
          compile(p, code);
          if (i < node.parts.length - 1) {
            const jump = { x: -1, y: -1 };
            code.push(jump);
            ends.push(jump);
            split.y = code.length;
          }
        });
        ends.forEach(j => { j.x = j.y = code.length; });
        break;
      }
      case "repeat": {
        for (let i = 0; i < node.min; i++) compile(node.sub, code);
        if (node.max < 0) {
          const split = { x: code.length + 1, y: -1 };
          code.push(split);
          compile(node.sub, code);
          code.push({ x: code.indexOf(split), y: code.indexOf(split) });
          split.y = code.length;
        } else {
          const splits = [];
          for (let i = node.min; i < node.max; i++) {
            const split = { x: code.length + 1, y: -1 };
            code.push(split);
            splits.push(split);
            compile(node.sub, code);
          }
          splits.forEach(s => { s.y = code.length; });
        }
        break;
      }
      case "empty": break;
      default: code.push({ look: node.op });
    }
    return code;
  }

  const isWord = r => r === 0x5f || r >= 0x30 && r <= 0x39 || r >= 0x41 && r <= 0x5a || r >= 0x61 && r <= 0x7a;
  const looks = {
    begin: before => before < 0,
    end: (before, after) => after < 0,
    "line-begin": before => before < 0 || before === 10,
    "line-end": (before, after) => after < 0 || after === 10,
    word: (before, after) => isWord(before) !== isWord(after),
    "no-word": (before, after) => isWord(before) === isWord(after),
  };

  // search runs all ways through the program at once.
  function search(code, runes) {
    let now = [], next = [];
    const marks = new Int32Array(code.length + 1).fill(-1);
    const add = (list, pc, i, before, after) => {
      for (const todo = [pc]; todo.length > 0;) {
        const at = todo.pop();
        if (marks[at] === i) continue;
        marks[at] = i;
        if (at === code.length) return true;
        const step = code[at];
        if (step.member) list.push(at);
        else if (step.look) { if (looks[step.look](before, after)) todo.push(at + 1); }
        else todo.push(step.x, step.y);
      }
      return false;
    };
    for (let i = 0; i <= runes.length; i++) {
      const before = i > 0 ? runes[i - 1] : -1, after = i < runes.length ? runes[i] : -1;
      if (add(now, 0, i, before, after)) return true;
      if (i === runes.length) break;
      const following = i + 1 < runes.length ? runes[i + 1] : -1;
      for (const at of now) {
        const { member, known } = code[at];
        let fits = known.get(after);
        if (fits === undefined) known.set(after, fits = member(after));
        if (fits && add(next, at + 1, i + 1, after, following)) return true;
      }
      [now, next] = [next, now];
      next.length = 0;
    }
    return false;
  }

  return bytes => {
    try {
      const octets = Uint8Array.from(bytes, c => c.charCodeAt(0));
      const tree = new Parser(runesOf(octets, true)).whole();
      let code; // made when it is first needed: a pattern may be too large to want it
      return { steps: tree.n, test: octets => search(code = code || compile(tree, []), runesOf(octets)) };
    } catch (e) {
      if (e instanceof Wrong) return { code: e.code, seen: e.seen };
      throw e;
    }
  };
})();
