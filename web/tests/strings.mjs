// Connection strings: findings, fixes, links.

import assert from "node:assert/strict";
import { BROKEN, WEAK, browser, byId, enter, open, text, url } from "./session.mjs";

export const tests = {
  async "typing shows findings, the canonical form and the properties"() {
    await byId("input").pressSequentially("SmtpServer=smtp.contoso.com;EnableSsl=yes");
    await browser.page.waitForFunction(() => shown.text.endsWith("yes"));
    assert.equal(await text("verdict"), "Not valid: 1 error");
    assert.equal(await browser.run(() => document.querySelector("mark").textContent), "yes");
    const carets = () => {
      const [caret] = document.querySelectorAll("mark span");
      return getComputedStyle(caret, "::after").content;
    };
    assert.equal(await browser.run(carets), '"^" / ""');
    const link = browser.page.locator("#findings a");
    assert.match(await link.getAttribute("href"), /^https:\/\/github\.com\/.*docs\/rules\.md#invalid-boolean$/);
    assert.ok(await byId("canonical-part").isHidden());

    await enter(WEAK);
    assert.match(await text("verdict"), /^Valid: /);
    assert.equal(await text("canonical"), WEAK);
    const properties = await browser.run(() =>
      [...document.querySelectorAll("#properties tr")].map((row) => row.innerText),
    );
    assert.deepEqual(
      properties.map((row) => row.split(/\s+/)),
      [
        ["SmtpServer", "smtp.contoso.com", "stated"],
        ["UseWindowsAuthentication", "True", "stated"],
        ["EnableSsl", "False", "stated"],
        ["Timeout", "–", "not", "stated"],
      ],
    );
    await byId("input").fill("");
    await byId("string-results").waitFor({ state: "hidden" });
  },

  async "a fix changes the input and can be undone"() {
    await enter(BROKEN);
    await browser.page.getByRole("button", { name: "Replace yes with True", exact: true }).click();
    assert.equal(await byId("input").inputValue(), BROKEN.replace("=yes", "=True"));
    await browser.page.keyboard.press("Control+z");
    assert.equal(await byId("input").inputValue(), BROKEN);
    await enter("smtpserver=mail;enablessl=yes");
    await byId("fix-all").click();
    assert.equal(await byId("input").inputValue(), "SmtpServer=mail;UseWindowsAuthentication=False;EnableSsl=True;");
    await byId("fix-all").waitFor({ state: "hidden" });
  },

  async "a link holds a string without secrets"() {
    await enter(WEAK);
    const link = await byId("link").getAttribute("href");
    assert.ok(link.startsWith(`${url}#s=`));
    await browser.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await byId("copy-link").click();
    await byId("copy-link").filter({ hasText: "Copied" }).waitFor();
    assert.equal(await browser.run(() => navigator.clipboard.readText()), link);
    await open({}, link);
    assert.equal(await byId("input").inputValue(), WEAK);
    await byId("verdict").filter({ hasText: "Valid" }).waitFor();
    for (const broken of ["#s=%", "#s=%F0%9F"]) {
      await open({}, url + broken);
      assert.equal(await byId("input").inputValue(), "");
    }
    await open({}, `${url}#s=${encodeURIComponent('"><img src=x onerror=alert(1)>')}`);
    await byId("findings").locator("article").first().waitFor();
    assert.equal(await browser.page.locator("img").count(), 0);
  },

  async "a failure is reported, and the next string is checked"() {
    await browser.run(() => (strings.call = () => Promise.reject(new Error("unreachable"))));
    await byId("input").fill("x");
    await browser.page.getByRole("alert").filter({ hasText: "The check failed" }).waitFor();
    assert.ok(await byId("string-results").isHidden());
    await enter(WEAK);
    assert.ok(await byId("failure").isHidden());

    // A worker can also end between two calls.
    await browser.run(() => strings.end());
    await byId("input").fill("y");
    await browser.page.getByRole("alert").filter({ hasText: "The check failed" }).waitFor();
    await enter(WEAK);
    assert.ok(await byId("failure").isHidden());
  },
};
