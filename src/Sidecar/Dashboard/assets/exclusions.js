// The list of exclusions, and the three things a person may say about one. Each is asked for again before it is sent.

import { byId, count, duration, element, instant, percent, short, shown, table, time } from '/assets/text.js';

const actions = [
  ['pin', 'Pin', 'It stays excluded until somebody releases it.'],
  ['remove', 'Release', 'Its records are passed on from now on; learning may exclude it again.'],
  ['never', 'Never', 'Its records are passed on, and learning never excludes it again.'],
];

let token = sessionStorage.getItem('token') ?? '';

export const authorization = () => (token ? { Authorization: `Bearer ${token}` } : {});

// Asks for the token. It is kept until the tab is closed.
export const unlock = async () => {
  if (await ask('Token', 'The first line of the file that eve-sidecar named when it started (dashboard.token in its run directory).', '', 'Keep', true)) {
    token = byId('ask-token').value.trim();
    sessionStorage.setItem('token', token);
  }
  byId('unlock').textContent = token ? 'Change token' : 'Enter token';
  return token !== '';
};

const ask = (title, text, key, yes, wantsToken) => new Promise((answer) => {
  const dialog = byId('ask');
  byId('ask-title').textContent = title;
  byId('ask-text').textContent = text;
  byId('ask-key').textContent = shown(key);
  byId('ask-key').hidden = key === '';
  byId('ask-label').hidden = !wantsToken;
  byId('ask-token').value = '';
  byId('ask-yes').textContent = yes;
  dialog.returnValue = 'no';
  dialog.addEventListener('close', () => answer(dialog.returnValue === 'yes'), { once: true });
  dialog.showModal();
});

// A browser takes a hundred thousand rows badly, and nobody reads them.
const most = 200;

export class Exclusions {
  constructor(said) {
    this.said = said;
    this.all = [];
    this.inAll = 0;
    this.text = '';
    byId('filter').addEventListener('input', () => this.#draw());
  }

  // What the filter asks for is looked for among all of them.
  get path() {
    const match = byId('filter').value.trim();
    return `/exclusions?count=${most}${match ? `&match=${encodeURIComponent(match)}` : ''}`;
  }

  show({ exclusions: all, exclusions_in_all: inAll }, now) {
    this.inAll = inAll;
    const text = JSON.stringify([all, inAll]);
    // Rows that stay keep the focus of who is about to press a button.
    if (text === this.text && Math.abs(now - this.now) < 60) return;
    [this.all, this.text, this.now] = [all, text, now];
    this.#draw();
  }

  #draw() {
    const wanted = byId('filter').value.trim().toLowerCase();
    byId('more-exclusions').hidden = this.all.length >= this.inAll;
    byId('more-exclusions').textContent = `The heaviest ${count(this.all.length)} of ${count(this.inAll)}; the filter looks through all.`;
    const rows = this.all.filter((one) => shown(one.key).toLowerCase().includes(wanted) || one.view.includes(wanted));
    table(byId('exclusions'), [['view', 'text'], ['key', 'key'], ['reason', 'text'], ['share'], ['since', 'text'], ['age'], ['ends in'], ['', 'text']],
      rows.length ? rows.map((one) => this.#row(one)) : [[this.all.length ? 'none with that' : 'no key is excluded', '', '', '', '', '', '', '']]);
  }

  #row(one) {
    const since = instant(one.since);
    const ends = one.expires ? duration(instant(one.expires) - this.now) : 'no end';
    return [
      one.view, short(one.key, 200), (one.excluded ? '' : 'never: ') + shown(one.reason) + (one.by_hand ? ` (${one.by_hand})` : ''), { text: percent(one.share), bar: one.share },
      time(one.since), duration(this.now - since), ends,
      element('div', 'tabs', ...actions.map(([action, name, what]) => {
        const button = element('button', '', name);
        button.type = 'button';
        button.setAttribute('aria-label', `${name} ${short(one.key, 60)}`);
        button.addEventListener('click', () => this.#say(action, name, what, one));
        return button;
      })),
    ];
  }

  async #say(action, name, what, one) {
    if (!token && !(await unlock())) return;
    if (!(await ask(`${name}?`, `${one.view}: ${what}`, one.key, name, false))) return;
    const answer = await fetch('/exclusions', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...authorization() },
      body: JSON.stringify({ action, view: one.view, key: one.key }),
    });
    if (answer.status === 401) {
      token = '';
      sessionStorage.removeItem('token');
      this.said(`${name}: the token is not the right one`, false);
      return;
    }
    const said = await answer.json();
    this.said(`${name}: ${said.not_saved ? `done, but a restart forgets it: ${said.not_saved}` : said.error ?? 'done'}`, answer.ok && !said.not_saved);
  }
}
