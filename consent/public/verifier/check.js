// Whether a file is a receipt that the log vouches for; the same checks in the same order as consent/core/receipt_checks.py.

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const hasFields = (value, fields) => canonical(Object.keys(value).sort()) === canonical([...fields].sort());

async function checkReceipt(data, keys) {
  const receipt = readReceipt(data);
  const salt = attempt("bad_salt", () => bytesOf(receipt.salt, 32));
  const event = attempt("bad_event", () => readCanonical(receipt.event));
  if (!isEvent(event)) refuse("bad_event");
  const proof = attempt("bad_proof", () => parseProof(receipt.proof));
  await verifyCheckpoint(proof, keys);
  const entry = await hmac(salt, utf8(receipt.event));
  await verifyInclusion(proof, entry);
  const notice = await noticeOf(receipt.notice, event);
  if (canonical(receipt.views) !== canonical(viewsOf(event, notice, entry))) refuse("views_changed");
  return { event, notice, origin: proof.origin, index: proof.index, size: proof.size };
}

function attempt(check, read) {
  try {
    return read();
  } catch {
    return refuse(check);
  }
}

function readReceipt(data) {
  if (data.length > RULES.MAX_BYTES) refuse("too_large");
  let receipt;
  try {
    receipt = readCanonical(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data));
  } catch (reason) {
    refuse(reason instanceof NotCanonical ? "not_canonical" : "unreadable");
  }
  if (!isObject(receipt) || receipt.format !== RULES.FORMAT) refuse("unknown_format");
  const notice = receipt.notice ?? null;
  const texts = [receipt.event, receipt.proof, receipt.salt];
  if (isObject(notice) && hasFields(notice, RULES.NOTICE_FIELDS)) texts.push(...Object.values(notice));
  else if (notice !== null) refuse("wrong_shape");
  if (!hasFields(receipt, RULES.FIELDS) || !texts.every((text) => typeof text === "string")) refuse("wrong_shape");
  return receipt;
}

function isEvent(event) {
  const { EVENT_PATTERNS, EVENT_NUMBERS } = RULES;
  const fits = (value, [pattern, empty]) =>
    value === null ? empty : typeof value === "string" && new RegExp(`^(?:${pattern})$`).test(value);
  const counts = (value, empty) => (value === null ? empty : Number.isSafeInteger(value) && value >= 1);
  return (
    isObject(event) &&
    hasFields(event, [...Object.keys(EVENT_PATTERNS), ...Object.keys(EVENT_NUMBERS), "waiting"]) &&
    Object.entries(EVENT_PATTERNS).every(([name, rule]) => fits(event[name], rule)) &&
    Object.entries(EVENT_NUMBERS).every(([name, empty]) => counts(event[name], empty)) &&
    event.v === 1 &&
    (event.notice_hash === null || event.notice_version !== null) &&
    typeof event.waiting === "boolean"
  );
}

async function noticeOf(shown, event) {
  if (shown === null && event.notice_hash === null) return null;
  if (
    shown === null ||
    shown.hash !== event.notice_hash ||
    shown.language !== event.language ||
    hex(await sha256(utf8(shown.document))) !== event.notice_hash
  )
    refuse("notice_changed");
  const document = attempt("bad_notice", () => readCanonical(shown.document));
  if (!hasShape(document, RULES.NOTICE_SHAPE) || document.activity !== event.activity) refuse("bad_notice");
  return document;
}

function hasShape(value, shape) {
  if (shape === "number") return typeof value === "number";
  if (shape === "kind") return typeof value === "string" && Object.hasOwn(TABLES.DATA_KINDS, value);
  if (shape === "text") return typeof value === "string";
  if (Array.isArray(shape) && shape[0] === "maybe") return (value ?? null) === null || hasShape(value, shape[1]);
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((item) => hasShape(item, shape[1]));
  return (
    isObject(value) &&
    Object.entries(shape).every(([name, part]) => hasShape(Object.hasOwn(value, name) ? value[name] : null, part))
  );
}
