// The pad: strokes by mouse, pen or finger, an image that was dropped, pasted, chosen or photographed,
// or a typed character. Drawings are dark ink on white whatever the page's colours are.

import { html } from './dom.js';

const INK = '#000';
const PAPER = '#fff';

/** What the server reads; other images are sent as PNG. */
const SENT = ['image/png', 'image/jpeg', 'image/bmp', 'image/gif'];

/** A canvas as a PNG file. */
export function picture(canvas) {
  return new Promise(done => canvas.toBlob(done, 'image/png'));
}

export class Pad {
  /** @param changed called with nothing when there is something new to look at */
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.changed = changed;
    this.strokes = [];
    this.character = '';
    this.image = null;
    this.draws = true;
    canvas.addEventListener('pointerdown', event => this.begin(event));
    canvas.addEventListener('pointermove', event => this.move(event));
    for (const end of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(end, event => this.end(event));
    }
    this.paint();
  }

  get isEmpty() {
    return !this.image && !this.character && this.strokes.length === 0;
  }

  begin(event) {
    if (!this.draws || (event.pointerType === 'mouse' && event.button !== 0)) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.image = null;
    this.character = '';
    this.pointer = event.pointerId;
    this.strokes.push([this.place(event)]);
    this.update();
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    const stroke = this.strokes[this.strokes.length - 1];
    const seen = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const one of seen.length > 0 ? seen : [event]) stroke.push(this.place(one));
    this.update();
  }

  end(event) {
    if (event.pointerId === this.pointer) this.pointer = undefined;
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * this.canvas.width,
      ((event.clientY - box.top) / box.height) * this.canvas.height,
    ];
  }

  clear() {
    this.strokes = [];
    this.character = '';
    this.image = null;
    this.update();
  }

  undo() {
    if (this.image || this.character) {
      this.clear();
    } else {
      this.strokes.pop();
      this.update();
    }
  }

  type(character) {
    this.strokes = [];
    this.image = null;
    this.character = character;
    this.update();
  }

  /** Shows an image file; what is sent is the file itself, if the server can read it. */
  async show(file) {
    const bitmap = await createImageBitmap(file);
    this.strokes = [];
    this.character = '';
    this.image = { body: SENT.includes(file.type) ? file : await redrawn(bitmap), bitmap };
    this.update();
  }

  update() {
    this.paint();
    this.changed();
  }

  paint() {
    const { width, height } = this.canvas;
    const pen = this.context;
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, width, height);
    if (this.image) {
      const { bitmap } = this.image;
      const scale = Math.min(width / bitmap.width, height / bitmap.height);
      const [w, h] = [bitmap.width * scale, bitmap.height * scale];
      pen.imageSmoothingEnabled = scale < 1;
      pen.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
      return;
    }
    pen.fillStyle = pen.strokeStyle = INK;
    if (this.character) {
      pen.font = `bold ${Math.round(height * 0.8)}px 'DejaVu Sans', Verdana, sans-serif`;
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      pen.fillText(this.character, width / 2, height / 2, width);
      return;
    }
    pen.lineWidth = width / 11;
    pen.lineCap = pen.lineJoin = 'round';
    for (const stroke of this.strokes) {
      pen.beginPath();
      pen.moveTo(...stroke[0]);
      if (stroke.length === 1) pen.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
      for (const point of stroke.slice(1)) pen.lineTo(...point);
      pen.stroke();
    }
  }

  /** What to ask the server about: a drawing or an image, and its content. */
  async content() {
    if (this.image) return { kind: 'image', body: this.image.body };
    return { kind: 'drawing', body: await picture(this.canvas) };
  }
}

function redrawn(bitmap) {
  const canvas = html('canvas', { width: bitmap.width, height: bitmap.height });
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  return picture(canvas);
}
