// What speaks for the best answer, laid over the image that the network sees.

import { byId, html, say, show } from './dom.js';
import { bytes } from './layers.js';

const ORANGE = [217, 128, 32];
const STRENGTH = 0.75;

/** A box to tick, and the marks on the image if it is ticked. */
export class Look {
  constructor(changed) {
    this.box = byId('look');
    this.box.addEventListener('change', changed);
  }

  /** Lays a map over the image of a canvas; without a map, there is nothing to tick. */
  update(map, picture) {
    show(byId('look-choice'), Boolean(map));
    if (!map) return;
    say(byId('look-for'), map.head ? `${map.head}: ${map.name}` : map.name);
    if (!this.box.checked) return;
    const marks = html('canvas', { width: map.columns, height: map.rows });
    const ground = marks.getContext('2d');
    const image = ground.createImageData(map.columns, map.rows);
    bytes(map.values).forEach((value, i) => image.data.set([...ORANGE, value * STRENGTH], i * 4));
    ground.putImageData(image, 0, 0);
    picture.drawImage(marks, 0, 0, picture.canvas.width, picture.canvas.height);
  }
}
