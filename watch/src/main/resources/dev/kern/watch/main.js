// The live page: keeps what it hears of runs, and draws what has changed.
import {byId, html, say, show} from './dom.js';
import {Chart, sample} from './chart.js';
import {count, percent, plain, seconds} from './format.js';
import {inkOf, isAlive, lines, MOST_CHOSEN, scoreWords, words} from './data.js';
import * as parts from './parts.js';

const AGAIN = [500, 1000, 2000, 5000];
const AWAKE = 15000;
const PARTS = ['filters', 'matrix', 'mistakes'];
const LEARNED = {trained: 'as it was trained', best: 'the best so far', checkpoint: 'as of the last checkpoint'};

const store = {trains: true, tries: false, folder: '', token: '', live: null, id: '', runs: new Map(), chosen: new Set()};
const charts = {
  loss: new Chart({id: 'loss', title: 'Loss', unit: plain, scale: 'log', empty: 'The first step hasn’t ended yet.'}),
  accuracy: new Chart({id: 'accuracy', title: 'Accuracy', unit: percent, scale: 'share', empty: 'Nothing has been scored yet.'}),
  speed: new Chart({id: 'speed', title: 'Images per second', unit: value => count(value), scale: 'plain', empty: 'The first step hasn’t ended yet.'}),
  rate: new Chart({id: 'rate', title: 'Learning rate', unit: plain, scale: 'plain', empty: 'The first step hasn’t ended yet.'}),
};
byId('charts').append(...Object.values(charts).map(chart => chart.figure));

// Drawing: what has changed is drawn before the next frame, at once.
const changed = new Set();
let waiting = false;

function touch(...what) {
  what.forEach(part => changed.add(part));
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    const begun = performance.now();
    const now = new Set(changed);
    changed.clear();
    draw(now);
    performance.clearMeasures('draw');
    performance.measure('draw', {start: begun});
  });
}

function live() {
  return store.runs.get(store.live);
}

function chosen() {
  return [...store.chosen].map(name => store.runs.get(name)).filter(run => run?.curve);
}

// The run that is shown in full: the one that is trained, or the only one chosen.
function shown() {
  const only = chosen();
  return live() ?? (only.length === 1 ? only[0] : undefined);
}

function draw(what) {
  const run = shown();
  if (what.has('head')) head(run);
  if (what.has('runs')) listRuns();
  if (what.has('curves')) {
    const others = chosen().filter(other => other !== run);
    const all = lines(run, others);
    const last = Math.max(1, ...[run, ...others].filter(Boolean).map(one => one.done));
    const why = store.trains || run || others.length ? undefined : 'Choose runs to see their curves.';
    for (const [name, chart] of Object.entries(charts)) chart.update(all[name], last, note(name, run, others), why);
    if (run) parts.tiles(byId('tiles'), run); else byId('tiles').replaceChildren();
  }
  for (const part of PARTS) {
    const section = byId(part);
    show(section, store.trains);
    if (what.has(part) && store.trains && run) parts[part](section, run);
  }
}

function note(name, run, others) {
  if (others.length > 0) return name === 'loss' || name === 'accuracy' ? 'Of the validation images, or of minibatches where a run has none.' : '';
  if (!run?.curve?.rows.length) return '';
  if (name === 'accuracy' && run.facts.classes === 'no' && charts.accuracy.lines.length === 0) return 'This network predicts values, which are not right or wrong.';
  return name === 'loss' ? `Of the minibatch, ${run.loss}. Line: mean over some steps; band: least and greatest.` : '';
}

function head(run) {
  const title = run ? run.name : store.folder || 'Kern';
  say(byId('kind'), store.trains ? 'Kern training run' : 'Kern runs');
  say(byId('name'), title);
  const about = byId('about');
  about.replaceChildren();
  if (run) {
    about.append('Network ', html('b', {}, run.network), ', trained on ', html('b', {}, run.data), `, started ${run.started.replace('T', ' ').replace('Z', ' UTC')}`);
    const facts = [run.facts.parameters && `${run.facts.parameters} parameters`, run.facts.train && `${run.facts.train} training images`, `batches of ${run.facts.batch}`, `seed ${run.facts.seed}`];
    about.append(html('span', {class: 'facts'}, facts.filter(Boolean).join(' · ')));
  } else {
    about.append(store.trains ? 'The data is being read; no run has begun yet.' : `${count(store.runs.size)} runs; choose those to look at.`);
  }
  trial(run);
  show(byId('progress'), Boolean(run));
  show(byId('actions'), Boolean(run) && run === live() && isAlive(run));
  document.title = run ? `${isAlive(run) && run.steps ? Math.floor(100 * run.done / run.steps) + '% ' : ''}${run.name} – Kern` : 'Kern';
  const notices = [];
  if (run?.note) notices.push(run.note);
  if (store.lost) notices.unshift(store.lost);
  const box = byId('notices');
  show(box, notices.length > 0);
  say(box, notices.join('\n'));
  if (!run) return;
  const part = run.steps ? Math.min(1, run.done / run.steps) : 0;
  byId('done').style.width = `${100 * part}%`;
  byId('bar').setAttribute('aria-valuenow', Math.floor(100 * part));
  const state = byId('state');
  state.dataset.state = run.state;
  say(state, words(run.state));
  say(byId('steps'), run.steps ? `step ${count(run.done)} of ${count(run.steps)}, ${(100 * part).toFixed(0)}%` : `step ${count(run.done)}`);
  say(byId('left'), !isAlive(run) ? `took ${seconds(run.seconds)}` : run.remaining === null ? 'time left not known yet' : `about ${seconds(run.remaining)} left, ${seconds(run.seconds)} so far`);
  const pause = byId('pause'), halted = run.state === 'paused' || run.state === 'pausing';
  say(pause, halted ? 'Resume' : 'Pause');
  pause.disabled = byId('stop').disabled = run.state === 'stopping' || Boolean(store.lost);
}

// The way to the page on which people try the network, or why there is none yet.
function trial(run) {
  const box = byId('trial');
  show(box, Boolean(run) && store.tries);
  if (box.hidden) return;
  const told = [run.name, run.learned, isAlive(run), store.away].join();
  if (told === box.dataset.told) return; // somebody may be about to press it
  box.dataset.told = told;
  if (!run.facts.serve) box.replaceChildren('This run isn’t kept in a folder, so its network can’t be tried here.');
  else if (run.learned && store.away) box.replaceChildren('This program doesn’t run any more; to try the network: ', html('code', {}, run.facts.serve));
  else if (run.learned) box.replaceChildren(html('a', {href: trialOf(run)}, 'Try the network'), ` on something that you draw or on an image: ${LEARNED[run.learned]}.`);
  else if (isAlive(run)) box.replaceChildren('You can try the network here as soon as it has been scored or a checkpoint is kept.');
  else box.replaceChildren('This run has kept neither a model nor a checkpoint that could be tried.');
}

function trialOf(run) {
  return `try/${encodeURIComponent(run.name)}/`;
}

// All runs, those first that began last.
function newest() {
  return [...store.runs.values()].reverse().sort((a, b) => b.started.localeCompare(a.started));
}

let listed = '';

// The runs of the folder, to lay over one another.
function listRuns() {
  const runs = newest().filter(run => run.name !== store.live);
  show(byId('runs'), Boolean(store.folder));
  say(byId('runs-title'), store.trains ? 'Compare with other runs' : 'Runs');
  say(byId('runs-lead'), runs.length ? `Up to ${MOST_CHOSEN} at a time are drawn into the curves.` : '');
  show(byId('runs-empty'), runs.length === 0);
  say(byId('runs-empty'), `There are no ${store.trains ? 'other ' : ''}runs in ${store.folder} yet.`);
  show(byId('runs-head'), runs.length > 0);
  const columns = ['Run', 'Network', 'State', 'Try', 'Steps', 'Validation', 'Best', 'Test'];
  if (!byId('runs-head').firstChild) {
    byId('runs-head').append(html('tr', {}, ...columns.map((title, i) => html('th', {scope: 'col', class: i > 3 ? 'number' : null}, title))));
  }
  // Rows stay while they say the same: somebody may be about to press one.
  const told = JSON.stringify([store.chosen.size >= MOST_CHOSEN, ...runs.map(run => [run.name, run.network, run.state, run.steps, run.done,
    run.best, scoreWords(run, 'valid'), scoreWords(run, 'test'), store.chosen.has(run.name), run.ink, store.tries && run.learned])]);
  if (told === listed) return;
  listed = told;
  const focused = document.activeElement?.dataset?.run;
  byId('runs-body').replaceChildren(...runs.map(run => {
    const box = html('input', {type: 'checkbox', 'data-run': run.name});
    box.checked = store.chosen.has(run.name);
    box.disabled = !box.checked && store.chosen.size >= MOST_CHOSEN;
    const ink = box.checked ? sample({ink: inkOf(run)}) : html('span', {class: 'sample'});
    return html('tr', {}, html('th', {scope: 'row'}, html('label', {}, box, ink, run.name)),
      html('td', {}, run.network), html('td', {}, html('span', {class: 'state', 'data-state': run.state}, words(run.state))),
      html('td', {}, ...(store.tries && run.learned ? [html('a', {href: trialOf(run), 'aria-label': `Try ${run.name}`}, 'Try')] : [])),
      html('td', {class: 'number'}, run.steps > run.done ? `${count(run.done)} of ${count(run.steps)}` : count(run.done)),
      html('td', {class: 'number'}, scoreWords(run, 'valid').replace('accuracy ', '')),
      html('td', {class: 'number'}, run.best === null ? '' : percent(run.best)),
      html('td', {class: 'number'}, scoreWords(run, 'test').replace('accuracy ', '')));
  }));
  if (focused) document.querySelector(`[data-run="${CSS.escape(focused)}"]`)?.focus();
}

byId('runs-body').addEventListener('change', event => choose(event.target.dataset.run, event.target.checked));

async function choose(name, wanted) {
  if (!wanted) store.chosen.delete(name);
  else if (store.chosen.size < MOST_CHOSEN) {
    const taken = new Set([...store.chosen].map(other => store.runs.get(other)?.ink));
    store.runs.get(name).ink = [0, 1, 2, 3, 4, 5].find(ink => !taken.has(ink));
    store.chosen.add(name);
    await load(name);
  }
  touch('runs', 'curves', 'head');
}

async function load(name) {
  try {
    const answer = await fetch(`runs/${encodeURIComponent(name)}`);
    if (answer.ok) place(await answer.json());
  } catch { /* the link says so */ }
}

// Takes a run in place of what was known of it.
function place(run) {
  const known = store.runs.get(run.name);
  if (run.curve) run.curve.rows = indexed(run.curve.rows);
  else if (known?.curve) Object.assign(run, {curve: known.curve, scores: known.scores});
  run.ink = known?.ink;
  store.runs.set(run.name, run);
}

function indexed(rows) {
  const all = [];
  for (const row of rows) all[row[0]] = row;
  return all;
}

// What the program tells.
const news = {
  grown({run: name, curve, done, seconds: time, remaining}) {
    const run = store.runs.get(name);
    if (!run) return;
    Object.assign(run, {done, seconds: time, remaining});
    if (curve && (!run.curve || curve.width >= run.curve.width)) {
      const rows = run.curve?.width === curve.width ? run.curve.rows : [];
      rows.length = Math.min(rows.length, curve.from);
      for (const row of curve.rows) rows[row[0]] = row;
      run.curve = {width: curve.width, rows};
    }
    touch('head', 'curves');
  },
  scored({run: name, split, scores, best}) {
    const run = store.runs.get(name);
    if (!run) return;
    run.scores[split] = scores;
    run.best = best;
    touch('curves');
    if (split !== 'quick' && name === store.live) tell(`Step ${count(scores.rows.at(-1)[0])}: ${split === 'test' ? 'test' : 'validation'} ${scoreWords(run, split)}`);
  },
  shown({run: name, part, value}) {
    const run = store.runs.get(name);
    if (!run) return;
    run.parts[part] = value;
    touch(part);
  },
  learned({run: name, stage}) {
    const run = store.runs.get(name);
    if (!run) return;
    run.learned = stage;
    touch('head', 'runs');
  },
  changed({run: name, state, note: why}) {
    const run = store.runs.get(name);
    if (!run) return;
    Object.assign(run, {state, note: why});
    touch('head', 'curves', 'runs', ...PARTS);
    if (source) linked();
    if (name === store.live) tell(`${words(state)}. ${why ?? ''}`);
  },
  arrived({view}) {
    place(view);
    if (view.follows) store.live = view.name;
    if (store.chosen.has(view.name)) load(view.name).then(() => touch('curves'));
    touch('head', 'runs', 'curves', ...PARTS);
  },
  gone({run: name}) {
    store.runs.delete(name);
    store.chosen.delete(name);
    touch('runs', 'curves');
  },
  ended() {
    store.ended = true;
  },
};

function tell(text) {
  say(byId('said'), text);
}

// The link to the program: the state first, then what has happened since.
let source = null, tries = 0, timer = 0, waking = Date.now();

function link(state, text) {
  byId('link').dataset.link = state;
  say(byId('link-words'), text);
}

function linked() {
  link('live', live() && isAlive(live()) ? 'Live' : 'Connected');
}

async function connect() {
  leave();
  if (document.hidden) return;
  try {
    const answer = await fetch('state.json', {cache: 'no-store'});
    if (!answer.ok) throw new Error(String(answer.status));
    take(await answer.json());
  } catch {
    lose();
    return;
  }
  if (document.hidden || source) return;
  source = new EventSource(`events?after=${encodeURIComponent(store.id)}`);
  source.onopen = () => {
    tries = 0;
    linked();
  };
  source.onerror = lose;
  source.addEventListener('missed', connect);
  for (const [type, hear] of Object.entries(news)) source.addEventListener(type, event => hear(JSON.parse(event.data)));
}

function leave() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function take(state) {
  // Where there is nothing but runs, they come first.
  if (!state.trains) byId('curves').before(byId('runs'));
  const known = store.runs;
  store.runs = new Map();
  Object.assign(store, {id: state.id, token: state.token, trains: state.trains, tries: state.tries, folder: state.folder, live: state.live, lost: '', ended: false, away: false});
  for (const run of state.runs) {
    if (!run.curve && known.get(run.name)?.curve) Object.assign(run, {ink: known.get(run.name).ink});
    place(run);
  }
  for (const name of store.chosen) if (!store.runs.has(name)) store.chosen.delete(name);
  if (!store.trains && store.chosen.size === 0) newest().slice(0, 3).reverse().forEach(run => choose(run.name, true));
  for (const name of store.chosen) load(name).then(() => touch('curves'));
  touch('head', 'runs', 'curves', ...PARTS);
}

function lose() {
  leave();
  store.away = true;
  const program = store.trains ? 'kern train' : 'kern runs';
  // Who trains leaves when the run has ended; its last word may not have come.
  if (store.ended || (live() && !isAlive(live()))) {
    link('ended', 'Ended');
    store.lost = '';
  } else {
    link('lost', 'Reconnecting');
    store.lost = store.id ? `${program} doesn’t answer. What you see was true at ${new Date().toLocaleTimeString()}; the page goes on by itself when it answers.` : '';
    if (!store.id) say(byId('about'), 'Kern doesn’t answer yet; the page begins by itself when it does.');
  }
  touch('head');
  timer = setTimeout(connect, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
}

// One stream per tab, none while nobody looks.
document.addEventListener('visibilitychange', () => document.hidden ? leave() : connect());
addEventListener('pagehide', leave);
addEventListener('pageshow', event => event.persisted && connect());
setInterval(() => {
  const slept = Date.now() - waking > AWAKE;
  waking = Date.now();
  if (slept) connect();
}, AWAKE / 3);

// Commands.
async function command(name) {
  try {
    const answer = await fetch(name, {method: 'POST', headers: {'X-Kern-Token': store.token}});
    if (!answer.ok) throw new Error(await answer.text());
  } catch (failure) {
    tell(`That didn’t work: ${failure.message}`);
  }
}

byId('pause').addEventListener('click', () => command(['paused', 'pausing'].includes(live()?.state) ? 'unpause' : 'pause'));
byId('stop').addEventListener('click', () => byId('stopping').showModal());
byId('stopping').addEventListener('click', event => {
  const button = event.target.closest('button');
  if (!button) return;
  byId('stopping').close();
  if (button.id !== 'stay') command(button.id);
});

touch('head', 'curves', 'runs');
connect();
