// Which experiment this is, and how far it has come.

import { el, show } from './dom.js';
import { moment } from './format.js';

const STATUS = {
  provisional: 'provisional: it can still change',
  final: 'final: it never changes again',
};

/** The experiment's name and what is known of its progress. */
export function showHead(container, card, definition, finalThrough) {
  const facts = [
    ['Version', card.version, 'version'],
    ['Phase', card.phase, 'phase'],
    ['Status', STATUS[card.status] ?? card.status, 'status'],
    ['Event time reached', moment(card.watermark), 'watermark'],
    ['Windows final through', finalThrough === null ? 'none yet' : moment(finalThrough), 'final-through'],
    ['Owner', definition?.owner ?? null, 'owner'],
  ];
  show(container,
    el('h1', { 'data-field': 'experiment' }, card.experimentId),
    el('dl', { class: 'facts' }, facts
      .filter(([, value]) => value !== null)
      .map(([name, value, field]) => el('div', null, el('dt', null, name), el('dd', { 'data-field': field }, value)))));
}
