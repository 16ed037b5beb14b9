'use strict';
// Draws the numbers of #data: each chart with its numbers in a table below it. Text is only ever set as text: names come from files.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const main = document.getElementById('main');
  const NONE = '–';
  const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const BAR_HEIGHT = 210;
  const ROW_HEIGHT = 24;
  const LINE_HEIGHT = 18;
  const COLORS = 6;
  const charts = [];

  const wholeFormat = new Intl.NumberFormat('en-US');
  const whole = number => wholeFormat.format(Math.round(number));
  const fixed = digits => number => (number === null ? NONE : number.toFixed(digits));
  const percent = digits => share => (share === null || !Number.isFinite(share) ? NONE : `${(100 * share).toFixed(digits)} %`);
  const sum = numbers => numbers.reduce((a, b) => a + b, 0);

  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
      element.setAttribute(key, value);
    }
    element.append(...children.flat());
    return element;
  }

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const series = i => `--series-${i % COLORS}`;

  // ---- parts of the page

  function panel(title, note, ...children) {
    const section = el('section', { class: 'panel' }, el('h2', null, title), note ? el('p', { class: 'note' }, note) : [], children);
    main.append(section);
    return section;
  }

  function table(caption, head, rows) {
    return el('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0' },
      el('table', null, el('caption', null, caption),
        el('thead', null, el('tr', null, head.map(text => el('th', { scope: 'col' }, text)))),
        el('tbody', null, rows.map(([first, ...cells]) =>
          el('tr', null, el('th', { scope: 'row' }, first), cells.map(text => el('td', null, text)))))));
  }

  function numbers(caption, head, rows) {
    return el('details', null, el('summary', null, 'The numbers'), table(caption, head, rows));
  }

  function legend(names, from = 1) {
    return el('div', { class: 'legend' }, names.map((name, i) => {
      const swatch = el('i', { class: 'swatch' });
      swatch.style.background = `var(${series(from + i)})`;
      return el('span', null, swatch, name);
    }));
  }

  // ---- charts, all by uPlot

  /** A chart of that height; draw(width) → { options, data }. It follows its container's width and the colour scheme. */
  function chart(description, height, make) {
    const container = el('div', { class: 'chart', role: 'img', 'aria-label': description });
    container.style.height = `${height}px`;
    charts.push({ container, height, make, plot: null });
    return container;
  }

  function draw(one) {
    one.plot?.destroy();
    const width = Math.max(200, one.container.clientWidth);
    const { options, rows } = one.make(width);
    one.plot = new uPlot({ width, height: one.height, legend: { show: false }, cursor: { show: false }, ...options }, rows, one.container);
  }

  function axis(more) {
    return { stroke: color('--muted'), grid: { stroke: color('--grid'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif', ...more };
  }

  /** Bars over labels, side by side; every: how many labels are left out between two on a narrow page. */
  function bars(description, labels, values, format, every = () => 1) {
    return chart(description, BAR_HEIGHT, width => ({
      rows: [labels.map((_, i) => i), values],
      options: {
        scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (_, __, most) => [0, (most || 1) * 1.08] } },
        axes: [
          axis({ size: 30, grid: { show: false }, splits: () => labels.map((_, i) => i).filter(i => i % every(width) === 0), values: (_, at) => at.map(i => labels[i]) }),
          axis({ size: 58, values: (_, at) => at.map(format) }),
        ],
        series: [{}, { fill: color('--series-1'), stroke: color('--series-1'), width: 0, paths: uPlot.paths.bars({ size: [0.8, 60] }), points: { show: false } }],
      },
    }));
  }

  /** One line a series over whole numbers from 0. */
  function lines(description, names, rows, format) {
    const length = Math.max(...rows.map(row => row.length));
    const dashes = [[], [7, 3], [2, 3], [9, 3, 2, 3]];
    return chart(description, BAR_HEIGHT, () => ({
      rows: [Array.from({ length }, (_, i) => i), ...rows],
      options: {
        scales: { x: { time: false }, y: { range: (_, __, most) => [0, (most || 1) * 1.08] } },
        axes: [axis({ size: 30, grid: { show: false } }), axis({ size: 58, values: (_, at) => at.map(format) })],
        series: [{}, ...names.map((_, i) => ({ stroke: color(series(i + 1)), width: 2, dash: dashes[i % dashes.length], points: { show: false } }))],
      },
    }));
  }

  /**
   * A row a label, from top to bottom; a label may have several lines. Marks are { row, series, value, low, high }: a bar from zero where
   * low is undefined, else a point with its interval (null: it has none), and `target`, where there is one, as a short line across.
   */
  function rowsChart(description, labels, marks, format, labelWidth) {
    const linesMax = Math.max(...labels.map(label => label.split('\n').length));
    const rowHeight = linesMax > 1 ? ROW_HEIGHT + LINE_HEIGHT * (linesMax - 0.5) : ROW_HEIGHT + 9 * (marks.length / labels.length - 1);
    // uPlot writes a label's lines from its place downwards; so its place is that of its first line.
    const labelAt = i => i - (labels[i].split('\n').length - 1) / 2 * LINE_HEIGHT / rowHeight;
    const most = Math.max(1e-9, ...marks.map(mark => Math.max(mark.value ?? 0, mark.target ?? 0)));
    const top = Math.max(...marks.map(mark => Math.min(mark.high ?? 0, 3 * most)), most) * 1.05;
    return chart(description, labels.length * rowHeight + 42, width => ({
      rows: [labels.map((_, i) => i), labels.map(() => null)],
      options: {
        padding: [8, 14, 0, 0],
        scales: {
          x: { time: false, ori: 1, dir: -1, range: [-0.7, labels.length - 0.3] },
          y: { ori: 0, dir: 1, range: [0, top] },
        },
        axes: [
          axis({ side: 3, size: Math.min(labelWidth, 0.46 * width), grid: { show: false }, splits: () => labels.map((_, i) => labelAt(i)), values: () => labels.map(label => short(label, Math.min(labelWidth, 0.46 * width))) }),
          axis({ side: 2, size: 34, space: 60, values: (_, at) => at.map(format) }),
        ],
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: { draw: [plot => marks.forEach(mark => drawMark(plot, mark))] },
      },
    }));
  }

  function short(label, width) {
    const letters = Math.floor((width - 12) / 7);
    return label.split('\n').map(line => (line.length > letters ? `${line.slice(0, letters - 1)}…` : line)).join('\n');
  }

  function drawMark(plot, mark) {
    const { ctx } = plot;
    const ratio = devicePixelRatio;
    const y = plot.valToPos(mark.row, 'x', true);
    const at = value => plot.valToPos(Math.min(value, plot.scales.y.max), 'y', true);
    ctx.save();
    ctx.fillStyle = ctx.strokeStyle = color(series(mark.series));
    ctx.lineWidth = 2 * ratio;
    if (mark.low === undefined) {
      ctx.fillRect(at(0), y - 6 * ratio, Math.max(at(mark.value) - at(0), ratio), 12 * ratio);
    } else if (mark.value !== null) {
      if (mark.low !== null) {
        stroke(ctx, at(Math.max(0, mark.low)), y, at(mark.high), y);
      }
      point(ctx, at(mark.value), y, 4.5 * ratio, mark.series);
    }
    if (mark.target !== undefined && mark.target !== null) {
      ctx.strokeStyle = color('--text');
      stroke(ctx, at(mark.target), y - 8 * ratio, at(mark.target), y + 8 * ratio);
    }
    ctx.restore();
  }

  /** Round and square in turn: colour is not the only thing that tells arms apart. */
  function point(ctx, x, y, size, itsSeries) {
    ctx.beginPath();
    if (itsSeries % 2 === 1) {
      ctx.arc(x, y, size, 0, 2 * Math.PI);
    } else {
      ctx.rect(x - size, y - size, 2 * size, 2 * size);
    }
    ctx.fill();
  }

  function stroke(ctx, x1, y1, x2, y2) {
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
  }

  // ---- sections

  function head() {
    const { totals } = data;
    document.getElementById('period').textContent =
      `${data.firstDay} to ${data.lastDay}, ${whole(totals.days)} days; hours and weekdays in ${data.zone}`;
    const bad = sum(Object.values(totals.bad));
    const facts = [
      ['People’s events', whole(totals.events)],
      ['People', whole(totals.users)],
      ['Sessions', whole(totals.sessions)],
      ['Events a user and day', fixed(1)(totals.events / Math.max(1, totals.userDays))],
      ['Sessions a user and day', fixed(2)(totals.sessions / Math.max(1, totals.userDays))],
      ['Bots, left out', totals.botUsers === null ? 'not known' : `${whole(totals.botUsers)} (${whole(totals.botEvents)} events)`],
      ['Repeats, left out', whole(totals.repeats)],
      ['Lines that are no events', whole(bad)],
    ];
    document.getElementById('totals').append(...facts.map(([name, value]) => el('div', null, el('dt', null, name), el('dd', null, value))));
  }

  function hours() {
    const byHour = Array.from({ length: 24 }, (_, hour) => sum(data.hours.map(day => day[hour])));
    const all = sum(byHour);
    const names = byHour.map((_, hour) => String(hour).padStart(2, '0'));
    panel('Events by hour of day', null,
      bars(`People’s events by hour of day; most at ${names[byHour.indexOf(Math.max(...byHour))]} h`, names, byHour, whole, width => (width < 640 ? 3 : 1)),
      numbers('Events by hour', ['Hour', 'Events', 'Share'], byHour.map((events, i) => [names[i], whole(events), percent(2)(events / all)])));
  }

  function weekdays() {
    const perDay = data.weekdays.map(({ events, days }) => (days === 0 ? null : events / days));
    panel('Events a day by weekday', null,
      bars('People’s events per calendar day of each weekday', DAYS, perDay, whole),
      numbers('By weekday', ['Weekday', 'Days', 'Events', 'Events a day', 'Users a day', 'Events a user and day'], data.weekdays.map((day, i) =>
        [day.name, whole(day.days), whole(day.events), day.days === 0 ? NONE : whole(perDay[i]),
          day.days === 0 ? NONE : whole(day.userDays / day.days), day.userDays === 0 ? NONE : fixed(2)(day.events / day.userDays)])));
  }

  function spreadRows({ count, counts, over }) {
    const last = counts.findLastIndex(number => number > 0);
    return [...counts.slice(0, last + 1).map((number, i) => [String(i), whole(number), percent(2)(number / count)]),
      ...(over > 0 ? [[`${counts.length} or more`, whole(over), percent(2)(over / count)]] : [])];
  }

  /** Where all but a thousandth have been shown. */
  function shownUpTo({ count, counts }) {
    let left = 0.999 * count;
    const at = counts.findIndex(number => (left -= number) <= 0);
    return at < 0 ? counts.length - 1 : at;
  }

  function sessions(title, what, spread, from) {
    const last = Math.max(from, shownUpTo(spread));
    const labels = Array.from({ length: last + 1 - from }, (_, i) => String(i + from));
    const beyond = spread.over + sum(spread.counts.slice(last + 1));
    const more = beyond > 0 ? `; ${whole(beyond)} of ${whole(spread.count)} are longer than the picture` : '';
    panel(title, `Mean ${fixed(2)(spread.mean)}; a session ends with 30 minutes without an event${more}.`,
      bars(`Share of sessions by ${what}; mean ${fixed(1)(spread.mean)}`, labels, spread.counts.slice(from, last + 1).map(n => n / spread.count), percent(0),
        width => Math.max(1, Math.ceil(labels.length / (width / 34)))),
      numbers(`Sessions by ${what}`, [what, 'Sessions', 'Share'], spreadRows(spread)));
  }

  function heat() {
    const most = Math.max(1e-9, ...data.hours.flatMap((day, d) => day.map(events => events / Math.max(1, data.weekdays[d].days))));
    const cell = (hour, d) => {
      const { days } = data.weekdays[d];
      const value = days === 0 ? null : data.hours[d][hour] / days;
      const td = el('td', null, value === null ? NONE : whole(value));
      // At most 45 % of the colour, so that the text on it keeps its contrast.
      td.style.background = `color-mix(in srgb, var(--series-1) ${(45 * (value ?? 0) / most).toFixed(1)}%, var(--panel))`;
      return td;
    };
    const rows = Array.from({ length: 24 }, (_, hour) =>
      el('tr', null, el('th', { scope: 'row' }, `${String(hour).padStart(2, '0')} h`), DAYS.map((_, d) => cell(hour, d))));
    panel('Hour and weekday', 'Events an hour of a calendar day of that weekday.',
      el('table', { class: 'heat' }, el('thead', null, el('tr', null, el('th', { scope: 'col' }, 'Hour'), DAYS.map(day => el('th', { scope: 'col' }, day)))),
        el('tbody', null, rows)));
  }

  function userDays() {
    const names = data.userDays.map(({ segment }) => segment);
    const last = Math.max(...data.userDays.map(({ spread }) => spread.counts.findLastIndex(number => number > 0)));
    const section = panel('Events a user and day by activity segment', 'On days on which the user came.',
      legend(names),
      lines('Share of a segment’s user days by events', names, data.userDays.map(({ spread }) => spread.counts.slice(0, last + 1).map(n => n / spread.count)), percent(0)),
      numbers('Events a user and day', ['Segment', 'User days', 'Mean', 'Mean Mon–Fri', 'Mean Sat, Sun', 'Weekend extra'], data.userDays.map(one =>
        [one.segment, whole(one.spread.count), fixed(2)(one.spread.mean), fixed(2)(one.meanWeekday), fixed(2)(one.meanWeekend),
          one.meanWeekday > 0 && one.meanWeekend > 0 ? percent(1)(one.meanWeekend / one.meanWeekday - 1) : NONE])));
    const counts = el('details', null, el('summary', null, 'User days by number of events'),
      table('User days by number of events', ['Events', ...names], Array.from({ length: last + 1 }, (_, i) =>
        [String(i), ...data.userDays.map(({ spread }) => whole(spread.counts[i]))])
        .concat([[`${data.userDays[0].spread.counts.length} or more`, ...data.userDays.map(({ spread }) => whole(spread.over))]])));
    section.append(counts);
  }

  function funnel() {
    const all = data.totals.sessions;
    const labels = data.funnel.map(({ event }) => event);
    panel('Funnel', 'Share of sessions with at least one such event.',
      rowsChart('Share of sessions by step of the funnel', labels, data.funnel.map(({ sessions: n }, row) => ({ row, series: 1, value: n / all })), percent(0), 130),
      numbers('Sessions by step', ['Event', 'Sessions', 'Share', 'Of the step before'], data.funnel.map(({ event, sessions: n }, i) => {
        // Bookmark, like and comment all follow the click.
        const before = i === 0 ? null : data.funnel[Math.min(i - 1, 3)].sessions;
        return [event, whole(n), percent(1)(n / all), before ? percent(1)(n / before) : NONE];
      })));
  }

  function names() {
    const rows = Object.entries(data.names).sort((a, b) => b[1] - a[1]);
    const all = data.totals.events;
    panel('Events by name', null,
      rowsChart('Share of events by name', rows.map(([name]) => name), rows.map(([, n], row) => ({ row, series: 1, value: n / all })), percent(0), 130),
      numbers('Events by name', ['Event', 'Events', 'Share'], rows.map(([name, n]) => [name, whole(n), percent(2)(n / all)])));
  }

  function shares({ title, users }) {
    const rows = Object.entries(users).sort((a, b) => b[1] - a[1]);
    const all = data.totals.users;
    panel(title, 'Share of users.',
      rowsChart(`${title}: share of users`, rows.map(([name]) => name), rows.map(([, n], row) => ({ row, series: 1, value: n / all })), percent(0), 170),
      numbers(title, ['Value', 'Users', 'Share'], rows.map(([name, n]) => [name, whole(n), percent(2)(n / all)])));
  }

  const rateCells = rate => [whole(rate.users), whole(rate.impressions), whole(rate.clicks), percent(2)(rate.ctr),
    rate.low === null ? NONE : `${percent(2)(Math.max(0, rate.low))} to ${percent(2)(rate.high)}`, percent(2)(rate.trueRate)];
  const RATE_HEAD = ['Users', 'Impressions', 'Clicks', 'CTR', '95 % interval', 'Truth'];

  function experiment(one) {
    const arms = one.arms.map(({ arm }) => arm);
    const mixed = one.mixedUsers > 0 ? ` ${whole(one.mixedUsers)} users whose events name different arms are left out.` : '';
    const truth = 'Points with 95 % intervals; a line across is the rate that clicks were drawn with, as the truth tells it.';
    const armSection = panel('Click-through rate by arm', `${one.id}. ${truth}${mixed}`, legend(arms),
      rowsChart(`${one.id}: click-through rate by arm`, arms, one.arms.map((rate, row) => mark(rate, row, arms)), percent(1), 120),
      numbers('Click-through rate by arm', ['Arm', ...RATE_HEAD], one.arms.map(rate => [rate.arm, ...rateCells(rate)])));
    const told = one.arms.filter(rate => rate.truth !== null);
    if (told.length > 0) {
      armSection.append(el('details', null, el('summary', null, 'The truth’s counts'),
        table('The truth’s counts', ['Arm', 'Users', 'Impressions', 'Clicks'], told.map(({ arm, truth: its }) =>
          [arm, whole(its.users), whole(its.impressions), whole(its.clicks)]))));
    }
    one.groups.forEach(group => rates(one, group, arms));
  }

  function mark(rate, row, arms) {
    return { row, series: 1 + arms.indexOf(rate.arm), value: rate.ctr, low: rate.low, high: rate.high, target: rate.trueRate };
  }

  function within(i, arms) {
    return Math.floor(i / arms) + ((i % arms) - (arms - 1) / 2) * 0.7 / arms;
  }

  function rates(one, group, arms) {
    const lines = group.rows.flatMap(({ label, arms: its }) => arms.map(arm => ({ label, arm, rate: its.find(rate => rate.arm === arm) })));
    // The arms of a row stand one below the other within it.
    const marks = lines.flatMap(({ rate }, i) => (rate === undefined ? [] : [mark(rate, within(i, arms.length), arms)]));
    panel(`Click-through rate: ${group.title.toLowerCase()}`, null, legend(arms),
      rowsChart(`${one.id}: click-through rate, ${group.title.toLowerCase()}, by arm`, group.rows.map(({ label }) => label.replaceAll(' × ', '\n')), marks, percent(1), 170),
      numbers(`${group.title}, by arm`, ['Users of', 'Arm', ...RATE_HEAD], lines.map(({ label, arm, rate }) =>
        [label, arm, ...(rate === undefined ? RATE_HEAD.map(() => NONE) : rateCells(rate))])));
  }

  function badLines() {
    const rows = Object.entries(data.totals.bad);
    if (rows.length > 0) {
      panel('Lines that are no events', null, table('Lines that are no events', ['Reason', 'Lines'], rows.map(([why, n]) => [why, whole(n)])));
    }
  }

  head();
  hours();
  weekdays();
  sessions('Session lengths: events', 'Events', data.sessionEvents, 1);
  sessions('Session lengths: minutes', 'Minutes', data.sessionMinutes, 0);
  data.experiments.forEach(experiment);
  heat();
  if (data.userDays.length > 0) {
    userDays();
  }
  if (data.totals.sessions > 0) {
    funnel();
    names();
    data.shares.forEach(shares);
  }
  badLines();

  const drawAll = () => charts.forEach(draw);
  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  // In a frame of its own: resizing within the observer's call would be reported as an error.
  let width = main.clientWidth;
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (main.clientWidth !== width) {
      width = main.clientWidth;
      drawAll();
    }
  })).observe(main);
})();
