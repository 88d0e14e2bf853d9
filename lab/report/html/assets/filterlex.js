"use strict";
// The pieces of a filter expression: a port of hooks/filter's lex.go. What a string
// says is kept as octets, one character for each.
const netlabLex = (() => {
  const encoder = new TextEncoder();

  // octets is a text in UTF-8, one character for each octet; text is the way back.
  const octets = text => Array.from(encoder.encode(text), b => String.fromCharCode(b)).join("");
  const text = octets => new TextDecoder().decode(Uint8Array.from(octets, c => c.charCodeAt(0)));

  // Signs in the order in which they are tried, and what other languages have.
  const signs = ["===", "!==", "==", "!=", "~=", "<=", ">=", "&&", "||", "^^", "..", "<", ">", "!", "&", "~", "(", ")", "{", "}", ","];
  const hints = { "=": ["write", "=="], "|": ["write", "||"], "^": ["xor"], "'": ["char.how"], "[": ["slice.where"] };

  // lex reads the token at an offset: {kind, text, at, value, hint}. It never
  // fails: what cannot be read is a "bad" token, which hurts only if it is needed.
  function lex(src, at) {
    while (at < src.length && " \t\r\n".includes(src[at])) at++;
    const s = src.slice(at);
    if (s === "") return { kind: "end", text: "", at };
    if (s[0] === '"') return string(s, at);
    if (/^[rR]"/.test(s)) return raw(s, at);
    if (s[0] === "'") return char(s, at);
    const sign = signs.find(x => s.startsWith(x));
    if (sign) return { kind: "sign", text: sign, at };
    const word = wordOf(s);
    if (word) return { kind: "word", text: word, at };
    const c = String.fromCodePoint(s.codePointAt(0)), rune = s.codePointAt(0);
    const bad = { kind: "bad", text: c, at, value: ["unread", show(c)], hint: hints[c] };
    if (rune >= 0xff01 && rune <= 0xff5e) bad.hint = ["wide", String.fromCharCode(rune - 0xff01 + 0x21)];
    if ("“”„".includes(c)) bad.hint = ["quote"];
    return bad;
  }

  // wordOf is how much of s is a word. Two dots end one: 1000..2000 is a range.
  function wordOf(s) {
    const word = /^[\p{L}\p{Nd}_.:/-]*/u.exec(s)[0];
    const dots = word.indexOf("..");
    return dots < 0 ? word : word.slice(0, dots);
  }

  function string(s, at) {
    let value = "";
    for (let i = 1; i < s.length;) {
      if (s[i] === '"') return { kind: "string", text: s.slice(0, i + 1), at, value };
      if (s[i] === "\\") {
        const [c, n] = unescape(s.slice(i));
        if (n === 0) {
          const next = s.codePointAt(i + 1);
          const bad = s.slice(i, i + 1) + (next === undefined ? "" : String.fromCodePoint(next));
          return { kind: "bad", text: bad, at: at + i, value: ["escape", show(bad)], hint: ["escape.do"] };
        }
        value += c;
        i += n;
        continue;
      }
      const c = String.fromCodePoint(s.codePointAt(i));
      value += octets(c);
      i += c.length;
    }
    return unclosed(s, at);
  }

  // raw reads r"...", in which a backslash stands for itself, also before a quote
  // that it keeps from ending the string.
  function raw(s, at) {
    for (let i = 2; i < s.length; i++) {
      if (s[i] === "\\") i++;
      else if (s[i] === '"') return { kind: "string", text: s.slice(0, i + 1), at, value: octets(s.slice(2, i)) };
    }
    return unclosed(s, at);
  }

  function char(s, at) {
    if (s.length >= 3 && s[1] !== "\\" && s[1] !== "'" && s[1] < "\x80" && s[2] === "'") return { kind: "char", text: s.slice(0, 3), at, value: s[1] };
    if (s.length > 2 && s[1] === "\\") {
      const [c, n] = unescape(s.slice(1));
      if (n > 0 && s[1 + n] === "'") return { kind: "char", text: s.slice(0, n + 2), at, value: c };
    }
    return { kind: "bad", text: s.slice(0, 1), at, value: ["char"], hint: ["char.do"] };
  }

  const unclosed = (s, at) => ({ kind: "bad", text: s, at, value: ["unclosed"], hint: ["unclosed.do"] });

  // unescape reads C's escape sequence at the beginning of s: its octet and its
  // length, 0 where there is none.
  function unescape(s) {
    if (s.length < 2) return ["", 0];
    const i = "abfnrtv\\'\"".indexOf(s[1]);
    if (i >= 0) return ["\x07\b\f\n\r\t\v\\'\""[i], 2];
    const m = s[1] === "x" ? /^\\x([0-9A-Fa-f]{1,2})/.exec(s) : /^\\([0-7]{1,3})/.exec(s);
    const v = m ? parseInt(m[1], s[1] === "x" ? 16 : 8) : 256;
    return v > 255 ? ["", 0] : [String.fromCharCode(v), m[0].length];
  }

  // quote writes octets so that lex reads them back.
  function quote(value) {
    const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
    const hex = part => Array.from(part, c => "\\x" + c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
    let out = "";
    for (let i = 0; i < value.length;) {
      const lead = value.charCodeAt(i), n = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
      const part = value.slice(i, i + n);
      let rune = "";
      try {
        rune = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(part, c => c.charCodeAt(0)));
      } catch {
        out += hex(value[i]);
        i++;
        continue;
      }
      out += rune === '"' || rune === "\\" ? "\\" + rune : printable.test(rune) ? rune : hex(part);
      i += n;
    }
    return '"' + out + '"';
  }

  // show quotes what was seen, shortened, for a message.
  function show(seen) {
    let value = octets(seen);
    if (value.length > 40) {
      let i = 40;
      while ((value.charCodeAt(i) & 0xc0) === 0x80) i--;
      value = value.slice(0, i) + octets("…");
    }
    return quote(value);
  }

  // near is the word of the list that was most likely meant: a port of
  // segment.Nearest.
  function near(word, of) {
    of = of.slice(0, 1000);
    const w = octets(word.toLowerCase());
    if (w === "" || w.length > 64) return "";
    let best = "", least = Math.max(1, Math.floor(w.length / 3)) + 1;
    for (const candidate of of) {
      const d = octets(candidate).length > 64 ? least : distance(w, octets(candidate.toLowerCase()));
      if (d < least) [best, least] = [candidate, d];
    }
    if (best === "" && w.length >= 2) return of.find(c => octets(c.toLowerCase()).startsWith(w)) || "";
    return best;
  }

  // distance counts the edits between two words (optimal string alignment).
  function distance(a, b) {
    let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        const cost = a[i - 1] === b[j - 1] ? 0 : 1;
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[b.length];
  }

  return { lex, quote, show, near, octets, text };
})();
