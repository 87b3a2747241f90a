// Open a WACZ with ReplayWeb.page in Chromium, do what a reader does, and print what was seen as JSON.
//
//   node look.mjs PACKAGES CHROMIUM FILE.wacz WORD URL [SCREENSHOT.png]
//
// PACKAGES is the folder of the npm packages, WORD what is searched for, URL an address of several states. All is served
// on loopback. Chromium asks a proxy for everything else, which refuses and notes it.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, chromiumPath, wacz, word, url, screenshot] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(join(packages, "playwright-core", "index.mjs")));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };
const WACZ = "/archive.wacz";

function listen(server) {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

// The viewer's own files and the WACZ, of which it asks for parts.
const files = createServer((request, response) => {
  const path = normalize(new URL(request.url, "http://localhost").pathname);
  const file = path === WACZ ? wacz : join(packages, "replaywebpage", path);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return response.writeHead(404).end();
  let [start, end] = [0, size - 1];
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  if (range?.[1]) [start, end] = [Number(range[1]), Math.min(Number(range[2] || end), end)];
  else if (range) start = Math.max(0, size - Number(range[2]));
  const headers = {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": end - start + 1,
    "accept-ranges": "bytes",
  };
  if (range) headers["content-range"] = `bytes ${start}-${end}/${size}`;
  response.writeHead(range ? 206 : 200, headers);
  if (request.method === "HEAD") return response.end();
  createReadStream(file, { start, end }).pipe(response);
});

const elsewhere = [];
const proxy = createServer((request, response) => {
  elsewhere.push(request.url);
  response.writeHead(403).end();
});
proxy.on("connect", (request, socket) => {
  elsewhere.push(request.url);
  socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
});

const base = `http://127.0.0.1:${await listen(files)}`;
const browser = await chromium.launch({
  executablePath: chromiumPath,
  // Chromium asks no proxy for loopback. Without a sandbox it also runs as root.
  args: [
    "--no-sandbox",
    `--proxy-server=http://127.0.0.1:${await listen(proxy)}`,
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,Translate,NetworkTimeServiceQuerying",
    "--disable-sync",
    "--gaia-url=http://127.0.0.1:9/",
    "--variations-server-url=http://127.0.0.1:9/",
    "--component-updater=url-source=http://127.0.0.1:9/",
  ],
});

try {
  // Days are shown as those of the reader's place.
  const context = await browser.newContext({ locale: "de-DE", timezoneId: "Europe/Berlin" });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const entries = page.locator("wr-page-entry");

  async function list() {
    await page.goto(`${base}/index.html?source=${base}${WACZ}#view=pages`);
    await entries.first().waitFor();
  }

  async function shown() {
    // What an entry shows stands in its shadow tree and in those of its parts, beside their styles.
    const texts = await entries.evaluateAll((nodes) => {
      const text = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return [node.data.trim()];
        if (["style", "script"].includes(node.localName)) return [];
        return [...(node.shadowRoot ?? node).childNodes].flatMap(text);
      };
      return nodes.map((node) => text(node).filter(Boolean));
    });
    return texts;
  }

  async function opened(place) {
    await list();
    await entries.filter({ hasText: url }).nth(place).locator("a").first().click();
    const frame = page.frameLocator("iframe[name='___wb_replay_iframe'], iframe").locator("article").first();
    await frame.waitFor();
    return (await frame.innerText()).split(/\n+/).filter(Boolean);
  }

  await list();
  const seen = { pages: await shown(), states: [] };
  if (screenshot) await page.screenshot({ path: screenshot.replace(/\.png$/, "-list.png") });
  await page.getByPlaceholder(/Search/).first().fill(word);
  await page.waitForFunction((number) => {
    const all = (root) =>
      [...root.querySelectorAll("*")].flatMap((node) => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
    return all(document).filter((node) => node.localName === "wr-page-entry").length < number;
  }, seen.pages.length);
  seen.found = await shown();
  const states = seen.pages.filter((lines) => lines.includes(url)).length;
  for (let place = 0; place < states; place++) {
    seen.states.push(await opened(place));
    if (screenshot) await page.screenshot({ path: screenshot.replace(/\.png$/, `-${place + 1}.png`) });
  }
  console.log(JSON.stringify({ ...seen, elsewhere }));
} finally {
  await browser.close();
  files.closeAllConnections();
  files.close();
  proxy.close();
}
