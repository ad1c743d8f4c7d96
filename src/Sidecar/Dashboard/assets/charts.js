// Time series with uPlot, and the two plain pictures that need no library: points on a plane, lines over keys.

import uPlot from '/assets/uPlot.esm.js';
import { byId, colours, compact, ink, percent } from '/assets/text.js';

const kept = 900;

const clock = (seconds) => new Date(seconds * 1000).toTimeString().slice(0, 8);

const axis = (extra) => ({ stroke: () => ink('--quiet'), grid: { stroke: () => ink('--edge'), width: 1 }, ticks: { show: false }, ...extra });

// A chart of columns [time, ...series] that fills the width of its element.
export class Series {
  constructor(id, names, { log = false, unit = '' } = {}) {
    this.element = byId(id);
    this.data = [[], ...names.map(() => [])];
    const paint = colours();
    const show = (u, value) => (value == null ? '' : compact(value) + unit);
    this.plot = new uPlot({
      width: Math.max(280, this.element.clientWidth),
      height: 230,
      // The last time on the axis stands half beyond the plot.
      padding: [8, 30, 0, 0],
      // More series than colours: those of the second turn are dashed.
      legend: { markers: { dash: (u, i) => (i > paint.length ? 'dashed' : 'solid') } },
      scales: { y: log ? { distr: 3, range: (u, low, high) => [Math.min(0.01, low > 0 ? low : 0.01), Math.max(100, high)] } : { range: (u, low, high) => [0, Math.max(1, high * 1.1)] } },
      axes: [axis({ space: 70, size: 30, values: (u, values) => values.map(clock) }), axis({ size: 56, values: (u, values) => values.map((value) => (value == null ? '' : compact(value) + unit)) })],
      series: [{ label: 'time', value: (u, value) => (value == null ? '' : clock(value)) }, ...names.map((name, i) => ({ label: name, stroke: paint[i % paint.length], width: 1.5, dash: i < paint.length ? undefined : [5, 3], spanGaps: false, value: show, points: { size: 3 } }))],
    }, this.data, this.element);
    new ResizeObserver(() => this.plot.setSize({ width: Math.max(240, this.element.clientWidth), height: 230 })).observe(this.element);
  }

  add(columns) {
    if (columns[0].length === 0) return;
    this.data = this.data.map((column, i) => column.concat(columns[i]).slice(-kept));
    this.plot.setData(this.data);
  }
}

// A canvas as wide as its element, in its pixels; the origin is at the upper left.
export const canvas = (element) => {
  const ratio = Math.min(2, devicePixelRatio || 1);
  const [width, height] = [element.clientWidth, element.clientHeight];
  element.width = width * ratio;
  element.height = height * ratio;
  const context = element.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = '12px system-ui, sans-serif';
  return { context, width, height };
};

const powers = (value) => Math.log10(1 + Math.max(0, value));

// Two features against each other, each on a scale of powers of ten.
export const plane = (element, points, across, up) => {
  const { context, width, height } = canvas(element);
  const paint = colours();
  const [left, right, top, bottom] = [44, width - 10, 8, height - 36];
  let [widest, highest] = [1, 1];
  for (let i = 0; i < points.n; i++) {
    widest = Math.max(widest, powers(points.features[across][i]));
    highest = Math.max(highest, powers(points.features[up][i]));
  }
  const x = (value) => left + 4 + ((right - left - 12) * powers(value)) / widest;
  const y = (value) => bottom - 4 - ((bottom - top - 12) * powers(value)) / highest;
  context.strokeStyle = ink('--edge');
  context.fillStyle = ink('--quiet');
  for (let power = 0; power <= Math.max(widest, highest); power += Math.max(widest, highest) > 6 ? 2 : 1) {
    const at = 10 ** power;
    if (power <= highest) {
      line(context, left, y(at), right, y(at));
      context.textAlign = 'right';
      context.fillText(compact(at), left - 4, y(at) + 4);
    }
    if (power <= widest) {
      line(context, x(at), top, x(at), bottom);
      context.textAlign = 'center';
      context.fillText(compact(at), x(at), bottom + 14);
    }
  }
  context.textAlign = 'left';
  context.fillText(`up: ${points.names[up]}`, 2, height - 4);
  context.textAlign = 'right';
  context.fillText(`across: ${points.names[across]}`, right, height - 4);
  for (let i = 0; i < points.n; i++) {
    const far = points.label[i] === points.far;
    context.fillStyle = far ? ink('--far') : paint[points.label[i] % 8];
    const size = far ? 7 : 4;
    context.fillRect(x(points.features[across][i]) - size / 2, y(points.features[up][i]) - size / 2, size, size);
  }
};

// A line for each feature over the keys in the order of their clusters; several keys on one place show the largest value.
export const lines = (element, points, scaled) => {
  const { context, width, height } = canvas(element);
  const paint = colours();
  const [left, right, top, bottom] = [48, width - 8, 8, height - 22];
  const near = points.n - points.farCount;
  const split = points.farCount ? right - (right - left) * 0.2 : right;
  const least = points.features.map((values) => values.reduce((a, b) => Math.min(a, b), Infinity));
  const most = points.features.map((values) => values.reduce((a, b) => Math.max(a, b), 0));
  const highest = scaled ? 1 : Math.max(1, ...most);
  if (points.farCount) {
    context.globalAlpha = 0.14;
    context.fillStyle = ink('--far');
    context.fillRect(split, top, right - split, bottom - top);
    context.globalAlpha = 1;
  }
  context.strokeStyle = ink('--edge');
  context.fillStyle = ink('--quiet');
  for (let step = 0; step <= 4; step++) {
    const y = bottom - ((bottom - top) * step) / 4;
    line(context, left, y, right, y);
    context.textAlign = 'right';
    context.fillText(compact((highest * step) / 4), left - 4, y + 4);
  }
  context.textAlign = 'left';
  context.fillText('keys, nearest cluster first', left, height - 5);
  if (points.farCount) {
    context.textAlign = 'right';
    context.fillText('far cluster', right, height - 5);
  }
  points.features.forEach((values, feature) => {
    const span = most[feature] - least[feature];
    const of = (value) => (scaled ? (span > 0 ? (value - least[feature]) / span : 0) : value / highest);
    context.strokeStyle = paint[feature % paint.length];
    context.lineWidth = 1.4;
    context.beginPath();
    part(context, values, of, 0, near, left, split, top, bottom);
    part(context, values, of, near, points.n, split + 6, right - 6, top, bottom);
    context.stroke();
  });
};

const part = (context, values, of, first, end, from, to, top, bottom) => {
  const places = Math.min(end - first, Math.max(1, Math.floor((to - from) / 2)));
  for (let place = 0; place < places; place++) {
    let largest = 0;
    const last = first + Math.floor(((place + 1) * (end - first)) / places);
    for (let key = first + Math.floor((place * (end - first)) / places); key < last; key++) largest = Math.max(largest, of(values[key]));
    const x = places === 1 ? from : from + ((to - from) * place) / (places - 1);
    const y = bottom - (bottom - top) * largest;
    if (place === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
    if (places === 1) context.lineTo(to, y);
  }
};

const line = (context, x1, y1, x2, y2) => {
  context.beginPath();
  context.moveTo(x1, Math.round(y1) + 0.5);
  context.lineTo(x2, Math.round(y2) + 0.5);
  context.stroke();
};

// Parts of a whole by name, what is missing of it as "all others"; the names stand beside it.
export const pie = (element, parts) => {
  const { context, width, height } = canvas(element);
  const paint = colours();
  const named = parts.slice(0, 6);
  const others = Math.max(0, 1 - named.reduce((all, [, share]) => all + share, 0));
  const slices = [...named.map(([name, share], i) => [name, share, paint[i % paint.length]]), ['all others', others, ink('--edge')]];
  const radius = Math.min(height / 2 - 8, width / 5);
  const line = Math.min(22, (height - 8) / slices.length);
  let from = -Math.PI / 2;
  context.textBaseline = 'middle';
  slices.forEach(([name, share, colour], i) => {
    const to = from + 2 * Math.PI * share;
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(radius + 4, height / 2);
    context.arc(radius + 4, height / 2, radius, from, to);
    context.fill();
    from = to;
    const y = height / 2 + (i - (slices.length - 1) / 2) * line;
    context.fillRect(2 * radius + 20, y - 5, 10, 10);
    context.fillStyle = ink('--ink');
    context.fillText(`${percent(share)}  ${name}`, 2 * radius + 36, y);
  });
};
