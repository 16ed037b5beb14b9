// Numbers and moments as people read them.

const WHOLE = new Intl.NumberFormat('en-US');

/** Stands where there is no number. */
export const NONE = '–';

/** 1234567 → 1,234,567 */
export function whole(number) {
  return WHOLE.format(number);
}

/** 1 window, 2 windows */
export function counted(number, noun) {
  return `${whole(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** Of nothing there is no share. */
export function share(part, of) {
  return of > 0 ? `${(100 * part / of).toFixed(2)} %` : NONE;
}

/** .2093 → +20.9 %; the sign is always there, and is a real minus. */
export function signedPercent(value) {
  return value === null ? NONE : `${signed(100 * value, 1)} %`;
}

/**
 * A metric's value. As a percentage where it is shown as one (see isShare), else to four significant digits.
 */
export function metricValue(value, asShare) {
  if (value === null) {
    return NONE;
  }
  return asShare ? `${(100 * value).toFixed(3)} %` : significant(value);
}

/** The difference of two such values; of percentages it is in percentage points. */
export function metricDifference(value, asShare) {
  if (value === null) {
    return NONE;
  }
  return asShare ? `${signed(100 * value, 3)}` : (value > 0 ? '+' : '') + significant(value).replace('-', '−');
}

/** Whether a metric reads as a percentage: no arm has more in its numerator than in its denominator. */
export function isShare(variants, metric) {
  return variants.every(variant => (variant.metrics[metric]?.value ?? 0) <= 1);
}

/** 9.2e-12 → 9.2 × 10⁻¹² */
export function pValue(p) {
  if (p === null) {
    return NONE;
  }
  if (p >= 0.001 || p === 0) {
    return p === 0 ? '0' : p.toFixed(3);
  }
  const [digits, exponent] = p.toExponential(1).split('e-');
  return `${digits} × 10⁻${[...exponent].map(digit => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
}

/** 0.001 → 0.001, 0.05 → 0.05 */
export function threshold(value) {
  return String(Number(value.toPrecision(3)));
}

/** 2025-08-12T15:55:00Z → 2025-08-12 15:55:00 UTC. Event time is in UTC everywhere, whoever looks. */
export function moment(iso) {
  return iso === null ? 'nowhere yet' : `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Minutes do for windows. */
export function minute(epochMs) {
  return new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ');
}

/** 900000 → 15 min, 21600000 → 6 h */
export function duration(ms) {
  const minutes = ms / 60_000;
  return minutes >= 60 && minutes % 60 === 0 ? `${minutes / 60} h` : `${Number(minutes.toPrecision(3))} min`;
}

/** The reader's own wall clock. */
export function wallClock(epochMs) {
  return new Date(epochMs).toLocaleTimeString('en-GB');
}

function signed(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return (value < 0 && Number(text) !== 0 ? '−' : '+') + text;
}

function significant(value) {
  return Number(value.toPrecision(4)).toString();
}
