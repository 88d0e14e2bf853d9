"use strict";
// Literals of the filter language: a port of hooks/filter's literal.go and of what
// Go's strconv, time and net/netip read. Each gives null where the text is none.
const netlabLiterals = (() => {
  // number reads 80, 0x50, 0o120, 0120 or 0b1010000. What has no room in 64 bits is
  // Infinity: too large for any field.
  function number(word) {
    const m = /^(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+)|0([0-7]+)|(0|[1-9][0-9]*))$/.exec(word);
    if (!m) return null;
    const digits = m[1] ? "0x" + m[1] : m[2] ? "0o" + m[2] : m[3] ? "0b" + m[3] : m[4] ? "0o" + m[4] : m[5];
    const v = BigInt(digits);
    return v > 0xffffffffffffffffn ? Infinity : Number(v);
  }

  const units = { ns: 1n, us: 1000n, "µs": 1000n, "μs": 1000n, ms: 1000000n, s: 1000000000n, m: 60000000000n, h: 3600000000000n };
  const most = (1n << 63n) - 1n;

  // duration reads 1m30s, in nanoseconds (Go's time.ParseDuration).
  function duration(word) {
    if (word === "0" || word === "-0") return 0n;
    const negative = word[0] === "-";
    let rest = negative ? word.slice(1) : word, sum = 0n;
    if (rest === "") return null;
    while (rest !== "") {
      const m = /^([0-9]*)(?:\.([0-9]*))?([^0-9.]+)/.exec(rest);
      if (!m || m[1] === "" && !m[2] || !Object.hasOwn(units, m[3])) return null;
      const unit = units[m[3]];
      sum += BigInt(m[1] || "0") * unit;
      if (m[2]) {
        let digits = m[2]; // as many as 63 bits have room for
        while (BigInt(digits) > most) digits = digits.slice(0, -1);
        sum += BigInt(Math.trunc(Number(BigInt(digits)) * (Number(unit) / 10 ** digits.length)));
      }
      if (sum > most + (negative ? 1n : 0n)) return null;
      rest = rest.slice(m[0].length);
    }
    return negative ? -sum : sum;
  }

  // moment reads a duration with its unit, or seconds.
  function moment(word) {
    let d = duration(word);
    if (d === null && /^[0-9.]*$/.test(word)) d = duration(word + "s");
    return d === null || d < 0n ? null : d;
  }

  // momentText writes a duration as Go does: 1m30s, 1.5ms.
  function momentText(d) {
    const point = (n, digits) => {
      const whole = n / 10n ** BigInt(digits), rest = (n % 10n ** BigInt(digits)).toString().padStart(digits, "0").replace(/0+$/, "");
      return whole + (rest ? "." + rest : "");
    };
    if (d === 0n) return "0s";
    if (d < 1000n) return d + "ns";
    if (d < 1000000n) return point(d, 3) + "µs";
    if (d < 1000000000n) return point(d, 6) + "ms";
    const minutes = d / units.m, seconds = point(d % units.m, 9) + "s";
    if (minutes === 0n) return seconds;
    return (minutes >= 60n ? minutes / 60n + "h" : "") + minutes % 60n + "m" + seconds;
  }

  function address4(text) {
    const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
    if (!m) return null;
    let v = 0n;
    for (const part of m.slice(1)) {
      if (Number(part) > 255 || part.length > 1 && part[0] === "0") return null;
      v = v << 8n | BigInt(part);
    }
    return v;
  }

  function address6(text) {
    const halves = text.split("::");
    if (halves.length > 2) return null;
    const parts = half => half === "" ? [] : half.split(":");
    const groups = [];
    let gap = -1;
    for (let h = 0; h < halves.length; h++) {
      const list = parts(halves[h]);
      if (h === 1) gap = groups.length;
      for (let i = 0; i < list.length; i++) {
        const v4 = h === halves.length - 1 && i === list.length - 1 && list[i].includes(".") ? address4(list[i]) : null;
        if (v4 !== null) groups.push(v4 >> 16n, v4 & 0xffffn);
        else if (/^[0-9a-fA-F]{1,4}$/.test(list[i])) groups.push(BigInt("0x" + list[i]));
        else return null;
      }
    }
    if (gap < 0 ? groups.length !== 8 : groups.length > 7) return null;
    if (gap >= 0) groups.splice(gap, 0, ...Array(8 - groups.length).fill(0n));
    return groups.reduce((v, g) => v << 16n | g, 0n);
  }

  // prefix reads an address or a prefix: {bits: 32 or 128, low, high, text}.
  function prefix(word) {
    const [text, length, more] = word.split("/");
    const bits = text.includes(":") ? 128 : 32, v = bits === 128 ? address6(text) : address4(text);
    if (v === null || more !== undefined) return null;
    if (length !== undefined && !(/^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= bits)) return null;
    const free = BigInt(bits - (length === undefined ? bits : Number(length)));
    const low = v >> free << free, high = low + (1n << free) - 1n;
    return { bits, low, high, text: addressText(low, bits) + (free > 0n ? "/" + length : "") };
  }

  // addressText is RFC 5952's form, as Go writes it.
  function addressText(v, bits) {
    const dotted = n => [24n, 16n, 8n, 0n].map(s => n >> s & 0xffn).join(".");
    if (bits === 32) return dotted(v);
    if (v >> 32n === 0xffffn) return "::ffff:" + dotted(v & 0xffffffffn);
    const groups = Array.from({ length: 8 }, (_, i) => (v >> BigInt(112 - 16 * i) & 0xffffn).toString(16));
    let from = -1, longest = 1;
    for (let i = 0; i < 8; i++) {
      let n = 0;
      while (groups[i + n] === "0") n++;
      if (n > longest) [from, longest] = [i, n];
    }
    if (from < 0) return groups.join(":");
    return groups.slice(0, from).join(":") + "::" + groups.slice(from + longest).join(":");
  }

  // hex reads 47:45:54, 47-45-54, 47.45.54, 0x474554, 47 or 7, as octets.
  function hex(s) {
    let digits = s;
    const m = /^0[xX]/.exec(s);
    if (m) {
      digits = s.slice(2);
      if (digits.length % 2) digits = "0" + digits;
    } else {
      if (digits.length === 1) digits = "0" + digits;
      if (digits.length > 2) {
        const separator = digits[2], parts = digits.split(separator);
        if (!":-.".includes(separator) || parts.some(p => netlabLex.octets(p).length !== 2)) return null;
        digits = parts.join("");
      }
    }
    if (!/^([0-9a-fA-F]{2})+$/.test(digits)) return null;
    return digits.match(/../g).map(d => String.fromCharCode(parseInt(d, 16))).join("");
  }
  const hexText = octets => Array.from(octets, c => c.charCodeAt(0).toString(16).padStart(2, "0")).join(":");

  // state reads a state's name in any of the ways in which they are written: a
  // port of event.ParseState. words are the table's, states its names.
  function state(text, words) {
    if (netlabLex.octets(text).length > "TCP_NEW_SYN_RECV".length) return 0;
    const bare = text.toLowerCase().replace(/[-_]/g, "").replace(/^tcp/, "");
    return Object.hasOwn(words, bare) ? words[bare] : 0;
  }

  return { number, moment, momentText, prefix, address6, hex, hexText, state };
})();
