// Numbers and times in words.
const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const sizes = [1e9, 1e6, 1e3];
const letters = ['G', 'M', 'k'];

export function count(number) {
  return whole.format(number);
}

// Three or four digits that count: 0.0104, 2.739, 1.2e-5.
export function plain(number) {
  if (number === 0) return '0';
  const size = Math.abs(number);
  if (size >= 1000) return count(number);
  return size < 1e-4 ? number.toExponential(1) : String(Number(number.toPrecision(size < 1 ? 3 : 4)));
}

export function percent(part) {
  return (100 * part).toFixed(part === 1 ? 0 : 1) + '%';
}

// The label of a tick, as short as it can be.
export function tick(number) {
  const at = sizes.findIndex(size => Math.abs(number) >= size);
  if (at >= 0) return Number((number / sizes[at]).toPrecision(3)) + letters[at];
  return number !== 0 && Math.abs(number) < 1e-3 ? Number(number.toPrecision(2)).toExponential() : String(Number(number.toPrecision(3)));
}

export function seconds(time) {
  const all = Math.round(time);
  if (time < 10) return time.toFixed(1) + ' s';
  if (all < 60) return all + ' s';
  if (all < 3600) return `${Math.floor(all / 60)} min ${all % 60} s`;
  return `${count(Math.floor(all / 3600))} h ${Math.floor((all % 3600) / 60)} min`;
}
