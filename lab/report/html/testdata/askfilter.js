// Asks the page's filter language from a test: expressions come in, answers go out.
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const packets = netlabFilter.open(input.table);
const answers = input.exprs.map(text => {
  const { error, text: normal, test } = netlabFilter.compile(text, packets);
  if (error) return { error };
  return { text: normal, events: input.at.flatMap((at, i) => test({ n: i + 1, at }) ? [i + 1] : []) };
});
process.stdout.write(JSON.stringify(answers));
