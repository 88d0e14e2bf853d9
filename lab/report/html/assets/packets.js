"use strict";
// What the page knows of its packets: it opens the table that fieldtable.go wrote.
// A shape stands for packets that have the same fields; a column of one value is
// the same in all of them.
//
// netlabPackets(table) gives {bytes, octets, header, cell, about, sets}, each a
// function, beside the table's own names. Packets go by their numbers, events by n.
const netlabPackets = (() => {
  // unpack reads LZ4's block format (pack.go says why it is that).
  function unpack(src, size) {
    const out = new Uint8Array(size);
    let to = 0;
    for (let i = 0; i < src.length;) {
      const token = src[i++];
      const length = n => {
        if (n === 15) {
          let more;
          do { more = src[i++]; n += more; } while (more === 255);
        }
        return n;
      };
      for (let n = length(token >> 4); n > 0; n--) out[to++] = src[i++];
      if (i >= src.length) break; // the last sequence has literals only
      let from = to - (src[i] | src[i + 1] << 8);
      i += 2;
      for (let n = length(token & 15) + 4; n > 0; n--) out[to++] = out[from++];
    }
    return out;
  }

  return table => {
    const place = new Map(table.packets.map((number, i) => [number, i]));
    const begins = [];
    let size = 0;
    for (const n of table.sizes) {
      begins.push(size);
      size += n;
    }
    const all = unpack(Uint8Array.from(atob(table.bytes), c => c.charCodeAt(0)), size);

    // rows says for each packet in which shape it stands, and where there.
    const rows = shapes => {
      const out = [];
      for (const shape of shapes) shape.packets.forEach((at, i) => { out[at] = { shape, i }; });
      return out;
    };
    const headers = rows(table.header), values = rows(table.values);
    const columns = table.values.reduce((by, shape) => by.set(shape, new Map(shape.names.map((name, i) => [name, shape.columns[i]]))), new Map());
    const pick = (column, i) => column.length === 1 ? column[0] : column[i];

    const bytes = number => {
      const at = place.get(number);
      return at === undefined ? new Uint8Array() : all.subarray(begins[at], begins[at] + table.sizes[at]);
    };
    const texts = new Map();
    return {
      ...table,
      bytes,

      // octets are the packet's bytes as a text, one character for each.
      octets(number) {
        if (!texts.has(number)) {
          let text = "";
          const whole = bytes(number), piece = 8192; // not every browser takes as many arguments as a packet may have octets
          for (let i = 0; i < whole.length; i += piece) text += String.fromCharCode(...whole.subarray(i, i + piece));
          texts.set(number, text);
        }
        return texts.get(number);
      },

      // header lists the packet's header fields: {name, value, at, bits}, at and bits
      // in bits from its first octet.
      header(number) {
        const row = headers[place.get(number)];
        if (!row) return [];
        return row.shape.names.map((name, k) => {
          const [value, at, bits] = row.shape.columns.slice(3 * k, 3 * k + 3).map(c => pick(c, row.i));
          return { name, value: String(value), at, bits };
        });
      },

      // cell is what the table has of a field; undefined: the packet does not have it.
      cell(number, name) {
        const row = values[place.get(number)];
        const column = row && columns.get(row.shape).get(name);
        return column && pick(column, row.i);
      },

      about: n => table.about[n - 1] || 0, // the packet of an event; 0: none
      sets: n => table.sets[table.stand[n - 1]] || [], // by host, from 0: its states at an event, as bits
    };
  };
})();
