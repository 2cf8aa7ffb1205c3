// Axes: from numbers to places, with round numbers as ticks.
function step(span, parts) {
  const raw = span / parts;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 2.5, 5, 10].find(times => times * power >= raw * 0.999) * power;
}

function linear(from, to) {
  return {from, to, place: number => (number - from) / (to - from)};
}

// From a round number to a round number around the values.
export function plainScale(least, greatest, parts = 4) {
  const low = Math.min(least, greatest);
  const span = greatest - low || Math.abs(greatest) || 1;
  const by = step(span, parts);
  const from = Math.floor(low / by + 1e-9) * by;
  const to = Math.max(from + by, Math.ceil(greatest / by - 1e-9) * by);
  const ticks = [];
  for (let i = 0; from + i * by <= to + by / 2; i++) ticks.push(Number((from + i * by).toPrecision(12)));
  return {...linear(from, to), ticks};
}

// From 0 to the last step, which is no round number; ticks are.
export function stepScale(last, parts) {
  const to = Math.max(last, 1);
  const by = Math.max(1, step(to, parts));
  const ticks = [];
  for (let at = 0; at <= to; at += by) ticks.push(at);
  return {...linear(0, to), ticks};
}

export function logScale(least, greatest) {
  const round = [1, 2, 5];
  const floor = Math.floor(Math.log10(least));
  const steps = [];
  for (let power = floor; power <= Math.ceil(Math.log10(greatest)) + 1; power++) {
    for (const times of round) steps.push(Number((times * 10 ** power).toPrecision(3)));
  }
  const first = Math.max(0, steps.findLastIndex(value => value <= least * 1.001));
  const last = Math.max(first + 1, steps.findIndex(value => value >= greatest * 0.999));
  const from = Math.log10(steps[first]);
  const to = Math.log10(steps[last]);
  const inside = steps.slice(first, last + 1);
  const decades = inside.filter(value => Math.abs(Math.log10(value) % 1) < 1e-9);
  return {
    from: steps[first], to: steps[last],
    place: number => (Math.log10(Math.max(number, 1e-300)) - from) / (to - from),
    ticks: inside.length > 7 && decades.length > 1 ? decades : inside,
  };
}
