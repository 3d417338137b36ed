// The proof that the log has an entry: C2SP tlog-proof, tlog-checkpoint and signed-note, RFC 9162 §2.1.3.2.

const HEADER = "c2sp.org/tlog-proof@v1";
const ED25519 = 1;
const MOST_HASHES = 63;
// What Python calls white space, and the plus: neither is in the name of a key.
const NO_NAME = /[\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]/;

function named(name) {
  if (name === "" || NO_NAME.test(name)) throw new RangeError("not a name");
  return name;
}

function parseProof(text) {
  const blank = text.indexOf("\n\n");
  const [header, ...lines] = text.slice(0, Math.max(blank, 0)).split("\n");
  if (blank < 0 || header !== HEADER) throw new RangeError("not a proof");
  // Extra data is vouched for by nobody: a receipt has none, so that its first line is the index.
  if (lines.length === 0 || !lines[0].startsWith("index ")) throw new RangeError("no index");
  const index = decimal(lines.shift().slice("index ".length));
  if (lines.length > MOST_HASHES) throw new RangeError("too many hashes");
  return { index, hashes: lines.map((line) => bytesOf(line, 32)), ...parseNote(text.slice(blank + 2)) };
}

function parseNote(note) {
  const blank = note.lastIndexOf("\n\n");
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note) || blank < 0 || !note.endsWith("\n") || blank + 2 === note.length)
    throw new RangeError("not a note");
  const lines = note.slice(blank + 2, -1).split("\n");
  const words = lines[0].split(" ");
  // A line that nobody here can verify could be changed unseen: a receipt's checkpoint has one signature.
  if (lines.length !== 1 || words.length !== 3 || words[0] !== "\u2014") throw new RangeError("not one signature");
  const value = bytesOf(words[2]);
  if (value.length <= 4) throw new RangeError("a short signature");
  const text = note.slice(0, blank + 1);
  const [origin, size, root, ...more] = text.slice(0, -1).split("\n");
  if (!origin || root === undefined || more.includes("")) throw new RangeError("not a checkpoint");
  return {
    text,
    origin,
    size: decimal(size),
    root: bytesOf(root, 32),
    signer: named(words[1]),
    keyId: hex(value.slice(0, 4)),
    signature: value.slice(4),
  };
}

async function parseKey(line) {
  const [vkey, ...said] = line.split(/\s+/);
  const [, name, id, rest] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/.exec(vkey) ?? refuse("bad_key");
  let data;
  try {
    data = bytesOf(rest, 33);
    named(name);
  } catch {
    refuse("bad_key");
  }
  const own = hex((await sha256(joined(utf8(`${name}\n`), data))).slice(0, 4));
  if (own !== id) refuse("bad_key");
  if (said.length > 1 || said.some((word) => !/^trusted_size=[0-9]+$/.test(word))) refuse("bad_key");
  const trusted = said.length === 0 ? null : attempt("bad_key", () => decimal(said[0].slice("trusted_size=".length)));
  return { name, id, algorithm: data[0], bytes: data.slice(1), trusted };
}

async function parseKeys(text) {
  const lines = text.split("\n").map((line) => line.trim());
  return Promise.all(lines.filter((line) => line !== "" && !line.startsWith("#")).map(parseKey));
}

async function verifyCheckpoint(proof, keys) {
  const by = keys.filter(
    (key) => key.algorithm === ED25519 && key.name === proof.signer && key.id === proof.keyId,
  );
  if (by.length === 0 || proof.signer !== proof.origin) refuse("unknown_key");
  for (const key of by) {
    const imported = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
    if (!(await crypto.subtle.verify({ name: "Ed25519" }, imported, proof.signature, utf8(proof.text))))
      refuse("bad_signature");
  }
  if (by.some((key) => key.trusted !== null && proof.size > key.trusted)) refuse("key_not_trusted");
}

async function verifyInclusion(proof, entry) {
  const node = (left, right) => sha256(joined(Uint8Array.of(1), left, right));
  if (proof.index >= proof.size) refuse("not_in_log");
  let reached = await sha256(joined(Uint8Array.of(0), entry));
  let at = proof.index;
  let last = proof.size - 1n;
  for (const sibling of proof.hashes) {
    if (last === 0n) refuse("not_in_log");
    if (at & 1n || at === last) {
      reached = await node(sibling, reached);
      while (at !== 0n && !(at & 1n)) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      reached = await node(reached, sibling);
    }
    at >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n || !same(reached, proof.root)) refuse("not_in_log");
}
