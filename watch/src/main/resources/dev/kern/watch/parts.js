// The parts of the page below the curves, and the tiles above them.
import {html, say, table} from './dom.js';
import {count, percent, plain, seconds} from './format.js';
import {isAlive, lastScore, latest} from './data.js';

const MOST_COUNTS = 20;
const SPLITS = {valid: 'validation', test: 'test'};

// What of a section isn't there yet, and why.
function missing(section, text) {
  const content = section.querySelector('.content');
  say(section.querySelector('.lead'), '');
  if (content.dataset.empty !== text) {
    content.dataset.empty = text;
    content.replaceChildren(html('p', {class: 'empty'}, text));
  }
}

function begin(section, lead) {
  const content = section.querySelector('.content');
  delete content.dataset.empty;
  say(section.querySelector('.lead'), lead);
  return content;
}

function when(part) {
  return `after step ${count(part.step)}`;
}

export function tiles(container, run) {
  const now = latest(run);
  const valid = lastScore(run, 'valid'), test = lastScore(run, 'test');
  const told = [];
  const scored = (name, score) => told.push(score[2] === null
    ? [`${name} loss`, plain(score[1]), 'step ' + count(score[0])]
    : [`${name} accuracy`, percent(score[2]), name === 'validation' && run.best ? `best so far ${percent(run.best)}` : 'step ' + count(score[0])]);
  if (test) scored('test', test);
  if (valid) scored('validation', valid); else told.push(['validation', '–', 'not scored yet']);
  told.push(now ? ['minibatch loss', plain(now.loss), 'mean of late'] : ['minibatch loss', '–', 'no step yet']);
  told.push(now?.speed ? ['images per second', count(now.speed), count(now.speed / run.batch) + ' steps/s'] : ['images per second', '–', 'not measured yet']);
  if (!isAlive(run)) told.push(['time', seconds(run.seconds), count(run.done) + ' steps']);
  else told.push(['learning rate', now ? plain(now.rate) : '–', now ? 'of the last step' : 'no step yet']);
  while (container.children.length > told.length) container.lastChild.remove();
  while (container.children.length < told.length) {
    container.append(html('div', {class: 'tile'}, html('span', {class: 'what'}), html('span', {class: 'value'}), html('span', {class: 'detail'})));
  }
  told.forEach((texts, i) => texts.forEach((text, j) => say(container.children[i].children[j], text)));
}

export function filters(section, run) {
  const part = run.parts.filters;
  if (!part) {
    missing(section, run.facts.filters === 'no'
      ? 'This network doesn’t begin with a convolution, so it has no filters to look at.'
      : 'They are drawn as soon as the first step is done.');
    return;
  }
  const content = begin(section, `The weights of ${part.layer} ${when(part)}: `
    + 'what the first layer looks for, anew each second; dark is negative, light positive.'
    + (part.images.length < part.count ? ` The first ${part.images.length} of ${count(part.count)}.` : ''));
  if (content.children.length !== 1 || content.firstChild.children.length !== part.images.length) {
    content.replaceChildren(html('div', {class: 'sheet'}, ...part.images.map((_, i) =>
      html('img', {alt: `Filter ${i + 1}`, width: 52, height: 52}))));
  }
  part.images.forEach((image, i) => { content.firstChild.children[i].src = image; });
}

export function matrix(section, run) {
  const part = run.parts.matrix;
  if (!part) {
    missing(section, unscored(run, 'matrix'));
    return;
  }
  const content = begin(section, `How the ${count(part.images)} ${SPLITS[part.split]} images were classified ${when(part)}.`);
  const parts = [confusions(part)];
  parts.unshift(part.names.length <= MOST_COUNTS ? cells(part) : heat(part));
  content.replaceChildren(html('div', {class: 'pair uneven'}, ...parts));
}

function unscored(run, what) {
  if (run.facts.classes === 'no') {
    return what === 'matrix' ? 'This network predicts no classes, so there are none to confuse.' : 'Only mistakes about classes are shown here; see the report at the end.';
  }
  if (run.facts.valid === undefined && run.facts.test === undefined) return 'There are no validation images to score the network on.';
  return isAlive(run) ? 'Comes with the first evaluation.' : 'This run ended before its first evaluation.';
}

function sum(numbers) {
  return numbers.reduce((all, number) => all + number, 0);
}

function cells(part) {
  const rows = part.counts.map((row, actual) => {
    const all = sum(row) || 1;
    return html('tr', {}, html('th', {scope: 'row'}, part.names[actual]), ...row.map((value, predicted) => {
      const strength = Math.sqrt(value / all);
      const cell = html('td', {class: (strength > 0.55 ? 'hot' : '') + (actual === predicted ? ' right' : ''),
        title: `${part.names[actual]} classified as ${part.names[predicted]}: ${count(value)} of ${count(all)}, ${percent(value / all)}`}, value ? String(value) : '');
      cell.style.setProperty('--heat-share', `${(100 * strength).toFixed(1)}%`);
      return cell;
    }));
  });
  return html('div', {class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'Confusion matrix'},
    html('table', {class: 'matrix'}, html('caption', {}, 'A row per true class, a column per predicted class'),
      html('thead', {}, html('tr', {}, html('td'), ...part.names.map(name => html('th', {scope: 'col'}, name)))),
      html('tbody', {}, ...rows)));
}

// Too many classes for numbers: a pixel per cell.
function heat(part) {
  const size = part.names.length;
  const canvas = html('canvas', {width: size, height: size, class: 'heat', role: 'img',
    'aria-label': `Confusion matrix of ${count(size)} classes; the list beside it has its largest cells`});
  const pen = canvas.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  pen.fillStyle = style.getPropertyValue('--heat');
  part.counts.forEach((row, actual) => {
    const all = sum(row) || 1;
    row.forEach((value, predicted) => {
      if (value === 0) return;
      pen.globalAlpha = Math.sqrt(value / all);
      pen.fillRect(predicted, actual, 1, 1);
    });
  });
  return html('div', {}, canvas);
}

function confusions(part) {
  const all = [];
  part.counts.forEach((row, actual) => {
    const images = sum(row);
    row.forEach((value, predicted) => {
      if (value > 0 && actual !== predicted) all.push([value, actual, predicted, images]);
    });
  });
  all.sort((a, b) => b[0] - a[0]);
  if (all.length === 0) return html('p', {class: 'empty'}, 'No image was classified wrongly.');
  return html('div', {}, html('h3', {}, 'Most often confused'),
    table('Most often confused classes', ['True → predicted', 'Images', 'Share of class'], all.slice(0, 10).map(([value, actual, predicted, images]) =>
      [`${part.names[actual]} → ${part.names[predicted]}`, count(value), percent(value / images)])));
}

export function mistakes(section, run) {
  const part = run.parts.mistakes;
  if (!part) {
    missing(section, unscored(run, 'mistakes'));
    return;
  }
  const split = SPLITS[part.split];
  const content = begin(section, part.wrong === 0
    ? `None: every one of the ${count(part.images)} ${split} images was classified correctly ${when(part)}.`
    : `The ${split} images that the network was most wrong about ${when(part)}, of ${count(part.wrong)} wrong ones. Wrong labels and broken images in the data show up here too.`);
  content.replaceChildren(html('ul', {class: 'cards'}, ...part.worst.map(card => html('li', {class: 'card'},
    html('img', {src: card.image, alt: `${split} image labelled ${card.label}, classified as ${card.predicted}`}),
    html('div', {}, html('b', {}, card.label), html('span', {class: 'arrow'}, ' → '), html('b', {class: 'predicted'}, card.predicted)),
    html('span', {class: 'detail'}, percent(card.probability)),
    html('span', {class: 'detail'}, card.source)))));
}
