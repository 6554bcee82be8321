// Secrets, untrusted names and content, and the Content Security Policy.

import assert from "node:assert/strict";
import { join } from "node:path";
import { packageOf, writeFiles } from "./packages.mjs";
import {
  BROKEN,
  SECRET,
  browser,
  byId,
  choose,
  enter,
  fixtures,
  folder,
  open,
  saved,
  serve,
  text,
} from "./session.mjs";

/** Returns the markup without the module: its 450,000 random letters may contain four of the secret. */
const markup = () =>
  browser.run(() => {
    const page = document.documentElement.cloneNode(true);
    for (const script of page.querySelectorAll("script")) script.remove();
    return page.outerHTML + location.href + document.title;
  });

/** Returns whether a text contains four consecutive characters of the secret. */
const hasSecret = (text) => [0, 1, 2, 3, 4].some((start) => text.includes(SECRET.slice(start, start + 4)));
export const tests = {
  async "secrets are only in the input"() {
    await enter(`${BROKEN};Kennwort='${SECRET};x`);
    assert.ok(await byId("link").isHidden());
    assert.match(await text("redacted"), /Password=\*\*\*/);
    await browser.page.getByRole("button", { name: "Replace yes with True", exact: true }).click();
    await browser.page.waitForFunction(() => shown.text.includes("EnableSsl=True"));
    assert.ok(!hasSecret(await markup()), "the secret is in the page");

    writeFiles(folder, { "secret/Mail.dtsx": packageOf([{ name: "Mail", string: BROKEN }]) });
    const rows = await choose("files", [join(folder, "secret/Mail.dtsx")]);
    assert.match(rows.join("\n"), /basic-authentication/);
    const reports = [await saved("save-html"), await saved("save-csv"), await markup()];
    assert.ok(!hasSecret(reports.join()), "the secret is in a report");
  },

  async "hostile files and names inject nothing"() {
    const names = [
      "<img src=x onerror=alert(1)>",
      "##vso[task.setvariable]",
      "javascript:alert(1)",
      "\u202egpj.exe\u2066",
      "\u200b",
      "::error::x",
    ];
    const managers = names.map((name, number) => ({ name, string: `SmtpServer=${name};EnableSsl=${name}`, number }));
    const files = names.map((name) => [`hostile/${name} ${"x".repeat(150)}.dtsx`, packageOf(managers)]);
    writeFiles(folder, Object.fromEntries(files));
    const before = await browser.run(
      () => document.querySelectorAll("script, style, link, meta, img, iframe, svg").length,
    );
    await choose("folder", join(folder, "hostile"));
    await choose("folder", fixtures);
    const rows = await choose("folder", join(folder, "hostile"));
    assert.equal(rows.length, names.length ** 2);
    assert.ok(rows.some((row) => row.includes("<img src=x onerror=alert(1)>")));
    assert.ok(rows.some((row) => row.includes("\\u{202e}gpj.exe\\u{2066}")));
    const page = await browser.run(() => document.body.innerText);
    assert.ok(!/[\u200b\u202a-\u202e\u2066-\u2069]/.test(page), "a character that is not visible");
    const after = () => ({
      elements: document.querySelectorAll("script, style, link, meta, img, iframe, svg").length,
      handlers: [...document.querySelectorAll("*")].filter((element) =>
        [...element.attributes].some(({ name }) => /^on|^style$/.test(name)),
      ).length,
      links: [...document.links].filter(({ protocol, hash }) => protocol !== "https:" && hash === "").length,
    });
    assert.deepEqual(await browser.run(after), { elements: before, handlers: 0, links: 0 });
    for (const button of ["save-html", "save-csv"]) {
      assert.ok(!/[\u200b\u202a-\u202e\u2066-\u2069]/.test(await saved(button)), button);
    }

    // Content that is not what its name says.
    writeFiles(folder, {
      "bad/a.dtsx": "<SmtpConnectionManager",
      "bad/b.ispac": "PK\x03\x04",
      "bad/c.sql": Buffer.alloc(100_000, 255),
    });
    assert.match((await choose("folder", join(folder, "bad"))).join("\n"), /unreadable-file/);
  },

  async "the page makes no request, and its policy forbids all"() {
    const server = await serve();
    const { address, requests } = server;
    try {
      await open({}, address);
      await enter(BROKEN);
      await choose("folder", fixtures);
      await saved("save-html");
      assert.deepEqual(requests, ["/"]);
      assert.deepEqual(browser.problems, [], "problems that the browser reported");

      const inject = (address) => {
        const attempts = [
          () =>
            document.body.append(
              Object.assign(document.createElement("script"), { textContent: "globalThis.ran = 'script'" }),
            ),
          () => {
            const script = document.createElement("script");
            script.append("globalThis.ran = 'script text'");
            document.body.append(script);
          },
          () => (document.body.innerHTML += "<img src=x onerror=\"globalThis.ran = 'markup'\">"),
          () => {
            const image = document.createElement("img");
            image.setAttribute("onerror", "globalThis.ran = 'handler'");
            image.src = `${address}image`;
            document.body.append(image);
          },
          () => new Worker(`${address}worker`),
          () => fetch(`${address}fetch`).catch(() => {}),
          () => navigator.sendBeacon(`${address}beacon`),
          () => new WebSocket(address.replace("http", "ws")),
          () => document.body.setAttribute("style", "color: rgb(1, 2, 3)"),
          () => {
            const form = document.createElement("form");
            form.action = `${address}form`;
            document.body.append(form);
            form.submit();
          },
        ];
        for (const attempt of attempts) {
          try {
            attempt();
          } catch {
            // The policy also forbids to try.
          }
        }
        // What was not forbidden would have happened by then.
        return new Promise((done) => setTimeout(done, 500));
      };
      await browser.run(inject, address);
      for (const worker of browser.page.workers()) {
        const status = await worker.evaluate(
          (address) =>
            fetch(`${address}from-worker`).then(
              () => "sent",
              () => "refused",
            ),
          address,
        );
        assert.equal(status, "refused");
      }
      assert.equal(await browser.run(() => globalThis.ran), undefined);
      assert.equal(await browser.run(() => getComputedStyle(document.body).color === "rgb(1, 2, 3)"), false);
      assert.deepEqual(requests, ["/"]);
      assert.ok(browser.problems.some((problem) => problem.includes("Content Security Policy")));
      browser.problems.length = 0;
    } finally {
      server.close();
    }
  },
};
