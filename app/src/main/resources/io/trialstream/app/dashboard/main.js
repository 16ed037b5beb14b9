// Puts it together: what is known, which experiment is looked at, and what is shown where.

import { showAccounting, showBots, showCounted } from './accounting.js';
import { ask } from './api.js';
import { showArms } from './arms.js';
import { Chart, showNewest } from './chart.js';
import { el, show } from './dom.js';
import { showEffect } from './effect.js';
import { counted, duration, isShare, moment, wallClock } from './format.js';
import { showHead } from './header.js';
import { LiveStream } from './stream.js';
import { showTrust } from './trust.js';
import { WindowHistory, gridOf, scaleOf, trailing } from './windows.js';

const EXPERIMENTS_MAX = 1_000;
const NEWEST = 12;
const CONNECTIONS = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', stale: 'Stale' };

const SINCE = { connecting: '', live: 'as of', reconnecting: 'numbers as of', stale: 'since' };

const byId = id => document.getElementById(id);

const known = {
  cards: new Map(),
  definitions: new Map(),
  accounting: null,
  finalThrough: null,
  status: null,
  unreadableAt: null,
  trouble: null,
};
/** The experiment that is looked at; '' before there is one. */
let selected = '';
let history = null;
let learning = false;
let drawing = false;

const chart = new Chart(byId('chart'), byId('legend'));
const stream = new LiveStream({ event: receive, connected, lost, changed: draw });

function receive(name, data) {
  if (name === 'scorecard') {
    learnCard(data);
  } else if (name === 'accounting') {
    known.accounting = data;
  } else if (name === 'finals') {
    known.finalThrough = data.finalThrough;
    history?.follow(known.finalThrough);
  } else {
    if (!data.readable && known.status?.readable !== false) {
      known.unreadableAt = Date.now();
    }
    known.status = data;
  }
  draw();
}

function learnCard(card) {
  known.cards.set(card.experimentId, card);
  if (definitionOf(card) === null) {
    learnDefinitions();
  }
  select();
}

/** What was missed while there was no connection comes by itself; the windows have to be asked for. */
function connected() {
  known.trouble = null;
  history?.forget();
  learnDefinitions();
}

/** Why there is no connection, as far as the processor can still say; and what it does answer. */
async function lost() {
  let trouble;
  try {
    const accounting = await ask('accounting');
    const card = selected === '' ? null : await ask(`experiments/${encodeURIComponent(selected)}/scorecard`);
    if (stream.state !== 'live') {
      known.accounting = accounting;
      known.finalThrough = accounting.finalThrough;
      if (card !== null) {
        learnCard(card);
      }
    }
    trouble = `The live stream is not available: these numbers were asked for at ${wallClock(Date.now())}, and will be again.`;
  } catch (error) {
    trouble = `Not connected: ${error.message}. Trying again.`;
  }
  // It may have come back in the meantime.
  known.trouble = stream.state === 'live' ? null : trouble;
  draw();
}

async function learnDefinitions() {
  if (learning) {
    return;
  }
  learning = true;
  try {
    for (const { id, versions } of await ask(`experiments?limit=${EXPERIMENTS_MAX}`)) {
      known.definitions.set(id, versions);
    }
    draw();
  } catch {
    // Asked for again with the next scorecard; until then what it would add is left out.
  } finally {
    learning = false;
  }
}

function definitionOf(card) {
  return known.definitions.get(card.experimentId)?.find(({ version }) => version === card.version) ?? null;
}

/** The experiment in the address, as soon as it is known; else the one that is looked at; else the first by name. */
function select() {
  const wished = location.hash.slice(1);
  const [id] = [wished, selected, ...[...known.cards.keys()].sort()].filter(one => known.cards.has(one));
  if (id !== undefined && id !== selected) {
    selected = id;
    history?.close();
    history = new WindowHistory(id, draw);
    history.follow(known.finalThrough);
  }
}

byId('experiment').addEventListener('change', event => {
  location.hash = event.target.value;
});
addEventListener('hashchange', () => {
  select();
  draw();
});
byId('metric').addEventListener('change', draw);
byId('trail').addEventListener('change', draw);

/** Many events in one frame are one drawing; a page that is not looked at is not drawn. */
function draw() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      drawAll();
    });
  }
}

function drawAll() {
  const card = known.cards.get(selected) ?? null;
  drawConnection();
  drawChooser();
  byId('waiting').hidden = card !== null || known.accounting !== null;
  byId('nothing').hidden = card !== null || known.accounting === null;
  byId('card').hidden = card === null;
  byId('counted-panel').hidden = card === null;
  if (card !== null) {
    const definition = definitionOf(card);
    // Several comparisons take a row of their own.
    byId('card').dataset.comparisons = card.comparisons.length > 1 ? 'several' : 'one';
    document.title = `${card.experimentId}: ${card.trust.verdict} – Trialstream`;
    showHead(byId('head'), card, definition, known.finalThrough);
    showTrust(byId('trust'), card.trust);
    showEffect(byId('effect'), card, definition);
    showArms(byId('arms'), card, definition);
    drawWindows(card, definition);
    showCounted(byId('counted'), card);
  }
  byId('ledger').hidden = known.accounting === null;
  if (known.accounting !== null) {
    showAccounting(byId('accounting'), known.accounting);
    showBots(byId('bots'), known.accounting);
  }
}

function drawConnection() {
  const readable = known.status?.readable !== false;
  const state = stream.state === 'live' && !readable ? 'stale' : stream.state;
  byId('connection').dataset.state = state;
  setText('connection-state', CONNECTIONS[state]);
  const current = readable ? stream.heardAt : known.unreadableAt;
  setText('connection-time', current === null ? '' : `${SINCE[state]} ${wallClock(current)}`);
  const notice = readable ? known.trouble : `This instance cannot tell the results: ${known.status.detail}. It is asked again; where several run, another may have them.`;
  byId('notice').hidden = notice === null;
  setText('notice', notice ?? '');
  if (known.status !== null) {
    const behind = known.status.lagRecords;
    setText('served', `Served by ${known.status.instance}, ${behind === 0 ? 'caught up' : `${counted(behind, 'record')} behind`}`);
  }
}

function drawChooser() {
  const ids = [...known.cards.keys()].sort();
  byId('chooser').hidden = ids.length < 2;
  show(byId('experiment'), ids.map(id => el('option', { value: id }, id)));
  byId('experiment').value = selected;
}

function drawWindows(card, definition) {
  const metrics = Object.keys(card.variants[0]?.metrics ?? {}).sort();
  const select = byId('metric');
  const wanted = metrics.includes(select.value) ? select.value : definition?.primary ?? metrics[0];
  show(select, metrics.map(metric => el('option', { value: metric }, metric)));
  select.value = wanted;
  const variants = card.variants.map(({ variant }) => variant);
  const grid = gridOf(history.records, card.version, variants, wanted);
  const line = grid === null ? null : trailing(grid, Number(byId('trail').value));
  const scale = grid === null ? null : scaleOf(grid, line);
  const asShare = isShare(card.variants, wanted);
  const note = noteOnWindows(grid, scale);
  setText('windows-note', note);
  byId('chart').hidden = grid === null;
  byId('windows-details').hidden = grid === null;
  chart.show(grid, line, scale, asShare, `${wanted} by variant. ${note}`);
  showNewest(byId('windows'), grid, wanted, asShare, NEWEST);
}

function noteOnWindows(grid, scale) {
  if (grid === null) {
    return 'No window is final yet. A window is final when event time has passed its end and the grace period on every partition.';
  }
  for (const option of byId('trail').options) {
    option.textContent = duration(grid.length * Number(option.value));
  }
  const beyond = scale.beyond === 0 ? '' : ` ${counted(scale.beyond, 'dot')} of windows with hardly any data above the scale.`;
  return `${counted(history.count, 'final window')} of ${duration(grid.length)}, to ${moment(history.through)}: a dot each, and a line over the last `
    + `${duration(grid.length * Number(byId('trail').value))}. A final window never changes.${beyond}`;
}

function setText(id, text) {
  if (byId(id).textContent !== text) {
    byId(id).textContent = text;
  }
}

stream.open();
draw();
