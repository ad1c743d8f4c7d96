// One view: its cloud, planes, lines, keys and clusters, fetched anew when a tick has ended.

import { lines, pie, plane } from '/assets/charts.js';
import { Cloud } from '/assets/cloud.js';
import { byId, colours, count, element, percent, short, shown, table, time, words } from '/assets/text.js';

const pairs = [['flow.bytes_toserver', 'flow.bytes_toclient'], ['flow.pkts_toserver', 'flow.pkts_toclient'], ['flow.pkts', 'flow.bytes']];

export class View {
  constructor(get) {
    this.get = get;
    this.name = null;
    this.drawn = '';
    this.cloud = new Cloud(byId('cloud'), (key) => this.#detail(key));
    new ResizeObserver(() => this.#pictures()).observe(byId('raw'));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#pictures());
  }

  // The views that have a tick, and the number of their latest.
  async offer(ticks) {
    if (ticks.length === 0) return;
    this.name ??= ticks[0].view;
    const names = ticks.map((tick) => tick.view);
    if (byId('views').children.length !== names.length) {
      byId('views').replaceChildren(...names.map((name) => {
        const button = element('button', '', name);
        button.type = 'button';
        button.dataset.view = name;
        button.addEventListener('click', () => {
          this.name = name;
          this.offer(ticks);
        });
        return button;
      }));
    }
    for (const button of byId('views').children) button.setAttribute('aria-pressed', String(button.dataset.view === this.name));
    const tick = ticks.find((one) => one.view === this.name);
    const wanted = `${this.name} ${tick.tick}`;
    if (this.drawn === wanted || this.busy) return;
    this.busy = true;
    try {
      await this.#load(wanted);
    } finally {
      this.busy = false;
    }
  }

  async #load(wanted) {
    const path = `/views/${encodeURIComponent(this.name)}`;
    const summary = await (await this.get(path)).json();
    const answer = await this.get(`${path}/points`);
    if (answer.headers.get('tick') !== String(summary.tick)) return;
    this.summary = summary;
    this.points = read(new Float32Array(await answer.arrayBuffer()), summary);
    this.drawn = wanted;
    const left = this.points.n < this.points.all ? `; ${count(this.points.n)} of them drawn` : '';
    byId('window').textContent = `${summary.effect === 'mark' ? 'Marks' : 'Excludes'}. Tick ${summary.tick}, ${time(summary.start)} to ${time(summary.end)}: `
      + `${count(summary.records)} records, ${count(summary.keys)} keys, ${count(summary.excluded)} excluded; ${count(summary.clustered)} clustered in ${summary.rounds === 1 ? 'one round' : `${summary.rounds} rounds`}${left}.`;
    byId('picture').hidden = false;
    byId('cloud').setAttribute('aria-label', `${count(this.points.n)} keys of ${this.name} in ${summary.distances.length} clusters, ${count(this.points.farCount)} in the far one`);
    byId('detail').replaceChildren(element('h3', '', 'Key'), element('p', 'quiet', 'Click a point, or a key of the list below.'));
    this.cloud.show(this.points);
    this.#legends();
    this.#pictures();
    this.#tables();
  }

  #pictures() {
    if (!this.points || byId('raw').clientWidth === 0) return;
    const names = this.summary.features;
    const found = pairs.map((pair) => pair.map((name) => names.indexOf(name))).filter(([a, b]) => a >= 0 && b >= 0);
    if (byId('planes').children.length !== found.length) {
      byId('planes').replaceChildren(...found.map(() => element('figure', '', element('canvas', ''), element('figcaption', ''))));
    }
    found.forEach(([across, up], i) => {
      const figure = byId('planes').children[i];
      figure.firstChild.setAttribute('role', 'img');
      figure.firstChild.setAttribute('aria-label', `${names[up]} over ${names[across]} of each key`);
      figure.lastChild.textContent = `${names[up]} over ${names[across]}, powers of ten`;
      plane(figure.firstChild, this.points, across, up);
    });
    for (const [id, scaled] of [['raw', false], ['scaled', true]]) {
      byId(id).setAttribute('aria-label', `${names.length} features over the keys, ${scaled ? 'scaled from 0 to 1' : 'raw'}`);
      lines(byId(id), this.points, scaled);
    }
    pie(byId('pie'), this.summary.heaviest.map((one) => [short(one.key, 40), one.share]));
  }

  #legends() {
    const paint = colours();
    byId('features').replaceChildren(...this.summary.features.map((name, i) => swatch(paint[i % paint.length], name)));
    byId('legend').replaceChildren(...this.summary.distances.map((_, cluster) => (cluster === this.points.far ? swatch('var(--far)', 'far cluster') : swatch(paint[cluster % 8], `cluster ${cluster}`))));
  }

  #tables() {
    const { heaviest, distances, members, refused_by_guard: refused } = this.summary;
    table(byId('top'), [['key', 'key'], ['share'], ['records'], ['flows'], ['bytes'], ['', 'text']],
      heaviest.map((one) => [short(one.key, 60), { text: percent(one.share), bar: one.share }, count(one.records), count(one.flows), count(one.bytes), one.excluded ? 'excluded' : '']));
    const farthest = Math.max(...distances, 1e-9);
    table(byId('clusters'), [['cluster', 'text'], ['distance'], ['keys'], ['its heaviest key', 'text']],
      distances.map((distance, cluster) => [cluster === this.points.far ? `${cluster} (far)` : cluster, { text: distance.toFixed(2), bar: distance / farthest }, count(members[cluster]), this.#chooser(cluster)]).reverse(),
      (i) => this.points.far >= 0 && i === 0);
    const guards = Object.entries(refused).filter(([, number]) => number > 0);
    table(byId('guards'), [['guard', 'text'], ['keys']], guards.length ? guards.map(([guard, number]) => [words(guard), count(number)]) : [['none', '0']]);
  }

  // What a click on the point does, for who uses no pointer.
  #chooser(cluster) {
    const { features, label, n } = this.points;
    let best = -1;
    const last = features.length - 1;
    for (let i = 0; i < n; i++) if (label[i] === cluster && (best < 0 || features[last][i] > features[last][best])) best = i;
    const button = element('button', 'link', 'show');
    button.type = 'button';
    button.disabled = best < 0;
    button.addEventListener('click', () => this.cloud.choose(best));
    return button;
  }

  async #detail(number) {
    const answer = await this.get(`/views/${encodeURIComponent(this.name)}/keys/${number}?tick=${this.summary.tick}`);
    if (answer.status !== 200) {
      byId('detail').replaceChildren(element('h3', '', 'Key'), element('p', 'quiet', 'A new tick has ended; the picture follows.'));
      return;
    }
    const key = await answer.json();
    const numbers = element('table', '');
    table(numbers, [['feature', 'text'], ['raw'], ['scaled']], this.summary.features.map((name, i) => [name, count(key.raw[i]), { text: key.scaled[i].toFixed(2), bar: key.scaled[i] }]));
    byId('detail').replaceChildren(
      element('h3', '', 'Key'),
      element('p', 'key', shown(key.key)),
      element('p', 'quiet', `Cluster ${key.cluster}${key.cluster === this.points.far ? ' (far)' : ''}; ${count(key.records)} records (${percent(key.share_records)}), ${count(key.flows)} flows (${percent(key.share_flows)}), ${count(key.sources)} sources, ${count(key.alerts)} with alerts.`),
      numbers);
  }
}

const swatch = (colour, text) => {
  const made = element('span', '', element('i', ''), text);
  made.firstChild.style.setProperty('--of', colour);
  return made;
};

// The columns of PointCloud.cs; what is missing of three components is zero.
const read = (values, summary) => {
  const [n, given, featureCount, all] = values;
  let at = 4;
  const next = () => values.subarray(at, (at += n));
  const components = Array.from({ length: given }, next);
  const features = Array.from({ length: featureCount }, next);
  const label = next();
  const key = next();
  while (components.length < 3) components.push(new Float32Array(n));
  const far = summary.distances.length > 1 ? summary.distances.length - 1 : -1;
  let farCount = 0;
  for (let i = 0; i < n; i++) farCount += label[i] === far ? 1 : 0;
  return { n, all, given: Math.min(3, given), components, features, label, key, far, farCount, names: summary.features };
};
