// Numbers, times and other people's strings. Strings reach the page as text nodes only, and show no control character,
// no mark that turns the direction of writing, nothing invisible: those become \uXXXX.

const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

export const shown = (text) => String(text).replace(hidden, (c) => [...Array(c.length).keys()]
  .map((i) => '\\u' + c.charCodeAt(i).toString(16).toUpperCase().padStart(4, '0')).join(''));

export const short = (text, letters = 120) => {
  const all = [...shown(text)];
  return all.length > letters ? all.slice(0, letters).join('') + '...' : all.join('');
};

export const count = (number) => Number(number).toLocaleString('en-GB', { maximumFractionDigits: Number.isInteger(number) ? 0 : 2 });

export const compact = (number) => {
  const steps = ['', ' k', ' M', ' G', ' T'];
  let step = 0;
  let value = Math.abs(number);
  for (; value >= 1000 && step < steps.length - 1; step++) value /= 1000;
  return (number < 0 ? '-' : '') + (value >= 100 ? value.toFixed(0) : String(Number(value.toFixed(step ? 1 : 2)))) + steps[step];
};

export const percent = (part) => (part > 0 && part < 0.0001 ? 'under 0.01 %' : Number((100 * part).toFixed(2)) + ' %');

// 2026-01-05T08:10:00.000000+0000 as 2026-01-05 08:10:00Z.
export const time = (text) => shown(text).slice(0, 19).replace('T', ' ') + 'Z';

export const duration = (seconds) => {
  if (seconds < 0) return 'over';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
};

// Suricata writes +0000, which not every browser reads.
export const instant = (text) => Date.parse(String(text).slice(0, 23) + 'Z') / 1000;

export const words = (name) => shown(name).replaceAll('_', ' ');

export const byId = (id) => document.getElementById(id);

// An element with a class and children; a child that is no node is text.
export const element = (tag, classes, ...children) => {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  made.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return made;
};

// A table out of heads [text, class] and rows of cells; a cell is text, a node, or {text, bar}.
export const table = (target, heads, rows, far = () => false) => {
  const head = element('tr', '');
  for (const [text, classes] of heads) {
    const cell = element('th', classes ?? '', text);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = element('tbody', '', ...rows.map((row, i) => {
    const line = element('tr', far(i) ? 'far' : '');
    row.forEach((cell, column) => {
      const isBar = cell !== null && typeof cell === 'object' && 'bar' in cell;
      const made = element('td', isBar ? 'bar' : heads[column][1] ?? '', isBar ? cell.text : cell);
      if (isBar) made.style.setProperty('--s', String(Math.min(1, Math.max(0, cell.bar))));
      line.append(made);
    });
    return line;
  }));
  target.replaceChildren(element('thead', '', head), body);
};

export const colours = () => (matchMedia('(prefers-color-scheme: dark)').matches
  ? ['#4ea3e0', '#2cc295', '#9fd4f7', '#cc79a7', '#e0b040', '#a89cd0', '#9aa0a8', '#9dbb60', '#e8836f', '#6fd0d0']
  : ['#0072b2', '#009e73', '#56b4e9', '#b85c91', '#a87800', '#7a6f9b', '#787e87', '#5d7d2c', '#a8402c', '#2a8a8a']);

export const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
