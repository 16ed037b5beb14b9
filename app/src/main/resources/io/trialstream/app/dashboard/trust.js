// Whether the numbers may be believed, first of all.

import { el, show } from './dom.js';
import { pValue, threshold } from './format.js';

const VERDICTS = {
  trusted: ['✓', 'Trusted', 'Every check passed: the numbers may be believed.'],
  untrusted: ['✕', 'Untrusted', 'A check failed: do not act on the effect before its cause is known.'],
  pending: ['…', 'Pending', 'Too little has been seen to judge: the numbers are shown, and not yet to be believed.'],
};

const CHECKS = {
  srm: 'Sample ratio',
  accounting: 'Accounting',
  completeness: 'Completeness',
  'burn-in': 'Enough data',
};

/** These wait for more data; not to have passed them is no failure. */
const WAITING = new Set(['completeness', 'burn-in']);

const RESULTS = {
  passed: ['✓', 'passed'],
  failed: ['✕', 'failed'],
  waiting: ['…', 'not yet'],
  none: ['○', 'nothing to judge yet'],
};

/** The verdict and each check behind it. */
export function showTrust(container, trust) {
  const [sign, word, meaning] = VERDICTS[trust.verdict] ?? ['?', trust.verdict, ''];
  show(container,
    el('p', { class: `verdict ${trust.verdict}`, 'aria-live': 'polite' },
      el('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
      el('strong', { 'data-field': 'verdict' }, word)),
    el('p', { class: 'note' }, meaning),
    el('ul', { class: 'checks' }, trust.checks.map(check)));
}

function check(one) {
  const result = resultOf(one);
  const [sign, word] = RESULTS[result];
  return el('li', { class: `check ${result}`, 'data-check': one.id },
    el('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    el('span', { class: 'name' }, CHECKS[one.id] ?? one.id),
    el('span', { class: 'result' }, word),
    one.pValue === null ? null : el('span', { class: 'p' }, `p = ${pValue(one.pValue)} against ${limit(one.threshold)}`),
    el('span', { class: 'detail' }, one.detail));
}

function limit(value) {
  return value === null ? 'no threshold' : threshold(value);
}

function resultOf({ id, passed }) {
  if (passed === null) {
    return 'none';
  }
  if (passed) {
    return 'passed';
  }
  return WAITING.has(id) ? 'waiting' : 'failed';
}
