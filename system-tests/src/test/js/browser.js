'use strict';
// node browser.js CHROMIUM: Chromium with a fresh profile, told what to do by JSON lines on standard input; each is answered by a
// JSON line on standard output, {"ok": …} or {"error": …}. Pages have names. See `commands` for what can be asked.

const fs = require('node:fs');
const readline = require('node:readline');
const { chromium } = require('playwright-core');

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const pages = new Map();
const noted = { console: [], pageErrors: [], requests: [] };

/** What a reader sees. */
function readPage() {
  const text = element => element.textContent.trim();
  const all = (selector, key, value) =>
    Object.fromEntries([...document.querySelectorAll(selector)].map(element => [key(element), value(element)]));
  const shown = id => (document.getElementById(id).hidden ? '' : text(document.getElementById(id)));
  return {
    mark: window.mark ?? null,
    title: document.title,
    connection: text(document.getElementById('connection-state')),
    connectionTime: text(document.getElementById('connection-time')),
    notice: shown('notice'),
    nothing: shown('nothing'),
    chart: document.getElementById('chart').getAttribute('aria-label') ?? '',
    experiments: [...document.querySelectorAll('#experiment option')].map(option => option.value),
    fields: all('[data-field]', element => element.dataset.field, text),
    checks: all('[data-check]', element => element.dataset.check, element => text(element.querySelector('.result'))),
    balances: [...document.querySelectorAll('.balance')].map(text),
    windows: all('[data-window]', element => element.dataset.window, row =>
      Object.fromEntries([...row.querySelectorAll('[data-variant]')].map(cell => [cell.dataset.variant, text(cell)]))),
  };
}

/** A chart is drawn when its canvas has a point that is not transparent. */
function readCharts() {
  const drawn = canvas => canvas !== null
    && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value, i) => i % 4 === 3 && value > 0);
  return Object.fromEntries([...document.querySelectorAll('[role="img"]')].map(chart =>
    [chart.getAttribute('aria-label'), drawn(chart.querySelector('canvas'))]));
}

async function hoverOver(page) {
  await page.locator('#chart').scrollIntoViewIfNeeded();
  const box = await page.locator('#chart .u-over').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tooltip = page.locator('#chart .tooltip');
  await tooltip.waitFor({ state: 'visible', timeout: 5_000 });
  return tooltip.textContent();
}

function commands(browser) {
  return {
    open: async ({ page: name, url, width, height, dark }) => {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
      const page = await context.newPage();
      pages.set(name, page);
      page.on('console', message => noted.console.push(`${name}: ${message.type()}: ${message.text()}`));
      page.on('pageerror', error => noted.pageErrors.push(`${name}: ${error.stack}`));
      context.on('request', request => noted.requests.push(request.url()));
      await page.goto(url);
      // A reload would lose it.
      await page.evaluate(mark => (window.mark = mark), name);
    },
    read: ({ page }) => pages.get(page).evaluate(readPage),
    widths: ({ page }) => pages.get(page).evaluate(() => [document.scrollingElement.scrollWidth, window.innerWidth]),
    choose: ({ page, id, value }) => pages.get(page).locator(`#${id}`).selectOption(value),
    hover: ({ page }) => hoverOver(pages.get(page)),
    charts: ({ page }) => pages.get(page).evaluate(readCharts),
    facts: ({ page }) => pages.get(page).evaluate(() =>
      Object.fromEntries([...document.querySelectorAll('dt')].map(name => [name.textContent, name.nextElementSibling.textContent]))),
    unfold: ({ page }) => pages.get(page).evaluate(() => document.querySelectorAll('details').forEach(details => (details.open = true))),
    shoot: async ({ page, path }) => {
      await pages.get(page).evaluate(() => scrollTo(0, 0));
      await pages.get(page).screenshot({ path, fullPage: true });
    },
    // Run as a script of the browser's tools, to which the page's policy does not apply.
    axe: async ({ page }) => {
      await pages.get(page).evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
      const { violations } = await pages.get(page).evaluate(() => window.axe.run());
      return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}: ${node.failureSummary}`));
    },
    // What has been noted since the last time.
    noted: async () => {
      const taken = structuredClone(noted);
      Object.values(noted).forEach(list => list.splice(0));
      return taken;
    },
  };
}

async function main([executablePath]) {
  // Each launch has a user-data-dir of its own, which is removed in the end.
  const browser = await chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
  const known = commands(browser);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { command, ...details } = JSON.parse(line);
    try {
      console.log(JSON.stringify({ ok: (await known[command](details)) ?? null }));
    } catch (error) {
      console.log(JSON.stringify({ error: error.stack }));
    }
  }
  await browser.close();
}

main(process.argv.slice(2)).then(() => process.exit(0), error => {
  console.error(error);
  process.exit(1);
});
