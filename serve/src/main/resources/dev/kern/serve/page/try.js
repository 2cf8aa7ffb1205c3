// The page: asks the server about what is on the pad, one question at a time, and shows the answer.

import { byId, html, say, show } from './dom.js';
import { percent, plain } from './format.js';
import { Sheet, bytes } from './layers.js';
import { Look } from './look.js';
import { Pad, picture } from './pad.js';
import { UnitView } from './unit.js';

const MOST_BARS = 12;

let models = [];
let note = '';
let model = null;
let trace = null;
let sheets = [];
let chosen = null;
let asking = false;
let again = false;

const pad = new Pad(byId('canvas'), changed);
const unitView = new UnitView(byId('unit'));
const look = new Look(() => trace && showSeen());

async function ask(path, options = {}) {
  const token = sessionStorage.getItem('token');
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const response = await fetch(path, { ...options, headers: { ...headers, ...options.headers } });
  if (response.status === 401) {
    show(byId('door'), true);
    byId('token').focus();
    throw new Error('The server needs a token.');
  }
  if (!response.ok) throw new Error(refusal(await response.text()));
  return response.json();
}

/** What a server says of a request that it refuses: in JSON if it serves models, else in plain words. */
function refusal(text) {
  try {
    return JSON.parse(text).error;
  } catch {
    return text || 'The server gave no reason.';
  }
}

function notify(message) {
  say(byId('notice'), message);
  show(byId('notice'), Boolean(message));
}

async function load() {
  try {
    let home;
    ({ models, note, home } = await ask('try/models'));
    show(byId('door'), false);
    notify('');
    if (home) {
      byId('home').href = home;
      show(byId('home'), true);
    }
    if (!models.length) {
      wait('The server has loaded no model yet. Trying again…');
      return;
    }
  } catch (failure) {
    if (failure instanceof TypeError) {
      wait('The server can’t be reached. Trying again…');
    } else {
      say(byId('name'), 'No answer yet');
      say(byId('about'), '');
      notify(failure.message);
    }
    return;
  }
  show(byId('choose'), models.length > 1);
  byId('model').replaceChildren(...models.map((one, i) => new Option(one.name, i)));
  choose(models[0]);
}

/** Asks again, until there is something to try. */
function wait(why) {
  say(byId('name'), 'No answer yet');
  say(byId('about'), why);
  setTimeout(load, 1000);
}

function choose(one) {
  stopCamera();
  model = one;
  show(byId('bench'), true);
  say(byId('name'), model.name);
  const colours = model.channels === 1 ? 'grey' : 'coloured';
  say(byId('about'), `Network ${model.network}: takes ${colours} images of ${model.width} × ${model.height} pixels, predicts ${model.says}. ${note}`);
  pad.draws = model.draws;
  byId('pad').classList.toggle('photo', !model.draws);
  say(byId('input-title'), model.draws ? 'Draw' : 'An image');
  say(byId('hint'), model.draws ? 'Draw here, drop or paste an image' : 'Drop or paste an image here');
  show(byId('typed'), model.draws);
  show(byId('undo'), model.draws);
  show(byId('camera'), Boolean(navigator.mediaDevices?.getUserMedia));
  notify(model.scaled ? '' : 'It isn’t known how the training images were scaled, so the network can’t be asked. Start the server with --scale, such as --scale 0..1.');
  forget();
  changed();
}

/** Nothing has been said yet. */
function forget() {
  trace = null;
  chosen = null;
  sheets = [];
  byId('sheets').replaceChildren();
  show(byId('layers'), false);
  unitView.hide();
  byId('bars').replaceChildren();
  say(byId('verdict'), 'Nothing yet.');
  say(byId('seen-note'), '');
  look.update();
  const seen = byId('seen');
  seen.width = model.width;
  seen.height = model.height;
  seen.style.aspectRatio = `${model.width} / ${model.height}`;
  seen.getContext('2d').clearRect(0, 0, seen.width, seen.height);
  seen.setAttribute('aria-label', 'Nothing yet');
}

function changed() {
  show(byId('hint'), pad.isEmpty && !stream);
  byId('canvas').setAttribute('aria-label', pad.isEmpty ? 'Drawing area, empty' : 'Drawing area');
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
      if (asked === model && !pad.isEmpty) told(answer);
      notify('');
    } catch (failure) {
      notify(failure instanceof TypeError ? 'The server can’t be reached.' : failure.message);
    }
  }
  asking = false;
}

function told(answer) {
  trace = answer;
  showSeen();
  showAnswers();
  showLayers();
  if (chosen) explain();
}

function showSeen() {
  const seen = byId('seen');
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
  look.update(trace.look, picture);
  seen.setAttribute('aria-label', `The image of ${model.width} × ${model.height} pixels that the network sees`);
  say(byId('seen-note'), trace.note);
}

function showAnswers() {
  const probable = trace.answers.every(answer => answer.value >= 0 && answer.value <= 1);
  const sorted = [...trace.answers].sort((a, b) => b.value - a.value);
  const listed = trace.answers.length <= MOST_BARS ? trace.answers : sorted.slice(0, MOST_BARS);
  const words = answer => (answer.head ? `${answer.head}: ${answer.name}` : answer.name);
  const number = answer => (probable ? percent(answer.value) : plain(answer.value));
  const best = sorted[0];
  const verdict = byId('verdict');
  const fits = best.value >= model.threshold;
  if (fits) verdict.replaceChildren(html('b', {}, words(best)), ` ${number(best)}`);
  else verdict.replaceChildren(html('b', {}, 'None of these'));
  const bar = answer => (probable ? [html('meter', { min: 0, max: 1, value: answer.value, 'aria-hidden': 'true' })] : []);
  byId('bars').replaceChildren(
    ...listed.map(answer =>
      html('tr', { class: fits && answer === best ? 'top-one' : null },
        html('th', { scope: 'row', title: words(answer) }, words(answer)),
        html('td', {}, html('div', { class: 'bar' }, ...bar(answer), html('span', { class: 'number' }, number(answer)))))));
}

function showLayers() {
  show(byId('layers'), true);
  if (sheets.length === trace.layers.length) {
    trace.layers.forEach((layer, i) => sheets[i].update(layer));
    return;
  }
  byId('sheets').replaceChildren();
  sheets = trace.layers.map(layer => new Sheet(layer, pick));
  byId('sheets').replaceChildren(...sheets.map(sheet => sheet.root));
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
      notify(failure.message);
    }
  }
  explaining = false;
}

async function open(file) {
  stopCamera();
  if (!file) {
    notify('There is no image in it. Use a PNG or JPEG file.');
    return;
  }
  try {
    await pad.show(file);
  } catch {
    notify(`${file.name || 'The file'} can’t be shown: this browser can’t read it as an image. Use a PNG or JPEG file.`);
  }
}

let stream = null;

/** Shows what the camera sees; once it does, takes a photo. */
async function camera() {
  const video = byId('video');
  if (stream) {
    const side = Math.min(video.videoWidth, video.videoHeight);
    const shot = html('canvas', { width: side, height: side });
    shot.getContext('2d').drawImage(
      video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, side, side);
    await open(await picture(shot));
    return;
  }
  byId('camera').disabled = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    video.srcObject = stream;
    await video.play();
  } catch (failure) {
    stopCamera();
    notify(`The camera can’t be used: ${failure.message}. Allow it in the browser, or open an image.`);
    return;
  } finally {
    byId('camera').disabled = false;
  }
  notify('');
  show(video, true);
  show(byId('hint'), false);
  say(byId('camera'), 'Take photo');
}

function stopCamera() {
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  byId('video').srcObject = null;
  show(byId('video'), false);
  show(byId('hint'), pad.isEmpty);
  say(byId('camera'), 'Camera');
}

byId('model').addEventListener('change', event => choose(models[event.target.value]));
byId('clear').addEventListener('click', () => {
  stopCamera();
  byId('character').value = '';
  pad.clear();
});
byId('undo').addEventListener('click', () => pad.undo());
byId('choose-file').addEventListener('click', () => byId('file').click());
byId('file').addEventListener('change', event => {
  if (event.target.files[0]) open(event.target.files[0]);
  event.target.value = '';
});
byId('camera').addEventListener('click', camera);
byId('character').addEventListener('input', event => {
  const last = [...event.target.value].pop() ?? '';
  event.target.value = last;
  pad.type(last.trim());
});
byId('door').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem('token', byId('token').value);
  byId('token').value = '';
  load();
});
function image(transfer) {
  return [...transfer.files].find(one => one.type.startsWith('image/'));
}

addEventListener('paste', event => {
  const file = image(event.clipboardData);
  if (!file && event.target.closest?.('input')) return; // words into a field
  event.preventDefault();
  open(file);
});
for (const kind of ['dragover', 'dragleave', 'drop']) {
  addEventListener(kind, event => {
    event.preventDefault();
    byId('pad').classList.toggle('over', kind === 'dragover');
    if (kind === 'drop') open(image(event.dataTransfer));
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
