// Where every event went: from all that came in, stage by stage, to what the experiment counts; and the bots among them.

import { bar, el, show } from './dom.js';
import { counted, share, whole } from './format.js';

const STAGES = [
  ['invalid', 'invalid', 'not readable, or with an impossible time'],
  ['late', 'late', 'its window was closed'],
  ['duplicate', 'duplicate', 'seen before'],
  ['bot', 'bot', 'not a person'],
];

const EXPERIMENT_STAGES = [
  ['outsideExperiment', 'outside the experiment'],
  ['unassigned', 'unassigned'],
  ['multiExposed', 'multi-exposed'],
];

/** Of all events, whatever the experiment. */
export function showAccounting(container, accounting) {
  show(container,
    balance(accounting.balanced, accounting.in - accounted(accounting), 'every event is in exactly one place'),
    el('table', { class: 'waterfall' },
      el('caption', null, 'From in to kept, in the order the stages are tested'),
      header('Share of in'),
      el('tbody', null, fromInToKept(accounting))));
}

function accounted({ invalid, late, duplicate, bot, kept }) {
  return invalid + late + duplicate + bot + kept;
}

function fromInToKept(accounting) {
  const rows = [total('in', 'in', accounting.in, accounting.in, 'accounting.in')];
  let left = accounting.in;
  for (const [stage, name, meaning] of STAGES) {
    const count = accounting[stage];
    rows.push(lost(name, meaning, count, left, accounting.in, `accounting.${stage}`));
    rows.push(...reasons(accounting.byReason[stage], accounting.in, stage));
    left -= count;
  }
  rows.push(total('kept', 'kept', accounting.kept, accounting.in, 'accounting.kept'));
  return rows;
}

/** Of the kept events, by experiment. The scorecard is made at a pace of its own: its kept may be a moment behind. */
export function showCounted(container, { accounting: sums, experimentId }) {
  const rows = [total('kept', 'kept', sums.kept, sums.kept, 'experiment.kept')];
  let left = sums.kept;
  for (const [stage, name] of EXPERIMENT_STAGES) {
    rows.push(lost(name, null, sums[stage], left, sums.kept, `experiment.${stage}`));
    left -= sums[stage];
  }
  rows.push(total('counted', 'counted', sums.counted, sums.kept, 'experiment.counted'));
  const missing = sums.kept - sums.outsideExperiment - sums.unassigned - sums.multiExposed - sums.counted;
  show(container,
    balance(missing === 0, missing, 'every kept event is in exactly one place'),
    el('table', { class: 'waterfall' },
      el('caption', null, `Kept events in ${experimentId}, as of its scorecard`),
      header('Share of kept'),
      el('tbody', null, rows)),
    el('p', { class: 'note' }, `Of the counted, ${whole(sums.retracted)} belong to users who were dropped after their windows had `
      + `closed (retracted), ${whole(sums.flaggedAfter)} of these because of a bot verdict.`));
}

function balance(balanced, missing, meaning) {
  return el('p', { class: `balance ${balanced ? 'passed' : 'failed'}` },
    el('span', { class: 'sign', 'aria-hidden': 'true' }, balanced ? '✓' : '✕'),
    balanced ? `Balanced: ${meaning}.` : `Not balanced: ${counted(missing, 'event')} unaccounted for.`);
}

function header(of) {
  return el('thead', null, el('tr', null,
    el('th', { scope: 'col' }, 'Stage'),
    el('th', { scope: 'col', class: 'number' }, 'Events'),
    el('th', { scope: 'col', class: 'number' }, of),
    el('td', { class: 'picture' })));
}

function total(kind, name, count, of, field) {
  return el('tr', { class: 'total' }, cells(name, null, count, of, field), picture(0, of > 0 ? count / of : 0, kind));
}

/** What a stage took, hanging where it was taken from. */
function lost(name, meaning, count, left, of, field) {
  return el('tr', { class: 'lost' }, cells(`− ${name}`, meaning, count, of, field),
    picture(of > 0 ? (left - count) / of : 0, of > 0 ? left / of : 0, 'lost'));
}

function cells(name, meaning, count, of, field) {
  return [
    el('th', { scope: 'row' }, name, meaning ? el('span', { class: 'meaning' }, meaning) : null),
    el('td', { class: 'number', 'data-field': field }, whole(count)),
    el('td', { class: 'number' }, share(count, of)),
  ];
}

function picture(from, to, kind) {
  return el('td', { class: 'picture' }, bar(from, to, kind));
}

/** The bots' reasons have a panel of their own. */
function reasons(byReason, of, stage) {
  return stage === 'bot' ? [] : sorted(byReason).map(([reason, count]) => el('tr', { class: 'reason' },
    el('th', { scope: 'row' }, reason),
    el('td', { class: 'number', 'data-field': `reason.${stage}.${reason}` }, whole(count)),
    el('td', { class: 'number' }, share(count, of)),
    el('td', { class: 'picture' })));
}

function sorted(byReason) {
  return Object.entries(byReason ?? {}).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Events of flagged users, by the reason of the verdict. */
export function showBots(container, accounting) {
  const rows = sorted(accounting.byReason.bot);
  if (rows.length === 0) {
    show(container, el('p', { class: 'note' }, 'No event was taken for a bot’s.'));
    return;
  }
  const most = rows[0][1];
  show(container, el('table', { class: 'waterfall' },
    el('caption', null, `${whole(accounting.bot)} events of users with a bot verdict, by its reason`),
    header('Share of bots'),
    el('tbody', null, rows.map(([reason, count]) => el('tr', null, cells(reason, null, count, accounting.bot, `reason.bot.${reason}`),
      picture(0, count / most, 'bot'))))));
}
