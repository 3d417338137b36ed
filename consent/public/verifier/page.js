// The page itself: a file, the keys, a language; the verdict in words.

const at = (id) => document.getElementById(id);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const when = (moment) => `${moment.slice(8, 10)}.${moment.slice(5, 7)}.${moment.slice(0, 4)} ${moment.slice(11, 19)} UTC`;

let language = ["fi", "sv", "en"].find((code) => (navigator.language || "").startsWith(code)) ?? "en";
let verdict = null;
let asked = 0;

// What a printed receipt's code tells behind the #: the fingerprint of the one file that belongs to that paper.
const wanted = () => (/^#([A-Za-z0-9_-]{43})$/.exec(location.hash) ?? [])[1];

async function verify() {
  const file = at("receipt").files[0];
  const mine = (asked += 1);
  let found = null;
  if (file !== undefined) {
    try {
      const data = new Uint8Array(await file.slice(0, RULES.MAX_BYTES + 1).arrayBuffer());
      if (wanted() !== undefined && base64url(await sha256(data)) !== wanted()) refuse("other_file");
      const keys = await parseKeys(at("keys").value);
      if (keys.length === 0) refuse("no_key");
      found = { found: await checkReceipt(data, keys) };
    } catch (reason) {
      // A browser that cannot verify Ed25519 gives no verdict at all.
      found = { check: reason instanceof Refused ? reason.check : "no_support" };
    }
  }
  if (mine !== asked) return; // something else was asked meanwhile
  verdict = found;
  show();
}

function sentences() {
  const words = WORDS[language];
  const labels = LABELS[language];
  if (verdict === null) return { tone: "none", lines: [labels.choose_first] };
  const check = verdict.check;
  if (check !== undefined && Object.hasOwn(labels, check)) return { tone: "none", lines: [labels[check]] };
  if (check !== undefined)
    return { tone: "no", lines: [words.refused, words[check], filled(words.check, { check })] };
  const { event, notice, origin, index, size } = verdict.found;
  const kind = words[event.waiting ? "consent.waiting" : event.kind];
  const title = notice ? notice.texts[language].title : event.activity;
  return {
    tone: "yes",
    lines: [
      words.genuine,
      filled(words.decision, { at: when(event.at), kind, title }),
      filled(words.where, { origin, index, size }),
      words.reach,
    ],
  };
}

function show() {
  document.documentElement.lang = language;
  document.title = `${LABELS[language].title} – MyData`;
  for (const part of document.querySelectorAll("[data-label]")) part.textContent = LABELS[language][part.dataset.label];
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  const { tone, lines } = sentences();
  const [first, ...rest] = lines;
  const heading = document.createElement(tone === "none" ? "p" : "h2");
  heading.textContent = first;
  const told = rest.map((line) => Object.assign(document.createElement("p"), { textContent: line }));
  at("verdict").className = `verdict verdict--${tone}`;
  at("verdict").replaceChildren(heading, ...told);
}

for (const button of document.querySelectorAll("[data-language]"))
  button.addEventListener("click", () => {
    language = button.dataset.language;
    show();
  });
at("receipt").addEventListener("change", verify);
// A file that was chosen before and has changed since is a new question to the reader, though not to the browser.
at("receipt").addEventListener("click", () => (at("receipt").value = ""));
at("receipt").addEventListener("cancel", verify);
at("keys").addEventListener("input", verify);
window.addEventListener("hashchange", verify);
show();
at("page").hidden = false;
