// The metric over time: a dot for each window and a line for each variant. uPlot does the drawing.

import uPlot from '../webjars/uplot/1.6.30/dist/uPlot.esm.js';
import { el, show, svg } from './dom.js';
import { NONE, metricValue, minute, whole } from './format.js';
import { rate } from './windows.js';

const HEIGHT = 260;

/** Up to so many windows the dots are large. */
const FEW = 96;

/** Lines differ in their dashes too: colour is not the only thing that tells them apart. */
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3], [14, 4], [4, 4]];
const COLORS = DASHES.length;

/** One chart in a container of a fixed height; it follows the container's width and the colour scheme. */
export class Chart {
  #container;
  #legend;
  #tooltip = el('div', { class: 'tooltip', hidden: true });
  #plot = null;
  #shape = '';
  #grid = null;
  #line = null;
  #scale = null;
  #asShare = false;

  constructor(container, legend) {
    this.#container = container;
    this.#legend = legend;
    // In a frame of its own: resizing within the observer's call would be reported as an error.
    new ResizeObserver(() => requestAnimationFrame(() => this.#resize())).observe(container);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw(true));
  }

  /** grid, line and scale as windows.js makes them, null for nothing to draw; description is for those who do not see it. */
  show(grid, line, scale, asShare, description) {
    this.#grid = grid;
    this.#line = line;
    this.#scale = scale;
    this.#asShare = asShare;
    this.#container.setAttribute('role', 'img');
    this.#container.setAttribute('aria-label', description);
    this.#draw(false);
  }

  #draw(anew) {
    const variants = this.#grid ? [...this.#grid.sums.keys()] : [];
    show(this.#legend, variants.map(legendEntry));
    const few = this.#grid !== null && this.#grid.times.length <= FEW;
    const shape = JSON.stringify([variants, this.#asShare, few]);
    if (this.#plot !== null && (anew || shape !== this.#shape)) {
      this.#plot.destroy();
      this.#plot = null;
    }
    this.#shape = shape;
    if (this.#grid === null) {
      return;
    }
    if (this.#plot === null) {
      this.#plot = new uPlot(this.#options(variants, few ? 7 : 4), this.#data(), this.#container);
      this.#plot.over.append(this.#tooltip);
    } else {
      this.#plot.setData(this.#data());
    }
  }

  /** All variants' windows, then all variants' lines, which are drawn over them. */
  #data() {
    const rows = [...this.#grid.sums.values(), ...this.#line.sums.values()];
    return [this.#grid.times.map(time => time / 1000), ...rows.map(row => row.map(rate))];
  }

  #options(variants, dotSize) {
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const axis = { stroke: color('--muted'), grid: { stroke: color('--grid'), width: 1 }, ticks: { stroke: color('--grid'), width: 1 } };
    return {
      width: this.#width(),
      height: HEIGHT,
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { range: () => this.#timeRange() },
        // A rate's picture begins at zero, or differences look larger than they are.
        y: { range: (_, least) => [Math.min(0, least ?? 0), this.#scale.top] },
      },
      axes: [
        { ...axis, values: TIME_LABELS },
        { ...axis, size: 62, values: (_, ticks) => ticks.map(tick => axisValue(tick, this.#asShare)) },
      ],
      series: [
        {},
        ...variants.map((_, i) => dots(color(`--variant-${i % COLORS}`), dotSize)),
        ...variants.map((_, i) => ({ stroke: color(`--variant-${i % COLORS}`), width: 2, dash: DASHES[i % DASHES.length], points: { show: false } })),
      ],
      hooks: { setCursor: [plot => this.#tell(plot)] },
    };
  }

  /** In seconds; a day at least. From the windows themselves: for a single one uPlot offers a range of years. */
  #timeRange() {
    const first = this.#grid.times[0] / 1000;
    return [first, Math.max(this.#grid.times.at(-1) / 1000, first + 86_400)];
  }

  #width() {
    return Math.max(200, this.#container.clientWidth);
  }

  #resize() {
    if (this.#plot !== null && this.#plot.width !== this.#width()) {
      this.#plot.setSize({ width: this.#width(), height: HEIGHT });
    }
  }

  /** What is under the pointer or was tapped. */
  #tell(plot) {
    const at = plot.cursor.idx;
    const shown = at !== null && at !== undefined && plot.cursor.left >= 0 && at < this.#grid.times.length;
    this.#tooltip.hidden = !shown;
    if (!shown) {
      return;
    }
    show(this.#tooltip,
      el('strong', null, span(this.#grid.times[at], this.#grid.length)),
      [...this.#grid.sums].map(([variant, row], i) => el('div', null, swatch(i), ` ${variant} `, value(row[at], this.#asShare),
        `, line ${metricValue(rate(this.#line.sums.get(variant)[at]), this.#asShare)}`)));
    const left = plot.cursor.left;
    const room = plot.over.clientWidth - this.#tooltip.offsetWidth;
    this.#tooltip.style.left = `${Math.max(0, Math.min(room, left + (left > room - 16 ? -16 - this.#tooltip.offsetWidth : 16)))}px`;
  }
}

/** The newest points as a table: for those who do not see the chart, and for exact numbers. */
export function showNewest(container, grid, metric, asShare, count) {
  if (grid === null) {
    show(container);
    return;
  }
  const newest = grid.times.map((_, i) => i).slice(-count).reverse();
  show(container, el('table', null,
    el('caption', null, `${metric}, newest first; all final`),
    el('thead', null, el('tr', null,
      el('th', { scope: 'col' }, 'Window, UTC'),
      [...grid.sums.keys()].map(variant => el('th', { scope: 'col', class: 'number' }, variant)))),
    el('tbody', null, newest.map(i => el('tr', { 'data-window': new Date(grid.times[i]).toISOString() },
      el('th', { scope: 'row' }, span(grid.times[i], grid.length)),
      [...grid.sums].map(([variant, row]) => el('td', { class: 'number', 'data-variant': variant }, value(row[i], asShare))))))));
}

function dots(color, size) {
  // Half transparent: where many lie on each other it is darker.
  return { paths: () => null, points: { show: true, size, width: 0, fill: `${color}80` } };
}

function legendEntry(variant, i) {
  return el('span', { class: 'entry' }, swatch(i), variant);
}

function swatch(i) {
  return svg('svg', { class: `swatch variant-${i % COLORS}`, width: '26', height: '8', 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: 26, y1: 4, y2: 4, 'stroke-dasharray': DASHES[i % DASHES.length].join(' ') || null }));
}

function value(sum, asShare) {
  return sum === null ? NONE : `${metricValue(rate(sum), asShare)} (${whole(sum.numerator)} / ${whole(sum.denominator)})`;
}

function span(time, step) {
  const end = minute(time + step);
  return `${minute(time)} – ${end.slice(0, 10) === minute(time).slice(0, 10) ? end.slice(11) : end}`;
}

function axisValue(tick, asShare) {
  return asShare ? `${Number((100 * tick).toPrecision(6))} %` : String(Number(tick.toPrecision(6)));
}

/** By the distance of two ticks, in seconds: what a tick says, and what it adds where the day is a new one. */
const TIME_LABELS = [
  [86_400, '{MM}-{DD}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{MM}-{DD}', null, '\n{MM}-{DD}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{MM}-{DD}', null, '\n{MM}-{DD}', null, null, null, 1],
];
