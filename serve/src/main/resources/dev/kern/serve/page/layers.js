// Sheets of activations: one canvas per layer, its channels side by side, each unit a few pixels.

import { html, show } from './dom.js';
import { plain } from './format.js';

const GAP = 2;
const WIDEST = 800;
const NAMES = 200;
const TILE = 72;

export function bytes(base64) {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

export function floats(base64) {
  return new Float32Array(bytes(base64).buffer);
}

/** How wide a sheet may be: beside the names, or below them on a small screen. */
function room() {
  const all = document.getElementById('sheets').clientWidth;
  return Math.min(WIDEST, matchMedia('(max-width: 44rem)').matches ? all : all - NAMES);
}

const NEGATIVE = [11, 42, 102];
const ZERO = [154, 154, 151];
const POSITIVE = [255, 233, 186];

/** Dark blue for negative, light orange for positive, as strong as the share of the strongest. */
export function colour(share) {
  const strong = share < 0 ? NEGATIVE : POSITIVE;
  const part = Math.min(1, Math.abs(share));
  return ZERO.map((value, i) => Math.round(value + (strong[i] - value) * part));
}

/** The sheet of a layer, which tells which unit is chosen. */
export class Sheet {
  constructor(layer, chosen) {
    this.chosen = chosen;
    this.words = html('div');
    this.canvas = html('canvas');
    this.mark = html('div', { class: 'mark', hidden: '' });
    this.sheet = html('div', { class: 'sheet' }, this.canvas, this.mark);
    this.root = html('div', { class: 'layer' }, this.words, this.sheet);
    this.at = null;
    this.canvas.addEventListener('click', event => this.click(event));
    this.canvas.addEventListener('keydown', event => this.key(event));
    this.name(layer);
    this.update(layer);
  }

  name(layer) {
    const size = layer.image ? `${layer.rows} × ${layer.columns} × ${layer.channels}` : `${layer.channels} numbers`;
    const part = layer.shown < layer.channels ? `, the first ${layer.shown} shown` : '';
    const hint = layer.explained ? '' : ', can’t be explained here';
    this.words.append(html('h3', {}, layer.name), html('span', { class: 'detail' }, size + part + hint));
    if (layer.explained) {
      this.sheet.classList.add('explained');
      this.canvas.tabIndex = 0;
      this.canvas.setAttribute('role', 'application');
    } else {
      this.canvas.setAttribute('role', 'img');
    }
  }

  update(layer) {
    this.layer = layer;
    const values = bytes(layer.values);
    this.height = Math.ceil(layer.rows / layer.step);
    this.width = Math.ceil(layer.columns / layer.step);
    const zoom = layer.image ? Math.max(1, Math.min(6, Math.floor(TILE / this.width))) : 14;
    this.zoom = zoom;
    this.tile = this.width * zoom + GAP;
    const most = Math.max(1, Math.min(layer.shown, Math.floor((room() + GAP) / this.tile)));
    const down = Math.ceil(layer.shown / most);
    this.across = Math.ceil(layer.shown / down);
    this.canvas.width = this.across * this.tile - GAP;
    this.canvas.height = down * (this.height * zoom + GAP) - GAP;
    const picture = this.canvas.getContext('2d');
    const strongest = Math.max(-layer.low, layer.high) || 1;
    const span = layer.high > layer.low ? layer.high - layer.low : 1;
    const table = Array.from({ length: 256 }, (_, b) => colour((layer.low + (b / 255) * span) / strongest));
    const image = picture.createImageData(this.canvas.width, this.canvas.height);
    for (let c = 0; c < layer.shown; c++) {
      const [x0, y0] = this.corner(c);
      for (let y = 0; y < this.height * zoom; y++) {
        for (let x = 0; x < this.width * zoom; x++) {
          const unit = (Math.floor(y / zoom) * this.width + Math.floor(x / zoom)) * layer.shown + c;
          const [r, g, b] = table[values[unit]];
          image.data.set([r, g, b, 255], ((y0 + y) * this.canvas.width + x0 + x) * 4);
        }
      }
    }
    picture.putImageData(image, 0, 0);
    const many = layer.image ? `${layer.shown} channels` : `${layer.shown} numbers`;
    this.canvas.setAttribute(
      'aria-label',
      `${layer.name}: ${many} from ${plain(layer.low)} to ${plain(layer.high)}` +
        (layer.explained ? '; arrow keys move to a unit, Enter explains it' : ''));
    this.place();
  }

  corner(channel) {
    return [
      (channel % this.across) * this.tile,
      Math.floor(channel / this.across) * (this.height * this.zoom + GAP),
    ];
  }

  click(event) {
    if (!this.layer.explained) return;
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.canvas.width;
    const y = ((event.clientY - box.top) / box.height) * this.canvas.height;
    const column = Math.floor(x / this.tile);
    const line = Math.floor(y / (this.height * this.zoom + GAP));
    const channel = line * this.across + column;
    if (column >= this.across || channel >= this.layer.shown) return;
    const [x0, y0] = this.corner(channel);
    this.choose({
      row: this.unit((y - y0) / this.zoom, this.height),
      column: this.unit((x - x0) / this.zoom, this.width),
      channel,
    });
  }

  unit(place, count) {
    return Math.min(count - 1, Math.max(0, Math.floor(place))) * this.layer.step;
  }

  key(event) {
    if (!this.layer.explained) return;
    const at = this.at ?? { row: 0, column: 0, channel: 0 };
    const step = this.layer.step;
    const moves = this.layer.image
      ? {
          ArrowUp: [-step, 0, 0], ArrowDown: [step, 0, 0],
          ArrowLeft: [0, -step, 0], ArrowRight: [0, step, 0],
          PageUp: [0, 0, -1], PageDown: [0, 0, 1],
        }
      : { ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], ArrowUp: [0, 0, -this.across], ArrowDown: [0, 0, this.across] };
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.choose(at);
    } else if (moves[event.key]) {
      event.preventDefault();
      const [row, column, channel] = moves[event.key];
      this.choose({
        row: clamp(at.row + row, this.layer.rows),
        column: clamp(at.column + column, this.layer.columns),
        channel: clamp(at.channel + channel, this.layer.shown),
      });
    }
  }

  choose(at) {
    this.at = at;
    this.place();
    this.chosen(this, at);
  }

  leave() {
    this.at = null;
    this.place();
  }

  place() {
    show(this.mark, Boolean(this.at));
    if (!this.at) return;
    const [x0, y0] = this.corner(this.at.channel);
    const scale = this.canvas.getBoundingClientRect().width / this.canvas.width || 1;
    const size = Math.max(this.zoom * scale + 4, 8);
    const x = (x0 + (this.at.column / this.layer.step + 0.5) * this.zoom) * scale;
    const y = (y0 + (this.at.row / this.layer.step + 0.5) * this.zoom) * scale;
    Object.assign(this.mark.style, {
      left: `${x - size / 2}px`, top: `${y - size / 2}px`, width: `${size}px`, height: `${size}px`,
    });
  }
}

function clamp(index, count) {
  return Math.min(count - 1, Math.max(0, index));
}
