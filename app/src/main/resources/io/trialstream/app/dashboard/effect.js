// What the experiment did: each comparison as an interval on an axis.

import { el, show, svg } from './dom.js';
import { isShare, metricDifference, pValue, signedPercent, whole } from './format.js';

const BASES = {
  running: 'Running basis: describes what is there so far; no stopping guarantee.',
  decision: 'Decision basis: each unit enters once, when its horizon has closed.',
};
const ALWAYS_VALID = 'Valid however often you look.';
const NO_GUARANTEE = 'No stopping guarantee.';

const WARNINGS = {
  untrusted: 'The scorecard is untrusted: a check failed, and this effect may come from the fault.',
  pending: 'The scorecard is pending: too little has been seen for this interval to mean much.',
};

/** All comparisons; on one scale for each metric, so that arms can be compared by eye. */
export function showEffect(container, card, definition) {
  const warning = WARNINGS[card.trust.verdict];
  show(container,
    warning ? el('p', { class: 'warning' }, warning) : null,
    card.comparisons.length === 0 ? el('p', { class: 'note' }, 'There is no comparison yet.') : null,
    el('div', { class: 'comparisons' }, card.comparisons.map(comparison => {
      const scale = scaleOf(card.comparisons.filter(other => other.metric === comparison.metric));
      return comparisonOf(comparison, scale, isShare(card.variants, comparison.metric), definition);
    })));
}

function comparisonOf(comparison, scale, asShare, definition) {
  const { relative, absolute } = comparison;
  const difference = value => metricDifference(value, asShare);
  const level = definition ? `${Number((100 * (1 - definition.decision.alpha)).toPrecision(4))} % interval` : 'interval';
  const rank = definition === null ? null : comparison.metric === definition.primary ? 'primary metric' : 'exploratory';
  return el('article', { class: 'comparison', 'data-comparison': `${comparison.metric}/${comparison.variant}` },
    el('h3', null, `${comparison.metric}: ${comparison.variant} against ${comparison.baseline}`,
      rank ? el('span', { class: 'tag' }, rank) : null),
    el('p', { class: 'effect' },
      el('strong', { 'data-field': 'relative' }, relative.estimate === null ? 'not yet' : signedPercent(relative.estimate)),
      el('span', { 'data-field': 'relative-interval' }, `relative, ${level} ${between(relative, signedPercent)}`)),
    axis(relative, scale),
    el('p', { 'data-field': 'zero' }, zero(relative)),
    el('dl', { class: 'facts small' },
      fact(asShare ? 'Absolute, percentage points' : 'Absolute',
        absolute.estimate === null ? 'not yet' : `${difference(absolute.estimate)}, ${between(absolute, difference)}`, 'absolute'),
      fact('p-value', comparison.pValue === null ? 'not yet' : pValue(comparison.pValue), 'p-value'),
      fact('Users', `${whole(comparison.users[1])} against ${whole(comparison.users[0])}`, 'compared-users')),
    el('p', { class: 'note', 'data-field': 'basis' }, basis(comparison)));
}

function basis({ basis: name, alwaysValid }) {
  const words = BASES[name] ?? `${name} basis.`;
  if (alwaysValid) {
    return `${words} ${ALWAYS_VALID}`;
  }
  return name === 'running' ? words : `${words} ${NO_GUARANTEE}`;
}

function fact(name, value, field) {
  return el('div', null, el('dt', null, name), el('dd', { 'data-field': field }, value));
}

function zero({ estimate, low, high }) {
  if (estimate === null || (low === null && high === null)) {
    return 'Whether there is an effect cannot be said yet.';
  }
  const excluded = (low !== null && low > 0) || (high !== null && high < 0);
  return excluded ? 'The interval excludes zero.' : 'The interval contains zero: no effect at all also agrees with it.';
}

/** A bound that does not exist is said to be none, never drawn as if it were somewhere. */
function between({ estimate, low, high }, format) {
  if (estimate === null) {
    return 'not yet';
  }
  if (low === null && high === null) {
    return 'not bounded yet';
  }
  return `${low === null ? 'no lower bound yet' : format(low)} to ${high === null ? 'no upper bound yet' : format(high)}`;
}

/** From where to where the axis goes: whole steps around zero and every number there is. */
function scaleOf(comparisons) {
  const values = comparisons.flatMap(({ relative: { estimate, low, high } }) => [estimate, low, high]).filter(v => v !== null);
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const step = roundStep((most - least || 0.2) / 4);
  return { from: (Math.floor(least / step - 0.25)) * step, to: (Math.ceil(most / step + 0.25)) * step, step };
}

/** The next of 1, 2, 5, 10, … not below. */
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= least * 0.999);
}

function axis({ estimate, low, high }, { from, to, step }) {
  const at = value => `${(6 + 88 * (value - from) / (to - from)).toFixed(2)}%`;
  const count = Math.round((to - from) / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => from + i * step);
  // Labels of a crowded axis would run into each other on a phone.
  const labelled = ticks.filter((_, i) => count <= 6 || (i + Math.round(from / step)) % 2 === 0);
  return svg('svg', { class: 'axis', width: '100%', height: '58', 'aria-hidden': 'true' },
    svg('line', { class: 'base', x1: at(from), x2: at(to), y1: 36, y2: 36 }),
    ticks.map(tick => svg('line', { class: 'base', x1: at(tick), x2: at(tick), y1: 33, y2: 39 })),
    labelled.map(tick => svg('text', { x: at(tick), y: 53, 'text-anchor': 'middle' }, tickLabel(tick, step))),
    svg('line', { class: 'zero', x1: at(0), x2: at(0), y1: 2, y2: 40 }),
    estimate === null ? null : interval(low, high, from, to, at),
    estimate === null ? null : svg('circle', { class: 'estimate', cx: at(estimate), cy: 18, r: 6 }));
}

/** An end without a bound runs out dashed to the edge. */
function interval(low, high, from, to, at) {
  const open = low === null || high === null;
  return [
    svg('line', { class: open ? 'range open' : 'range', x1: at(low ?? from), x2: at(high ?? to), y1: 18, y2: 18 }),
    low === null ? null : svg('line', { class: 'range', x1: at(low), x2: at(low), y1: 10, y2: 26 }),
    high === null ? null : svg('line', { class: 'range', x1: at(high), x2: at(high), y1: 10, y2: 26 }),
  ];
}

function tickLabel(tick, step) {
  const digits = Math.max(0, -Math.floor(Math.log10(100 * step) + 1e-9));
  const text = Math.abs(100 * tick).toFixed(digits);
  return Number(text) === 0 ? '0' : `${tick < 0 ? '−' : '+'}${text} %`;
}
