// The live connection: server-sent events, and what is known about how current they are.

import { address } from './api.js';

const EVENTS = ['scorecard', 'accounting', 'finals', 'status', 'alive'];

/** The server breaks its silence every 15 s: after this long the connection is dead, even if nobody has said so. */
const SILENCE_MAX_MS = 40_000;

/** A short interruption is no news to the reader; after this long the numbers are called stale. */
const STALE_AFTER_MS = 10_000;

const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Connects, and connects again for as long as the page is open. EventSource's own retrying gives up for good when it is answered
 * anything but 200, as by a proxy in front of a processor that restarts; so each attempt here is a new one.
 */
export class LiveStream {
  /** 'connecting' before the first success, then 'live', 'reconnecting' or 'stale'. */
  state = 'connecting';

  /** When the server was last heard, epoch ms; null: not yet. */
  heardAt = null;

  #handlers;
  #source = null;
  #failures = 0;
  #silence = 0;
  #stale = 0;

  /**
   * handlers.event(name, data); handlers.connected() before the first event of each connection, so that what was missed can be
   * asked for; handlers.lost() at each failed attempt; handlers.changed() when `state` has changed.
   */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  open() {
    const source = new EventSource(address('stream'));
    this.#source = source;
    EVENTS.forEach(name => source.addEventListener(name, message => this.#hear(name, message.data)));
    source.addEventListener('error', () => this.#lose());
    this.#awaitNoise();
  }

  #hear(name, data) {
    this.heardAt = Date.now();
    this.#failures = 0;
    this.#awaitNoise();
    if (this.state !== 'live') {
      clearTimeout(this.#stale);
      this.#stale = 0;
      this.#handlers.connected();
      this.#become('live');
    }
    if (name !== 'alive') {
      this.#handlers.event(name, JSON.parse(data));
    }
  }

  #awaitNoise() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lose(), SILENCE_MAX_MS);
  }

  #lose() {
    clearTimeout(this.#silence);
    this.#source.close();
    if (this.state === 'live') {
      this.#become('reconnecting');
    }
    if (this.#stale === 0) {
      this.#stale = setTimeout(() => this.#become('stale'), STALE_AFTER_MS);
    }
    const pause = PAUSES_MS[Math.min(this.#failures++, PAUSES_MS.length - 1)];
    // Spread, so that a processor that comes back does not meet every page at once.
    setTimeout(() => this.open(), pause * (1 + Math.random() / 2));
    this.#handlers.lost();
  }

  #become(state) {
    this.state = state;
    this.#handlers.changed();
  }
}
