// JSON that is byte for byte its own canonical form (RFC 8785; consent/core/strict_json.py).

const DEEPEST = 32;
// Not String.isWellFormed: a browser that lacks it would refuse every receipt, the genuine ones too.
const HALF_A_LETTER = /[\ud800-\udfff]/u;

class NotCanonical extends Error {}
class Unreadable extends Error {}

function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new NotCanonical();
    return String(value);
  }
  if (typeof value === "string") {
    if (HALF_A_LETTER.test(value)) throw new NotCanonical();
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
}

function readCanonical(text) {
  if (depthOf(text) > DEEPEST) throw new Unreadable();
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable();
  }
  if (canonical(value) !== text) throw new NotCanonical();
  return value;
}

function depthOf(text) {
  let deepest = 0;
  let depth = 0;
  let within = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (within && letter === "\\") at += 1;
    else if (letter === '"') within = !within;
    else if (!within && (letter === "[" || letter === "{")) deepest = Math.max(deepest, (depth += 1));
    else if (!within && (letter === "]" || letter === "}")) depth -= 1;
  }
  return deepest;
}
