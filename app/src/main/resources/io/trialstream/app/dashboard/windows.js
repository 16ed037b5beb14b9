// An experiment's final windows, as far as they are shown.

import { askAll } from './api.js';

/** So many windows are kept: 7 days of 15 minutes. */
export const WINDOWS_MAX = 672;

const SPAN_MS = 7 * 24 * 3_600_000;
const PAGES_MAX = 20;
const RETRY_MS = 2_000;

/**
 * Follows how far windows are final and asks for those that are new. Finals never change, so none is asked for twice, but for after
 * a lost connection, when everything is asked for anew: the processor that answers may be another.
 */
export class WindowHistory {
  /** The experiment's id. */
  experiment;

  #changed;
  #windows = new Map();
  #wanted = null;
  #through = null;
  #anew = true;
  #busy = false;
  #closed = false;

  /** changed() is called when there are more. */
  constructor(experiment, changed) {
    this.experiment = experiment;
    this.#changed = changed;
  }

  /** The records, oldest window first. */
  get records() {
    return [...this.#windows.values()].flat();
  }

  /** How many windows that is. */
  get count() {
    return this.#windows.size;
  }

  /** End of the newest window that is final and here, ISO-8601; null: not known yet. */
  get through() {
    return this.#through;
  }

  /** Asks for what became final up to there. While one question is open no other is asked; the last wish counts. */
  async follow(finalThrough) {
    this.#wanted = finalThrough;
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      while (this.#wanted !== null && (this.#anew || this.#wanted !== this.#through) && !this.#closed) {
        await this.#load(this.#wanted);
        this.#changed();
      }
    } catch {
      // The connection's state and the notice say what is the matter.
      setTimeout(() => this.follow(this.#wanted), RETRY_MS);
    } finally {
      this.#busy = false;
    }
  }

  /** Everything is asked for anew at the next follow. */
  forget() {
    this.#anew = true;
  }

  /** Asks no more. */
  close() {
    this.#closed = true;
  }

  async #load(through) {
    const start = new Date(Date.parse(through) - SPAN_MS).toISOString();
    const anew = this.#anew || Date.parse(this.#through) < Date.parse(start) || Date.parse(through) < Date.parse(this.#through);
    this.#anew = false;
    const from = anew ? start : this.#through;
    try {
      const path = `experiments/${encodeURIComponent(this.experiment)}/windows?from=${from}&to=${through}`;
      const { items, complete } = await askAll(path, PAGES_MAX);
      if (anew) {
        this.#windows.clear();
      }
      // Where the list was cut, its last window may lack an arm: the next question begins with it.
      const end = complete ? through : items[items.length - 1].windowStart;
      this.#keep(complete ? items : items.filter(record => record.windowStart !== end));
      this.#through = end;
    } catch (error) {
      this.#anew ||= anew;
      throw error;
    }
  }

  #keep(records) {
    for (const record of records) {
      const time = Date.parse(record.windowStart);
      this.#windows.set(time, [...(this.#windows.get(time) ?? []), record]);
    }
    for (const time of [...this.#windows.keys()].slice(0, Math.max(0, this.#windows.size - WINDOWS_MAX))) {
      this.#windows.delete(time);
    }
  }
}

/**
 * The records on a grid of windows: { times: [epoch ms], length (of a window, ms), sums: Map(variant → [{ numerator, denominator } or
 * null]) }; null where there is none. Phases of the version are added up. A window without a record is there as null, so that
 * there is a gap where there is nothing.
 */
export function gridOf(records, version, variants, metric) {
  const shown = records.filter(record => record.version === version);
  if (shown.length === 0) {
    return null;
  }
  const start = record => Date.parse(record.windowStart);
  const length = Date.parse(shown[0].windowEnd) - start(shown[0]);
  const last = start(shown.at(-1));
  const first = Math.max(start(shown[0]), last - (WINDOWS_MAX - 1) * length);
  const times = Array.from({ length: Math.round((last - first) / length) + 1 }, (_, i) => first + i * length);
  const sums = new Map(variants.map(variant => [variant, times.map(() => null)]));
  for (const record of shown) {
    const row = sums.get(record.variant);
    const at = (start(record) - first) / length;
    const sum = record.metrics[metric];
    if (row && sum && at >= 0) {
      row[at] = add(row[at], sum);
    }
  }
  return { times, length, sums };
}

/** The same grid, each window together with those before it, `count` in all. */
export function trailing(grid, count) {
  const sums = new Map([...grid.sums].map(([variant, row]) =>
    [variant, row.map((_, i) => row.slice(Math.max(0, i - count + 1), i + 1).reduce(add, null))]));
  return { ...grid, sums };
}

function add(a, b) {
  return a === null || b === null ? a ?? b : { numerator: a.numerator + b.numerator, denominator: a.denominator + b.denominator };
}

/** A metric's value of such a sum; null where there is none. */
export function rate(sum) {
  return sum === null || sum.denominator === 0 ? null : sum.numerator / sum.denominator;
}

/**
 * How far up the picture goes: { top, beyond }, the number of windows above it. A window with a single impression has a rate of 0 or
 * 1: points are weighed by their denominators, and the last few hundredths of the weight do not set the scale for all others.
 */
export function scaleOf(grid, line) {
  const windows = points(grid);
  const top = Math.max(quantile(windows, 0.97), quantile(points(line), 0.99)) * 1.15 || 1;
  return { top, beyond: windows.filter(({ value }) => value > top).length };
}

function points({ sums }) {
  return [...sums.values()].flat().filter(sum => rate(sum) !== null)
    .map(sum => ({ value: rate(sum), weight: sum.denominator }))
    .sort((a, b) => a.value - b.value);
}

function quantile(sorted, share) {
  let left = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
  return sorted.find(({ weight }) => (left -= weight) <= 0)?.value ?? 0;
}
