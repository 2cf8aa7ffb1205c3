// What runs measured, as lines for charts.
import {count, percent, plain} from './format.js';

const COLUMNS = 180;
const SPEEDS = 60;
const INKS = 6;

// The rows of a curve in groups of consecutive ones, each added up to one point.
function columns(run, most) {
  const rows = (run.curve?.rows ?? []).filter(row => row !== undefined);
  const each = Math.max(1, Math.ceil(rows.length / most));
  const points = [];
  for (let i = 0; i < rows.length; i += each) points.push(group(rows.slice(i, i + each), run.curve.width));
  return points;
}

function group(rows, width) {
  const mean = at => {
    let sum = 0, known = 0;
    for (const row of rows) {
      if (row[at] !== null) { sum += row[at]; known++; }
    }
    return known ? sum / known : null;
  };
  let time = 0, timed = 0, low = Infinity, high = -Infinity;
  for (const row of rows) {
    low = Math.min(low, row[2]);
    high = Math.max(high, row[3]);
    if (row[6] !== null) { time += 1 / row[6]; timed++; }
  }
  const last = rows.at(-1);
  return {
    step: Math.floor((rows[0][0] + last[0]) / 2 * width + (width - 1) / 2),
    loss: mean(1), low, high, accuracy: mean(4), rate: last[5], speed: timed ? timed / time : null,
  };
}

function line(name, ink, points, value, more = {}) {
  const known = points.filter(point => value(point) !== null);
  return {name, ink, x: known.map(point => point.step ?? point[0]), y: known.map(value), ...more};
}

function scores(run, split) {
  return run.scores[split]?.rows ?? [];
}

const LOSS = 1, ACCURACY = 2;

function scored(run, at) {
  const sample = run.scores.quick?.images;
  return [
    line('validation', 'first', scores(run, 'valid'), row => row[at], {marker: 'dot'}),
    line(`sample of ${count(sample ?? 0)}`, 'quick', scores(run, 'quick'), row => row[at]),
    line('test', 'third', scores(run, 'test'), row => row[at], {marker: 'diamond'}),
  ];
}

// A single line for a run among others: of its validation images, or else of its minibatches.
function overlaid(run, ink, at, points, value) {
  const valid = line(run.name, ink, scores(run, 'valid'), row => row[at]);
  return valid.x.length > 1 ? valid : line(run.name, ink, points, value);
}

// The lines of each chart: of a run alone in full, of several a line each.
export function lines(run, others) {
  if (!run || others.length > 0) return compared(run, others);
  const points = columns(run, COLUMNS);
  const band = {low: points.map(p => p.low), high: points.map(p => p.high), band: true};
  return {
    loss: [line('minibatch', 'second', points, p => p.loss, band), ...scored(run, LOSS)],
    accuracy: [line('minibatch', 'second', points, p => p.accuracy), ...scored(run, ACCURACY)],
    speed: [line('training', 'third', columns(run, SPEEDS), p => p.speed)],
    rate: [line('learning rate', 'third', points, p => p.rate)],
  };
}

function compared(run, others) {
  const all = {loss: [], accuracy: [], speed: [], rate: []};
  for (const one of [...others, ...(run ? [run] : [])]) {
    const points = columns(one, COLUMNS);
    const ink = one === run ? 'own' : inkOf(one);
    all.loss.push(overlaid(one, ink, LOSS, points, p => p.loss));
    all.accuracy.push(overlaid(one, ink, ACCURACY, points, p => p.accuracy));
    all.speed.push(line(one.name, ink, columns(one, SPEEDS), p => p.speed));
    all.rate.push(line(one.name, ink, points, p => p.rate));
  }
  return all;
}

// Each chosen run keeps its ink.
export function inkOf(run) {
  return `run${run.ink ?? 0}`;
}

export const MOST_CHOSEN = INKS;

export function lastScore(run, split) {
  return scores(run, split).at(-1);
}

export function words(state) {
  return {
    preparing: 'Preparing', running: 'Running', pausing: 'Pausing…', paused: 'Paused', stopping: 'Stopping…',
    finished: 'Finished', failed: 'Failed', interrupted: 'Interrupted',
  }[state];
}

export function isAlive(run) {
  return ['preparing', 'running', 'pausing', 'paused', 'stopping'].includes(run.state);
}

// The mean loss, the speed and the rate of late.
export function latest(run) {
  const rows = (run.curve?.rows ?? []).filter(row => row !== undefined);
  return rows.length ? group(rows.slice(-Math.max(1, Math.ceil(rows.length / 40))), run.curve.width) : null;
}

export function scoreWords(run, split) {
  const score = lastScore(run, split);
  if (!score) return '';
  return score[ACCURACY] === null ? `loss ${plain(score[LOSS])}` : `accuracy ${percent(score[ACCURACY])}`;
}
