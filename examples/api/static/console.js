// The console: sends a request from the page to the API, and shows the whole answer.
// What came from the server is put into the page as text, never as HTML.

"use strict";

const $ = id => document.getElementById(id);
// What a reader wants to see of the headers, in this order.
const HEADERS = ["Content-Type", "Content-Length", "Location", "Link", "ETag", "Cache-Control", "Vary", "Allow", "Accept"];
let etag = null;
let sent = 0;

for (const hidden of document.querySelectorAll(".desk")) hidden.hidden = false;

function fill({ method, path, headers = {}, body = "" }) {
  $("method").value = method;
  $("path").value = path;
  $("headers").value = Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join("\n");
  $("body").value = pretty(body);
}

function readHeaders(text) {
  const headers = new Headers();
  for (const line of text.split("\n").filter(line => line.trim())) {
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`A header has a name, a colon and a value; this has not: ${line}`);
    headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return headers;
}

async function send() {
  const method = $("method").value;
  const path = $("path").value;
  const turn = ++sent;
  $("answer").setAttribute("aria-busy", "true");
  try {
    // Only to this server, whatever is typed.
    const url = new URL(path, location.href);
    if (url.origin !== location.origin) throw new Error("The console asks this server only. Begin the address with a slash.");
    const body = ["GET", "HEAD"].includes(method) ? undefined : $("body").value || undefined;
    // Without "no-store" the browser would answer a 304 from its own memory, and show a 200.
    const response = await fetch(url, { method, headers: readHeaders($("headers").value), body, cache: "no-store" });
    const text = await response.text();
    if (turn === sent) show(method, url, response, text); // else a later request is under way
  } catch (error) {
    $("asked").textContent = `${method} ${path}`;
    showStatus("not sent", 4);
    $("answer-headers").replaceChildren();
    $("answer-body").textContent = error.message;
    document.querySelector(".again").hidden = true;
  }
  $("answer").removeAttribute("aria-busy");
}

// On a phone the answer is below the window.
async function sendAndLook() {
  await send();
  $("answer").scrollIntoView({ block: "nearest" });
}

function show(method, url, response, text) {
  $("asked").textContent = `${method} ${url.pathname}${url.search}`;
  showStatus(`${response.status} ${response.statusText}`.trim(), Math.floor(response.status / 100));
  $("answer-headers").replaceChildren(...HEADERS.filter(name => response.headers.has(name)).map(name => {
    const pair = document.createElement("div");
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = name;
    value.textContent = response.headers.get(name);
    pair.append(term, value);
    return pair;
  }));
  const json = /json/.test(response.headers.get("Content-Type"));
  $("answer-body").replaceChildren(...(json && text ? coloured(pretty(text)) : [text || "(no body)"]));
  etag = response.headers.get("ETag");
  document.querySelector(".again").hidden = !etag;
  // A list has an ETag too, but only a tea can be changed.
  $("if-match").hidden = !/^\/api\/v1\/teas\/[^/]+$/.test(url.pathname);
}

function showStatus(text, hundreds) {
  $("status").textContent = text;
  $("status").className = `s${hundreds}`;
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

// Cut JSON into names, texts and other values; an address of the API becomes a link.
function coloured(json) {
  const pieces = [];
  let end = 0;
  for (const token of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g)) {
    pieces.push(json.slice(end, token.index), piece(token));
    end = token.index + token[0].length;
  }
  return [...pieces, json.slice(end)];
}

function piece([whole, string, colon]) {
  if (string && !colon && string.startsWith('"/')) {
    const link = document.createElement("a");
    link.href = JSON.parse(string);
    link.textContent = whole;
    return link;
  }
  const span = document.createElement("span");
  span.className = colon ? "name" : string ? "string" : "value";
  span.textContent = whole;
  return span;
}

function useEtag(method, header) {
  const kept = $("headers").value.split("\n").filter(line => line.trim() && !/^if-/i.test(line));
  if (method !== "GET" && !kept.some(line => /^content-type/i.test(line))) kept.push("Content-Type: application/json");
  $("method").value = method;
  $("headers").value = [...kept, `${header}: ${etag}`].join("\n");
}

$("request").addEventListener("submit", event => {
  event.preventDefault();
  sendAndLook();
});

document.querySelector(".examples").addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button) return;
  fill(JSON.parse(button.dataset.example));
  sendAndLook();
});

// A link below /api/ in an answer is followed here. With a key held it opens as usual.
$("answer-body").addEventListener("click", event => {
  const link = event.target.closest("a");
  if (!link || !link.pathname.startsWith("/api/") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  fill({ method: "GET", path: link.pathname + link.search });
  sendAndLook();
});

$("if-none-match").addEventListener("click", () => {
  useEtag("GET", "If-None-Match");
  sendAndLook();
});

$("if-match").addEventListener("click", () => {
  useEtag("PATCH", "If-Match");
  if (!$("body").value.trim()) $("body").value = '{"notes": "Changed here."}';
  $("body").focus();
});

// Each command can be copied, where the browser lets pages do that.
for (const command of navigator.clipboard ? document.querySelectorAll(".commands pre") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", command.getAttribute("aria-label").replace("Command", "Copy"));
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command.textContent);
    button.textContent = "Copied";
  });
  command.before(button);
}

// Something to look at before the first click.
fill(JSON.parse(document.querySelector(".examples button").dataset.example));
send();
