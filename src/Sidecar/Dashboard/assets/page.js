// Asks the sidecar once a second, as long as the page is to be seen, and shows what it says.

import { Series } from '/assets/charts.js';
import { authorization, Exclusions, unlock } from '/assets/exclusions.js';
import { byId, compact, count, duration, element, instant, percent, shown, table, time, words } from '/assets/text.js';
import { View } from '/assets/view.js';

const beat = 1000;
// To look through millions of flows takes the engine a moment.
const flowsEvery = 30000;
const get = (path) => fetch(path, { headers: authorization() });

let charts = null;
let next = 0;
let note = null;
let flowsDue = 0;

const say = (text, good) => {
  const state = byId('state');
  if (state.textContent !== text) state.textContent = text;
  state.className = good ? 'good' : 'bad';
};

const view = new View(get);
const exclusions = new Exclusions((text, good) => {
  note = { text, good, until: Date.now() + 6000 };
  say(text, good);
});
byId('unlock').addEventListener('click', unlock);

const sum = (numbers) => Object.values(numbers ?? {}).reduce((a, b) => a + b, 0);
const list = (counts) => Object.entries(counts ?? {}).filter(([, number]) => number > 0).map(([name, number]) => `${count(number)} ${words(name)}`).join(', ');

const tiles = (live) => {
  const { status } = live;
  const { stats } = status;
  const lost = Object.values(stats.lost_before).reduce((all, one) => all + one.lost, 0);
  const torn = sum(stats.records.torn_by_type);
  const share = stats.records.parsed ? stats.residual.records / stats.records.parsed : 0;
  const shown = [
    [compact(status.records_per_second), 'records a second', false],
    [count(stats.records.received), 'records came', false],
    [count(stats.records.shed), 'shed', stats.records.shed > 0],
    [count(torn), 'torn', torn > 0],
    [count(lost), 'lost before us', lost > 0],
    [percent(share), 'left to look at', false],
    [count(stats.views.reduce((all, one) => all + one.excluded, 0)), 'keys excluded', false],
    [count(stats.flows.live), 'live flows', false],
  ];
  byId('tiles').replaceChildren(...shown.map(([number, what, bad]) => element('li', bad ? 'bad' : '', element('b', '', number), what)));
};

const flows = ({ status: { stats: { flows: { by_protocol: protocols } } } }) => {
  table(byId('flows'), [['protocol', 'text'], ['new'], ['established'], ['given up at the memcap']],
    Object.entries(protocols).map(([protocol, one]) => [words(protocol), count(one.live_new), count(one.live_established), count(one.evicted)]));
};

const bytes = (weight) => (weight ? count(weight.bytes_toserver + weight.bytes_toclient) : 'not asked');

const listed = (flows, now) => {
  // Bytes are known where Suricata is asked for them.
  const weighed = flows.heaviest_by_bytes;
  byId('weighed').hidden = !weighed;
  for (const [id, some] of [['by-bytes', weighed ?? []], ['oldest', flows.longest_lived], ['heaviest', flows.heaviest]]) {
    table(byId(id), [['flow_id', 'text'], ['protocol', 'text'], ['state', 'text'], ...(weighed ? [['bytes']] : []), ['age'], ['idle'], ['transactions'], ['', 'text']],
      some.length === 0 ? [['none lives']] : some.map((one) => [one.flow_id, words(one.proto), words(one.state), ...(weighed ? [bytes(one.weight)] : []),
        duration(now - instant(one.first_seen)), duration(Math.max(0, now - instant(one.last_seen))), count(one.transactions), one.alerted ? 'alerted' : '']));
  }
};

const longest = async (eventTime) => {
  if (Date.now() < flowsDue) return;
  if (!eventTime) {
    listed({ longest_lived: [], heaviest: [] }, 0);
    return;
  }
  flowsDue = Date.now() + flowsEvery;
  const answer = await get('/flows?count=5');
  if (answer.ok) listed(await answer.json(), instant(eventTime));
};

const health = (live) => {
  const { status } = live;
  const { stats } = status;
  const rows = [
    ['running for', duration(status.uptime_seconds)],
    ['version, kernel', `${shown(status.version).split('+')[0]}, ${shown(status.kernel)}`],
    ['resident memory', `${compact(status.resident_bytes)}B`],
    ['connections of Suricata', `${count(stats.connections.open)} open, ${count(stats.connections.accepted)} so far`],
    ['rejected records', list(stats.records.rejected_by_cause) || 'none'],
    ['shed records', list(stats.records.shed_by_type) || 'none'],
    ['flow table', stats.flows.in_emergency ? 'emergency: the memcap was hit' : `${count(stats.flows.transactions_waiting)} transactions wait${live.oldest_flow_seconds === undefined ? '' : `, oldest idle ${duration(live.oldest_flow_seconds)}`}`],
    ['snapshots', `${count(stats.snapshots.written)} written, ${count(stats.snapshots.failed)} failed${status.latest_snapshot_error ? `: ${shown(status.latest_snapshot_error)}` : ''}`],
    ['latest snapshot', shown(status.latest_snapshot ?? 'none')],
    ['readers of verdicts', `${count(stats.verdicts.readers)} so far, ${count(stats.verdicts.lines_lost)} lines lost`],
    ['residual not delivered', count(stats.residual.lost)],
    ['requests sent away', count(live.refused)],
  ];
  table(byId('health'), [['what', 'text'], ['how it is', 'key']], rows);
};

const past = async () => {
  const answer = await get(`/history?since=${next}`);
  if (!answer.ok) return;
  const history = await answer.json();
  if (history.next < next) location.reload();
  next = history.next;
  const types = Object.keys(history.by_type);
  charts ??= {
    types,
    rates: new Series('rates', [...types, 'shed', 'rejected']),
    residual: new Series('residual', ['left'], { log: true, unit: ' %' }),
  };
  charts.rates.add([history.time, ...charts.types.map((type) => history.by_type[type]), history.shed, history.rejected]);
  charts.residual.add([history.time, history.residual_share.map((part) => (part === null ? null : Math.max(0.001, 100 * part)))]);
};

const round = async () => {
  const answer = await get('/live');
  if (answer.status === 401) {
    say('this address needs the token', false);
    return;
  }
  const live = await answer.json();
  const { status } = live;
  byId('socket').textContent = `${shown(status.run_dir)}/eve.sock`;
  if (!status.stats) {
    say('the engine starts', false);
    return;
  }
  byId('empty').hidden = status.stats.records.received > 0;
  tiles(live);
  flows(live);
  health(live);
  await past();
  await longest(status.event_time);
  await view.offer(live.ticks);
  const excluded = await get(exclusions.path);
  if (excluded.ok) exclusions.show(await excluded.json(), status.event_time ? instant(status.event_time) : 0);
  if (note && Date.now() < note.until) return;
  const late = status.report_age_seconds > 3;
  say(late ? `the engine is busy; as of ${duration(status.report_age_seconds)} ago` : status.event_time ? `listening, event time ${time(status.event_time)}` : 'listening, no record yet', !late);
};

// One round after the other: a slow network means fewer questions, never more at a time.
const run = async () => {
  if (!document.hidden) {
    try {
      await round();
    } catch {
      say('the sidecar does not answer', false);
    }
  }
  setTimeout(run, beat);
};

window.eveSidecar = { view };
run();
