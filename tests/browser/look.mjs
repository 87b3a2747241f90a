// Look at pages in Chromium as a reader's browser shows them, and say as JSON what was seen.
//
//   node look.mjs PACKAGES CHROMIUM
//
// PACKAGES is the folder of the npm packages. Each line of the input is one page to be looked at (see 'look' below for
// its keys), each line of the output what was seen of it; the end of the input ends the browser. Every page gets a
// context of its own, so that none knows what another one stored.
//
// Chromium asks a proxy for all but loopback, which refuses and notes it. Pages keep their Content-Security-Policy: what
// is asked of them here goes through the debugging protocol, which no policy holds up.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [packages, chromiumPath] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(join(packages, "playwright-core", "index.mjs")));
const axeSource = readFileSync(join(packages, "axe-core", "axe.min.js"), "utf8");

// The rules of WCAG 2.2 on its levels A and AA, and what axe's makers recommend beyond it.
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// Chosen: what a page of an archive of any size may take on a busy machine.
const PATIENCE_MS = 60_000;

let elsewhere = [];
const proxy = createServer((request, response) => {
  elsewhere.push(request.url);
  response.writeHead(403).end();
});
proxy.on("connect", (request, socket) => {
  elsewhere.push(request.url);
  socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
});
await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({
  executablePath: chromiumPath,
  // Without a sandbox it also runs as root. What the browser itself would ask its makers for is turned off.
  args: [
    "--no-sandbox",
    `--proxy-server=http://127.0.0.1:${proxy.address().port}`,
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,Translate,NetworkTimeServiceQuerying",
    "--disable-sync",
    "--gaia-url=http://127.0.0.1:9/",
    "--variations-server-url=http://127.0.0.1:9/",
    "--component-updater=url-source=http://127.0.0.1:9/",
  ],
});

// Runs in each page before any script of its own: what the policy held up is noted on the page itself.
function noteViolations() {
  window.__violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    window.__violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`.trim());
  });
}

// Runs in the page: all that is to be known of what it shows. '__hit' is the canary that hostile texts try to set.
function seenOnPage() {
  const LEAST_TARGET_PX = 24;
  const root = document.documentElement;
  const width = root.clientWidth;

  function named(element) {
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    const parent = element.parentElement;
    const own = `${element.localName}${element.id ? `#${element.id}` : ""}${classes}`;
    return parent && parent !== root ? `${named(parent)} > ${own}` : own;
  }

  function scrollsWithin(element) {
    for (let at = element; at && at !== root && at !== document.body; at = at.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  }

  // Where an element's box ends, or the text that does not fit into it, in pixels from the left.
  function end(element) {
    const box = element.getBoundingClientRect();
    return Math.round(Math.max(box.right, box.width ? box.left + element.scrollWidth : 0));
  }

  // The innermost elements that are wider than the page, unless the reader can scroll them within a box of its own. SVG
  // has no boxes that flow.
  function wide() {
    if (root.scrollWidth <= width) return [];
    const found = [...document.body.querySelectorAll("*")]
      .filter((element) => !element.ownerSVGElement && end(element) > width + 1)
      .filter((element) => !scrollsWithin(element));
    return found
      .filter((element) => !found.some((other) => other !== element && element.contains(other)))
      .map((element) => `${named(element)} (${end(element)} px)`)
      .slice(0, 10);
  }

  // Links and buttons of the page's content that are hard to hit (WCAG 2.2, 2.5.8). Rows of tables keep them apart.
  function small() {
    const shown = [...document.querySelectorAll("main a[href], main button, main summary, main input, main select")];
    return shown
      .filter((element) => element.checkVisibility() && !element.closest("table"))
      .filter((element) => element.getClientRects()[0].height < LEAST_TARGET_PX && element.type !== "checkbox")
      .map((element) => `${named(element)} (${Math.round(element.getClientRects()[0].height)} px)`)
      .slice(0, 10);
  }

  // All that could run, load or send something, whether or not a policy holds it up.
  function active() {
    const found = [];
    for (const element of document.querySelectorAll("*")) {
      if (["script", "iframe", "frame", "object", "embed", "base", "applet"].includes(element.localName)) {
        found.push(named(element));
      }
      if (element.localName === "meta" && /refresh/i.test(element.httpEquiv)) found.push("meta refresh");
      for (const { name, value } of element.attributes) {
        const isAddress = /^(.+:)?(href|src|srcset|action|formaction|poster|data|background|ping)$/.test(name);
        const isCode = name.startsWith("on") || (isAddress && /^\s*(javascript|vbscript|data):/i.test(value));
        if (isCode) found.push(`${named(element)}[${name}="${value.slice(0, 80)}"]`);
      }
    }
    return found;
  }

  const links = [...document.querySelectorAll("a[href]")].map((link) => ({
    url: link.href,
    rel: link.rel,
    text: link.textContent.trim(),
  }));
  return {
    title: document.title,
    language: root.lang,
    text: document.body?.textContent ?? "",
    links,
    images: [...document.images].map((image) => image.src),
    headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((one) => [one.localName, one.textContent.trim()]),
    active: active(),
    inline: document.querySelectorAll("style, [style]").length,
    hit: window.__hit ?? null,
    violations: window.__violations,
    width,
    scrolled_width: root.scrollWidth,
    height: root.scrollHeight,
    wide: document.body ? wide() : [],
    small: document.body ? small() : [],
  };
}

// Runs in the page, after axe came into it.
async function askAxe(tags) {
  // Style sheets are read where they are; without this axe would ask for them a second time.
  const result = await window.axe.run(document, {
    runOnly: tags,
    resultTypes: ["violations", "incomplete"],
    preload: false,
  });
  const shown = (rules) =>
    rules.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      nodes: nodes.map((node) => ({ target: node.target.join(" "), html: node.html, why: node.failureSummary ?? "" })),
    }));
  return { axe: shown(result.violations), unsure: shown(result.incomplete) };
}

// A page is loaded once and seen in several views, one after the other: {width, height, scheme, media, motion, axe,
// screenshot, whole, pdf}.
async function look({ url, views }) {
  // Days are shown as those of the reader's place.
  const context = await browser.newContext({ locale: "de-DE", timezoneId: "Europe/Berlin" });
  elsewhere = [];
  const seen = { console: [], requests: [], failed: [], dialogs: [], windows: 0, downloads: 0 };
  try {
    await context.addInitScript(noteViolations);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    context.on("page", () => seen.windows++);
    page.on("download", () => seen.downloads++);
    page.on("dialog", (dialog) => {
      seen.dialogs.push(`${dialog.type()}: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) seen.console.push(message.text());
    });
    page.on("pageerror", (error) => seen.console.push(String(error)));
    page.on("request", (request) => seen.requests.push(request.url()));
    page.on("requestfailed", (request) => seen.failed.push(request.url()));
    page.on("response", (response) => {
      if (response.status() >= 400) seen.failed.push(response.url());
    });
    await show(page, views[0]);
    const response = await page.goto(url, { waitUntil: "load", timeout: PATIENCE_MS });
    seen.url = page.url();
    seen.status = response?.status() ?? 0;
    seen.headers = response ? await response.allHeaders() : {};
    const found = [];
    for (const view of views) {
      await show(page, view);
      found.push(await page.evaluate(seenOnPage));
    }
    // Pictures and axe come last, since both change the page: a picture hides the caret.
    for (const view of views.filter(({ screenshot, pdf }) => screenshot || pdf)) {
      await show(page, view);
      await keep(page, view);
    }
    for (const [at, view] of views.entries()) {
      if (!view.axe) continue;
      await show(page, view);
      await page.evaluate(axeSource);
      Object.assign(found[at], await page.evaluate(askAxe, AXE_TAGS));
    }
    return { views: found.map((view) => ({ ...seen, ...view, elsewhere })) };
  } finally {
    await context.close();
  }
}

async function show(page, { width, height, scheme, media, motion }) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ media, colorScheme: scheme, reducedMotion: motion });
}

async function keep(page, { screenshot, whole, pdf }) {
  if (screenshot) await page.screenshot({ path: screenshot, fullPage: whole, animations: "disabled" });
  // Paper as offices of Europe have it; the page's own @page rules win.
  if (pdf) await page.pdf({ path: pdf, format: "A4", preferCSSPageSize: true, printBackground: true });
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await look(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
proxy.close();
