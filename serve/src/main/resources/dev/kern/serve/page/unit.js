// How one number of a layer comes about: its window, times its filter, channel by channel, added up.

import { html, say } from './dom.js';
import { plain } from './format.js';
import { colour, floats } from './layers.js';

const WITH_NUMBERS = 7;

const WORDS = {
  conv2d: 'sum of all products', matmul: 'sum of all products', add_bias: 'plus the bias',
  normalize: 'normalised', max_pool: 'the largest', average_pool: 'the mean', relu: 'relu: negative becomes 0',
};

export class UnitView {
  constructor(root) {
    this.root = root;
    this.lead = root.querySelector('#unit-lead');
    this.body = root.querySelector('#unit-body');
    this.channel = 0;
  }

  hide() {
    this.root.hidden = true;
  }

  update(unit, at, layer, before) {
    this.root.hidden = false;
    const place = layer.image ? `row ${at.row}, column ${at.column}, channel ${at.channel}` : `number ${at.channel}`;
    if (!unit.steps) {
      say(this.lead, `${layer.name}, ${place}: this layer can’t be explained here.`);
      this.body.replaceChildren();
      return;
    }
    const value = unit.steps[unit.steps.length - 1].value;
    say(
      this.lead,
      `${layer.name}, ${place} is ${plain(value)}. It sees ${unit.rows} × ${unit.columns} × ${unit.channels} numbers of ${before}.`);
    const window = floats(unit.window);
    const weights = unit.weights ? floats(unit.weights) : null;
    const sums = weights ? this.sums(unit, window, weights) : null;
    if (this.channel >= unit.channels || this.last !== layer.name) {
      this.channel = sums ? sums.reduce((best, sum, c) => (Math.abs(sum) > Math.abs(sums[best]) ? c : best), 0) : 0;
    }
    this.last = layer.name;
    this.show = () => this.body.replaceChildren(...this.parts(unit, window, weights, sums));
    this.show();
  }

  sums(unit, window, weights) {
    const sums = new Array(unit.channels).fill(0);
    for (let i = 0; i < window.length; i++) sums[i % unit.channels] += window[i] * weights[i];
    return sums;
  }

  parts(unit, window, weights, sums) {
    const parts = [];
    if (sums && unit.channels > 1 && unit.rows * unit.columns > 1) parts.push(this.channels(sums));
    parts.push(weights ? this.sum(unit, window, weights, sums) : this.pool(unit, window));
    parts.push(
      html('ol', { class: 'steps' },
        ...unit.steps.map(step =>
          html('li', {}, html('span', {}, `${WORDS[step.op] ?? step.op} `), html('b', {}, plain(step.value))))));
    return parts;
  }

  channels(sums) {
    return html('ul', { class: 'channels', 'aria-label': 'Channels of the window, each with its sum' },
      ...sums.map((sum, c) => {
        const button = html('button', { type: 'button', 'aria-pressed': c === this.channel }, `channel ${c}: ${plain(sum)}`);
        button.addEventListener('click', () => {
          this.channel = c;
          this.show();
          this.body.querySelectorAll('.channels button')[c].focus();
        });
        return html('li', {}, button);
      }));
  }

  sum(unit, window, weights, sums) {
    const flat = unit.rows * unit.columns === 1;
    const grid = numbers => flat ? this.line(numbers) : this.cells(unit, i => numbers[i * unit.channels + this.channel]);
    const products = window.map((value, i) => value * weights[i]);
    const total = flat ? products.reduce((sum, product) => sum + product, 0) : sums[this.channel];
    const of = flat || unit.channels === 1 ? '' : ` of channel ${this.channel}`;
    return html('div', { class: 'sum' },
      this.figure(grid(window), `what it sees${of}`), sign('×'),
      this.figure(grid(weights), `its filter${of}`), sign('='),
      this.figure(grid(products), 'the products'), sign('→'),
      this.figure(html('div', { class: 'total' }, plain(total)), 'their sum'));
  }

  pool(unit, window) {
    return html('div', { class: 'sum' },
      this.figure(this.cells(unit, i => window[i]), 'what it sees'), sign('→'),
      this.figure(html('div', { class: 'total' }, plain(unit.steps[0].value)),
        unit.steps[0].op === 'max_pool' ? 'the largest' : 'their mean'));
  }

  /** Many numbers without a place: a square of them. */
  line(numbers) {
    const side = Math.ceil(Math.sqrt(numbers.length));
    return this.table(Math.ceil(numbers.length / side), side, i => numbers[i], numbers.length);
  }

  cells(unit, value) {
    return this.table(unit.rows, unit.columns, value, unit.rows * unit.columns);
  }

  table(rows, columns, value, count) {
    const values = Array.from({ length: count }, (_, i) => value(i));
    const strongest = values.reduce((most, number) => Math.max(most, Math.abs(number)), 0) || 1;
    const small = columns > WITH_NUMBERS || rows > WITH_NUMBERS;
    const body = html('tbody');
    for (let y = 0; y < rows; y++) {
      const row = html('tr');
      for (let x = 0; x < columns; x++) {
        const number = values[y * columns + x];
        const cell = number === undefined ? html('td') : html('td', { title: plain(number) }, short(number));
        if (number !== undefined) {
          cell.style.backgroundColor = `rgb(${colour(number / strongest)})`;
          cell.style.color = number < -0.32 * strongest ? '#fff' : '#000';
        }
        row.append(cell);
      }
      body.append(row);
    }
    return html('table', { class: small ? 'cells small' : 'cells' }, body);
  }

  figure(content, caption) {
    return html('figure', {}, content, html('figcaption', {}, caption));
  }
}

/** A number that fits into a cell; all of it is in the cell's title. */
function short(number) {
  const size = Math.abs(number);
  if (size >= 1000) return number.toExponential(0);
  return String(Number(number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
}

function sign(character) {
  return html('span', { class: 'sign' }, character);
}
