// The arms beside each other: one column an arm, so that a row is read across.

import { el, show } from './dom.js';
import { isShare, metricValue, whole } from './format.js';

/** The running sums of each arm. The first column is the baseline. */
export function showArms(container, card, definition) {
  const variants = card.variants;
  const metrics = [...new Set(variants.flatMap(variant => Object.keys(variant.metrics)))].sort();
  show(container,
    el('table', { class: 'arms' },
      el('caption', null, 'Running sums to date, without bots and multi-exposed users'),
      el('thead', null, el('tr', null,
        el('th', { scope: 'col' }, 'Arm'),
        variants.map(({ variant }) => el('th', { scope: 'col', class: 'number' }, variant,
          variant === definition?.baseline ? el('span', { class: 'tag' }, 'baseline') : null)))),
      el('tbody', null,
        row('Weight', variants, 'weight', variant => whole(variant.weight)),
        row('Users', variants, 'users', variant => whole(variant.users)),
        row('Bot users', variants, 'bot-users', variant => whole(variant.botUsers)),
        row('Multi-exposed users', variants, 'multi-exposed-users', variant => whole(variant.multiExposedUsers))),
      metrics.map(metric => metricRows(metric, variants))));
}

function metricRows(metric, variants) {
  const asShare = isShare(variants, metric);
  const sum = (variant, member) => (variant.metrics[metric] ? whole(variant.metrics[metric][member]) : whole(0));
  return el('tbody', null,
    row(metric, variants, `${metric}.value`, variant => metricValue(variant.metrics[metric]?.value ?? null, asShare), 'value'),
    row('numerator', variants, `${metric}.numerator`, variant => sum(variant, 'numerator'), 'part'),
    row('denominator', variants, `${metric}.denominator`, variant => sum(variant, 'denominator'), 'part'));
}

function row(name, variants, field, text, kind) {
  return el('tr', { class: kind ?? null },
    el('th', { scope: 'row' }, name),
    variants.map(variant => el('td', { class: 'number', 'data-field': `arms.${variant.variant}.${field}` }, text(variant))));
}
