// Elements by a line of code each.
const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

export const byId = id => document.getElementById(id);

// Sets a text, but not anew: a reader's selection stays.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function show(element, visible) {
  if (element.hidden === visible) element.hidden = !visible;
}

// A table with a head; all columns but the first hold numbers.
export function table(caption, head, rows) {
  const cells = (tag, texts) => texts.map((text, i) =>
    html(i === 0 && tag === 'td' ? 'th' : tag, {class: i > 0 ? 'number' : null, scope: tag === 'th' ? 'col' : i === 0 ? 'row' : null}, text));
  return html('table', {},
    html('caption', {class: 'unseen'}, caption),
    html('thead', {}, html('tr', {}, ...cells('th', head))),
    html('tbody', {}, ...rows.map(row => html('tr', {}, ...cells('td', row)))));
}
