// A chart of lines over steps: drawn as SVG, read by pointer or keys, with a table below.
import {html, svg, say, show, table} from './dom.js';
import {plainScale, stepScale, logScale} from './scale.js';
import {count, tick} from './format.js';

const LEFT = 50, RIGHT = 10, TOP = 10, BOTTOM = 24;
const MARKERS = {
  dot: (x, y) => `M${x - 3},${y}a3,3 0 1,0 6,0a3,3 0 1,0 -6,0`,
  square: (x, y) => `M${x - 3},${y - 3}h6v6h-6z`,
  diamond: (x, y) => `M${x},${y - 5}l5,5l-5,5l-5,-5z`,
  triangle: (x, y) => `M${x},${y - 4}l4,7h-8z`,
};
const MOST_MARKERS = 40;
const MOST_ROWS = 24;

// The sample of a line for a legend or a list.
export function sample(line) {
  const parts = [svg('path', {class: `line ${line.ink}`, d: 'M0,6H26'})];
  if (line.band) parts.unshift(svg('rect', {class: `band ${line.ink}`, width: 26, height: 12}));
  if (line.marker) parts.push(svg('path', {class: `marker ${line.ink}`, d: MARKERS[line.marker](13, 6)}));
  return svg('svg', {class: 'sample', width: 26, height: 12, viewBox: '0 0 26 12', 'aria-hidden': 'true'}, ...parts);
}

export class Chart {
  // What it is called, what its numbers are, how they read, which scale: log, share or plain.
  constructor({id, title, unit, scale, empty}) {
    Object.assign(this, {id, title, unit, scale, waiting: empty, lines: [], width: 0, height: 0, last: 1, at: null, later: null});
    this.plot = svg('svg', {'aria-hidden': 'true'});
    this.grid = svg('g');
    this.clip = svg('rect');
    this.curves = svg('g', {'clip-path': `url(#clip-${id})`});
    this.cross = svg('line', {class: 'cross'});
    this.hits = svg('path', {class: 'hits'});
    this.plot.append(svg('clipPath', {id: `clip-${id}`}, this.clip), this.grid, this.curves, this.cross, this.hits);
    this.reader = html('div', {class: 'reader', role: 'slider', tabindex: 0, 'aria-label': `${title}, by step`, 'aria-valuemin': 0, 'aria-valuenow': 0, 'aria-valuetext': empty}, this.plot);
    this.tip = html('div', {class: 'tip', 'aria-hidden': 'true', hidden: ''});
    this.empty = html('p', {class: 'empty'}, empty);
    this.legend = html('ul', {class: 'legend'});
    this.details = html('details', {}, html('summary', {}, 'As a table'), html('div', {class: 'wide', tabindex: 0, role: 'group', 'aria-label': `${title}, as a table`}));
    this.details.addEventListener('toggle', () => this.tabulate());
    this.note = html('p', {class: 'note'});
    this.figure = html('figure', {class: 'chart', id},
      html('figcaption', {}, html('h3', {}, title)), this.legend,
      html('div', {class: 'frame'}, this.reader, this.tip, this.empty), this.note, this.details);
    new ResizeObserver(() => this.resize()).observe(this.reader);
    this.listen();
  }

  listen() {
    this.reader.addEventListener('pointermove', event => {
      const x = event.clientX - this.reader.getBoundingClientRect().left;
      this.point((x - LEFT) / Math.max(1, this.width - LEFT - RIGHT) * this.last);
    });
    this.reader.addEventListener('pointerleave', () => document.activeElement === this.reader || this.point(null));
    this.reader.addEventListener('focus', () => this.reader.matches(':focus-visible') && this.point(this.at ?? this.last));
    this.reader.addEventListener('blur', () => this.point(null));
    this.reader.addEventListener('keydown', event => {
      const steps = this.steps();
      const here = this.at === null ? steps.length - 1 : nearest(steps, this.at);
      const leap = Math.max(1, Math.round(steps.length / 10));
      const moves = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -leap, PageUp: leap, Home: -Infinity, End: Infinity};
      if (event.key === 'Escape') this.point(null);
      if (!(event.key in moves) || steps.length === 0) return;
      event.preventDefault();
      this.point(steps[Math.max(0, Math.min(steps.length - 1, here + moves[event.key]))]);
    });
  }

  // All steps that something was measured at.
  steps() {
    return [...new Set(this.lines.flatMap(line => line.x))].sort((a, b) => a - b);
  }

  resize() {
    const box = this.reader.getBoundingClientRect();
    if (box.width === this.width && box.height === this.height) return;
    this.width = box.width;
    this.height = box.height;
    this.draw();
  }

  // Lines: {name, ink, marker, x, y, low, high, now}; of a band, low and high are its edges.
  // Where there are none, the page says why: in words of its own, or as it is usual.
  update(lines, last, note = '', why = this.waiting) {
    this.lines = lines.filter(line => line.x.length > 0);
    say(this.empty, why);
    this.last = Math.max(1, last);
    say(this.note, note);
    this.draw();
    this.explain();
    if (this.lines.length > 0 && document.activeElement !== this.reader) {
      this.announce(Math.max(...this.lines.map(line => line.x.at(-1))), this.lines.map(line => ({line, i: line.x.length - 1})));
    }
    if (this.details.open) {
      this.later ??= setTimeout(() => this.tabulate(), 500);
    }
  }

  explain() {
    const words = this.lines.map(line => line.name + line.ink + (line.band ? 'b' : '')).join();
    if (words !== this.explained) {
      this.explained = words;
      this.legend.replaceChildren(...this.lines.map(line =>
        html('li', {}, sample(line), html('span', {}, line.name), html('b', {}))));
    }
    this.lines.forEach((line, i) => say(this.legend.children[i].lastChild, line.now ?? this.unit(line.y.at(-1))));
  }

  // The axis of the numbers.
  vertical() {
    let least = Infinity, greatest = -Infinity;
    for (const {y} of this.lines) {
      for (const value of y) {
        if (value < least) least = value;
        if (value > greatest) greatest = value;
      }
    }
    if (least > greatest) [least, greatest] = [0, 1];
    if (this.scale === 'share') return plainScale(greatest - least < 0.2 && least > 0.5 ? least : 0, 1);
    if (this.scale === 'log' && least > 0 && greatest / least > 12) return logScale(least, greatest);
    return plainScale(Math.min(0, least), greatest * 1.02 || 1);
  }

  draw() {
    show(this.empty, this.lines.length === 0);
    this.reader.classList.toggle('bare', this.lines.length === 0);
    if (this.width === 0) return;
    const right = this.width - RIGHT, bottom = this.height - BOTTOM;
    const y = this.vertical(), x = stepScale(this.last, this.width < 360 ? 3 : 5);
    const px = step => LEFT + x.place(step) * (right - LEFT);
    const py = value => bottom - y.place(value) * (bottom - TOP);
    Object.assign(this, {px, py});
    this.plot.setAttribute('viewBox', `0 0 ${this.width} ${this.height}`);
    set(this.clip, {x: LEFT, y: TOP - 6, width: right - LEFT + 6, height: bottom - TOP + 7});
    const key = [y.from, y.to, y.ticks.length, this.last, this.width, this.height].join();
    if (key !== this.drawn) {
      this.drawn = key;
      const parts = [];
      for (const value of y.ticks) {
        const at = py(value);
        parts.push(svg('line', {class: 'grid', x1: LEFT, x2: right, y1: at, y2: at}),
          svg('text', {x: LEFT - 8, y: at + 4, 'text-anchor': 'end'}, this.scale === 'share' ? Math.round(1000 * value) / 10 + '%' : tick(value)));
      }
      for (const step of x.ticks) {
        parts.push(svg('text', {x: px(step), y: this.height - 6, 'text-anchor': px(step) > right - 14 ? 'end' : 'middle'}, tick(step)));
      }
      parts.push(svg('line', {class: 'axis', x1: LEFT, x2: right, y1: bottom, y2: bottom}));
      this.grid.replaceChildren(...parts);
    }
    while (this.curves.children.length > 3 * this.lines.length) this.curves.lastChild.remove();
    while (this.curves.children.length < 3 * this.lines.length) this.curves.append(svg('path'));
    this.lines.forEach((line, i) => {
      const [band, path, markers] = [0, 1, 2].map(part => this.curves.children[3 * i + part]);
      set(band, {class: `band ${line.ink}`, d: line.band ? area(line, px, py) : ''});
      set(path, {class: `line ${line.ink}`, d: line.x.length > 1 ? curve(line.x, line.y, px, py) : ''});
      set(markers, {class: `marker ${line.ink}`, d: marks(line, px, py)});
    });
    this.point(this.at);
  }

  // Shows what the lines say at a step; null for nowhere.
  point(step) {
    const steps = step === null ? [] : this.steps();
    this.at = steps.length === 0 ? null : steps[nearest(steps, step)];
    const told = this.at === null ? [] : this.told(this.at);
    show(this.tip, told.length > 0);
    this.cross.classList.toggle('on', told.length > 0);
    this.hits.setAttribute('d', '');
    if (told.length === 0 || !this.px) return;
    const x = this.px(this.at);
    set(this.cross, {x1: x, x2: x, y1: TOP, y2: this.height - BOTTOM});
    this.hits.setAttribute('d', told.map(({line, i}) => MARKERS.dot(this.px(line.x[i]), this.py(line.y[i]))).join(''));
    this.tip.replaceChildren(html('b', {}, `Step ${count(this.at)}`),
      ...told.map(({line, i}) => html('span', {}, `${line.name} ${this.words(line, i)}`)));
    const room = this.width - this.tip.offsetWidth - 8;
    this.tip.style.left = Math.max(0, Math.min(room, x + 12 > room ? x - this.tip.offsetWidth - 12 : x + 12)) + 'px';
    this.announce(this.at, told);
  }

  // What a screen reader says of the chart.
  announce(step, told) {
    set(this.reader, {'aria-valuemax': this.last, 'aria-valuenow': step, 'aria-valuetext':
      `Step ${count(step)}: ` + told.map(({line, i}) => `${line.name} ${this.words(line, i)}`).join(', ')});
  }

  words(line, i) {
    const value = this.unit(line.y[i]);
    return line.band && line.high[i] > line.low[i] ? `${value} (${this.unit(line.low[i])} to ${this.unit(line.high[i])})` : value;
  }

  // The point of each line that is next to a step, if it is near.
  told(step) {
    const near = Math.max(1, this.last / 100);
    return this.lines.map(line => ({line, i: nearest(line.x, step)}))
      .filter(({line, i}) => i >= 0 && Math.abs(line.x[i] - step) <= near);
  }

  tabulate() {
    clearTimeout(this.later);
    this.later = null;
    if (!this.details.open) return;
    const steps = this.steps();
    const each = Math.max(1, Math.ceil(steps.length / MOST_ROWS));
    const shown = steps.filter((_, i) => (steps.length - 1 - i) % each === 0);
    const head = ['Step', ...this.lines.map(line => line.name)];
    const rows = shown.map((step, row) => {
      const after = row === 0 ? -1 : shown[row - 1];
      return [count(step), ...this.lines.map(line => {
        const i = line.x.findLastIndex(at => at <= step && at > after);
        return i < 0 ? '' : this.unit(line.y[i]);
      })];
    });
    this.details.lastChild.replaceChildren(table(this.title, head, rows.reverse()));
  }
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

function nearest(sorted, number) {
  let low = 0, high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < number) low = middle + 1; else high = middle;
  }
  return low > 0 && number - sorted[low - 1] <= sorted[low] - number ? low - 1 : sorted.length ? low : -1;
}

function curve(x, y, px, py) {
  let path = '';
  for (let i = 0; i < x.length; i++) path += `${i ? 'L' : 'M'}${px(x[i]).toFixed(1)},${py(y[i]).toFixed(1)}`;
  return path;
}

function area(line, px, py) {
  let path = curve(line.x, line.high, px, py);
  for (let i = line.x.length - 1; i >= 0; i--) path += `L${px(line.x[i]).toFixed(1)},${py(line.low[i]).toFixed(1)}`;
  return path + 'Z';
}

function marks(line, px, py) {
  const few = line.x.length <= MOST_MARKERS ? 1 : Math.ceil(line.x.length / MOST_MARKERS);
  const marker = MARKERS[line.marker ?? 'dot'];
  if (!line.marker && line.x.length > 1) return '';
  let path = '';
  for (let i = line.x.length - 1; i >= 0; i -= few) path += marker(Number(px(line.x[i]).toFixed(1)), Number(py(line.y[i]).toFixed(1)));
  return path;
}
