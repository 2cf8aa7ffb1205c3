// The page: asks the server about what is on the pad, one question at a time, and shows the answer.

import { Pad } from './pad.js';
import { Sheet, bytes, text } from './layers.js';
import { UnitView } from './unit.js';

const MOST_BARS = 12;
const at = id => document.getElementById(id);

let models = [];
let model = null;
let trace = null;
let sheets = [];
let chosen = null;
let asking = false;
let again = false;

const pad = new Pad(at('canvas'), changed);
const unitView = new UnitView(at('unit'));

async function ask(path, options = {}) {
  const token = sessionStorage.getItem('token');
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const response = await fetch(path, { ...options, headers: { ...headers, ...options.headers } });
  if (response.status === 401) {
    at('door').hidden = false;
    at('token').focus();
    throw new Error('The server needs a token.');
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
  return answer;
}

function say(message) {
  at('notice').textContent = message;
  at('notice').hidden = !message;
}

async function load() {
  try {
    ({ models } = await ask('try/models'));
    at('door').hidden = true;
    say('');
    if (!models.length) throw new Error('No model is loaded. Load one, then reload this page.');
  } catch (failure) {
    at('name').textContent = 'No answer yet';
    at('about').textContent = failure instanceof TypeError ? 'The server can’t be reached. Trying again…' : '';
    if (failure instanceof TypeError) setTimeout(load, 1000);
    else say(failure.message);
    return;
  }
  at('choose').hidden = models.length < 2;
  at('model').replaceChildren(...models.map((one, i) => new Option(one.name, i)));
  choose(models[0]);
}

function choose(one) {
  model = one;
  at('bench').hidden = false;
  at('name').textContent = model.name;
  const colours = model.channels === 1 ? 'grey' : 'coloured';
  at('about').textContent = `Network ${model.network}: takes ${colours} images of ${model.width} × ${model.height} pixels, predicts ${model.says}.`;
  pad.draws = model.draws;
  at('pad').classList.toggle('photo', !model.draws);
  at('input-title').textContent = model.draws ? 'Draw' : 'An image';
  at('hint').textContent = model.draws ? 'Draw here, drop or paste an image' : 'Drop or paste an image here';
  at('typed').hidden = !model.draws;
  at('undo').hidden = !model.draws;
  at('camera').hidden = !navigator.mediaDevices?.getUserMedia;
  say(model.scaled ? '' : 'It isn’t known how the training images were scaled, so the network can’t be asked. Start the server with --scale, such as --scale 0..1.');
  forget();
  changed();
}

/** Nothing has been said yet. */
function forget() {
  trace = null;
  chosen = null;
  sheets = [];
  at('sheets').replaceChildren();
  at('layers').hidden = true;
  unitView.hide();
  at('bars').replaceChildren();
  at('verdict').textContent = 'Nothing yet.';
  at('seen-note').textContent = '';
  const seen = at('seen');
  seen.width = model.width;
  seen.height = model.height;
  seen.style.aspectRatio = `${model.width} / ${model.height}`;
  seen.getContext('2d').clearRect(0, 0, seen.width, seen.height);
  seen.setAttribute('aria-label', 'Nothing yet');
}

function changed() {
  at('hint').hidden = !pad.isEmpty;
  at('canvas').setAttribute('aria-label', pad.isEmpty ? 'Drawing area, empty' : 'Drawing area');
  if (!model?.scaled) return;
  if (pad.isEmpty) {
    forget();
    return;
  }
  again = true;
  if (!asking) run();
}

/** Asks until what is on the pad has been answered: while a question is open, newer ones wait as one. */
async function run() {
  asking = true;
  while (again) {
    again = false;
    const asked = model;
    try {
      const { kind, body } = await pad.content();
      if (pad.isEmpty) break;
      const answer = await ask(`try/models/${encodeURIComponent(asked.name)}/${kind}`, { method: 'POST', body });
      if (asked === model && !pad.isEmpty) show(answer);
      say('');
    } catch (failure) {
      say(failure instanceof TypeError ? 'The server can’t be reached.' : failure.message);
    }
  }
  asking = false;
}

function show(answer) {
  trace = answer;
  showSeen();
  showAnswers();
  showLayers();
  if (chosen) explain();
}

function showSeen() {
  const seen = at('seen');
  const picture = seen.getContext('2d');
  const image = picture.createImageData(model.width, model.height);
  const pixels = bytes(trace.seen);
  for (let i = 0; i < model.width * model.height; i++) {
    for (let c = 0; c < 3; c++) {
      image.data[i * 4 + c] = pixels[i * model.channels + (model.channels === 3 ? c : 0)];
    }
    image.data[i * 4 + 3] = 255;
  }
  picture.putImageData(image, 0, 0);
  seen.setAttribute('aria-label', `The image of ${model.width} × ${model.height} pixels that the network sees`);
  at('seen-note').textContent = trace.note;
}

function showAnswers() {
  const probable = trace.answers.every(answer => answer.value >= 0 && answer.value <= 1);
  const sorted = [...trace.answers].sort((a, b) => b.value - a.value);
  const listed = trace.answers.length <= MOST_BARS ? trace.answers : sorted.slice(0, MOST_BARS);
  const words = answer => (answer.head ? `${answer.head}: ${answer.name}` : answer.name);
  const number = answer => (probable ? `${(answer.value * 100).toFixed(1)} %` : text(answer.value));
  const best = sorted[0];
  const verdict = at('verdict');
  verdict.replaceChildren(Object.assign(document.createElement('b'), { textContent: words(best) }), ` ${number(best)}`);
  at('bars').replaceChildren(
    ...listed.map(answer => {
      const row = document.createElement('tr');
      row.classList.toggle('top-one', answer === best);
      const name = Object.assign(document.createElement('th'), { scope: 'row', textContent: words(answer), title: words(answer) });
      const cell = document.createElement('td');
      const bar = Object.assign(document.createElement('div'), { className: 'bar' });
      const value = Object.assign(document.createElement('span'), { className: 'number', textContent: number(answer) });
      if (probable) {
        const meter = Object.assign(document.createElement('meter'), { min: 0, max: 1, value: answer.value });
        meter.setAttribute('aria-hidden', 'true');
        bar.append(meter, value);
      } else {
        bar.append(value);
      }
      cell.append(bar);
      row.append(name, cell);
      return row;
    }));
}

function showLayers() {
  at('layers').hidden = false;
  if (sheets.length === trace.layers.length) {
    trace.layers.forEach((layer, i) => sheets[i].update(layer));
    return;
  }
  at('sheets').replaceChildren();
  sheets = trace.layers.map(layer => new Sheet(layer, pick));
  at('sheets').replaceChildren(...sheets.map(sheet => sheet.root));
}

function pick(sheet, place) {
  for (const other of sheets) if (other !== sheet) other.leave();
  chosen = { index: sheets.indexOf(sheet), place };
  explain();
}

let explaining = false;
let explainAgain = false;

async function explain() {
  explainAgain = true;
  if (explaining) return;
  explaining = true;
  while (explainAgain && chosen) {
    explainAgain = false;
    const { index, place } = chosen;
    const { layers, pixels } = trace;
    const layer = layers[index];
    const query = new URLSearchParams({ layer: layer.name, ...place });
    try {
      const unit = await ask(`try/models/${encodeURIComponent(model.name)}/unit?${query}`, {
        method: 'POST',
        body: bytes(pixels),
      });
      if (!chosen) break; // all was cleared meanwhile
      const before = index === 0 ? 'the image' : layers[index - 1].name;
      unitView.update(unit, place, layer, before);
    } catch (failure) {
      say(failure.message);
    }
  }
  explaining = false;
}

async function open(file) {
  if (!file) return;
  stopCamera();
  try {
    await pad.show(file);
  } catch {
    say(`${file.name || 'The file'} can’t be shown: this browser can’t read it as an image. Use a PNG or JPEG file.`);
  }
}

let stream = null;

async function camera() {
  const video = at('video');
  if (!stream) {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    } catch (failure) {
      say(`The camera can’t be used: ${failure.message}`);
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    at('camera').textContent = 'Take photo';
    return;
  }
  const shot = document.createElement('canvas');
  const side = Math.min(video.videoWidth, video.videoHeight);
  shot.width = shot.height = side;
  shot.getContext('2d').drawImage(
    video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, side, side);
  const photo = await new Promise(done => shot.toBlob(done, 'image/png'));
  await open(photo);
}

function stopCamera() {
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  at('video').hidden = true;
  at('camera').textContent = 'Camera';
}

at('model').addEventListener('change', event => choose(models[event.target.value]));
at('clear').addEventListener('click', () => {
  stopCamera();
  at('character').value = '';
  pad.clear();
});
at('undo').addEventListener('click', () => pad.undo());
at('choose-file').addEventListener('click', () => at('file').click());
at('file').addEventListener('change', event => {
  open(event.target.files[0]);
  event.target.value = '';
});
at('camera').addEventListener('click', camera);
at('character').addEventListener('input', event => {
  const last = [...event.target.value].pop() ?? '';
  event.target.value = last;
  pad.type(last.trim());
});
at('door').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem('token', at('token').value);
  at('token').value = '';
  load();
});
addEventListener('paste', event => {
  const file = [...event.clipboardData.files].find(one => one.type.startsWith('image/'));
  if (file) {
    event.preventDefault();
    open(file);
  }
});
for (const kind of ['dragover', 'dragleave', 'drop']) {
  addEventListener(kind, event => {
    event.preventDefault();
    at('pad').classList.toggle('over', kind === 'dragover');
    if (kind === 'drop') open([...event.dataTransfer.files].find(one => one.type.startsWith('image/')));
  });
}
addEventListener('resize', () => sheets.forEach(sheet => sheet.update(sheet.layer)));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  if (trace) {
    sheets.forEach(sheet => sheet.update(sheet.layer));
    if (chosen) explain();
  }
});
load();
