// The receipt in other formats, derived from event and notice as the city does (consent/core/receipt_*.py).

const ref = (identifier) => ({ "@id": identifier });
const said = (text, language) => ({ "@language": language, "@value": text });
const moment = (at) => ({ "@type": "xsd:dateTime", "@value": at });
const quoted = (part) =>
  encodeURIComponent(part).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
const urn = (kind, ...parts) => ["urn:mydata", kind, ...parts.map((part) => quoted(String(part)))].join(":");
const receiptId = (entry) => `urn:mydata:receipt:${hex(entry)}`;
const hashName = (sha) => `ni:///sha-256;${base64url(unhex(sha))}`;

function viewsOf(event, notice, entry) {
  if (notice === null || !Object.hasOwn(TABLES.STATES, event.kind)) return { iso27560: null, kantara: null };
  return { iso27560: iso27560(event, notice, entry), kantara: kantara(event, notice, entry) };
}

function iso27560(event, notice, entry) {
  const receipt = receiptId(entry);
  const controller = controllerOf(event, notice);
  return {
    "@context": TABLES.CONTEXT,
    "@id": receipt,
    "@type": "dpv:ConsentReceipt",
    "dct:conformsTo": ref("dpv-27560:receipt-eu-gdpr"),
    "dct:identifier": receipt,
    "dpv:hasIdentifier": receipt,
    "dct:created": moment(event.at),
    "dct:publisher": ref(controller["@id"]),
    "schema:recipient": ref(`urn:uuid:${event.subject}`),
    "dpv:hasRecordOfActivity": [recordOf(event, notice, entry, controller)],
  };
}

function recordOf(event, notice, entry, controller) {
  const record = `urn:mydata:entry:${hex(entry)}`;
  return {
    "@id": record,
    "@type": "dpv:ConsentRecord",
    "dct:conformsTo": ref("dpv-27560:record-eu-gdpr"),
    "dct:identifier": record,
    "dpv:hasIdentifier": record,
    "dpv:hasDataSubject": {
      "@id": `urn:uuid:${event.subject}`,
      "@type": "dpv:DataSubject",
      "dpv:hasIdentifier": event.subject,
    },
    "dpv:hasNotice": [
      {
        "@id": hashName(event.notice_hash),
        "@type": "dpv:ConsentNotice",
        "dct:identifier": `${event.activity}/${event.notice_version}`,
        "dct:language": event.language,
        "dct:title": said(notice.texts[event.language].title, event.language),
        "schema:version": event.notice_version,
        "mydata:sha256": event.notice_hash,
      },
    ],
    "dpv:hasProcess": [processOf(event, notice, controller)],
    "dpv:hasEntity": [controller],
    "dpv:hasConsentStatus": [statusOf(event)],
  };
}

function processOf(event, notice, controller) {
  const language = event.language;
  const texts = notice.texts[language];
  const recipients = notice.recipients.map((recipient) => ({
    "@type": "dpv:Recipient",
    "dpv:hasName": said(recipient.name[language], language),
  }));
  const expressed = notice.explicit_consent ? "dpv:ExplicitlyExpressedConsent" : "dpv:ExpressedConsent";
  return {
    "@id": urn("process", event.activity, event.notice_version),
    "@type": "dpv:Process",
    "dct:identifier": event.activity,
    "dct:title": said(texts.title, language),
    "dpv:hasPurpose": {
      "@type": "dpv:Purpose",
      "skos:broader": ref(notice.purpose),
      "skos:prefLabel": said(texts.summary, language),
      "dct:description": said(texts.why, language),
    },
    "dpv:hasPersonalData": notice.categories.map((category) => categoryOf(category, language)),
    "dpv:hasDataController": ref(controller["@id"]),
    "dpv:hasRecipient": [ref(controller["@id"]), ...recipients],
    "dpv:hasStorageCondition": retentionOf(notice.retention, language),
    "dpv:hasLegalBasis": [ref("eu-gdpr:A6-1-a"), ref(expressed)],
    "dpv:hasApplicableLaw": ref("legal-eu:law-GDPR"),
    "dpv:hasJurisdiction": ref("loc:FI"),
    "dpv:hasConsentControl": { "@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": said(texts.rights, language) },
    "dpv:hasRight": TABLES.RIGHTS.map(ref),
  };
}

function controllerOf(event, notice) {
  const department = notice.department;
  return {
    "@id": urn("department", department.code),
    "@type": ["dpv:DataController", "dpv:GovernmentalOrganisation"],
    "dpv:hasIdentifier": department.code,
    "dpv:hasName": said(department.name[event.language], event.language),
  };
}

function categoryOf(category, language) {
  return {
    "@id": urn("category", category.code),
    "@type": TABLES.DATA_KINDS[category.sensitivity],
    "dct:identifier": category.code,
    "skos:broader": ref(category.pd),
    "skos:prefLabel": said(category.name[language], language),
    "dpv:hasDataSource": ref(urn("department", category.source)),
  };
}

function retentionOf(retention, language) {
  const node = { "@type": "dpv:StorageDuration", "dct:description": said(retention.text[language], language) };
  if ((retention.months ?? null) !== null)
    node["dpv:hasDuration"] = { "@type": "xsd:duration", "@value": `P${retention.months}M` };
  return node;
}

function statusOf(event) {
  const node = {
    "@type": event.waiting ? TABLES.WAITING : TABLES.STATES[event.kind],
    "dpv:isIndicatedAtTime": moment(event.at),
    "dpv:isIndicatedBy": deciderOf(event),
    "dpv:hasIndicationMethod": event.channel,
  };
  if (event.valid_until !== null) node["dpv:hasDuration"] = `${event.at}/${event.valid_until}`;
  return node;
}

function deciderOf(event) {
  const by = event.decided_by;
  if (by === "self") return ref(`urn:uuid:${event.subject}`);
  const node = {
    "@type": TABLES.DECIDERS[by],
    "dpv:hasJustification": {
      "@type": "dpv:Justification",
      "dct:description": said(TABLES.CAPACITIES[by][event.language], event.language),
    },
  };
  if (event.actor_subject !== null) node["@id"] = `urn:uuid:${event.actor_subject}`;
  return node;
}

function kantara(event, notice, entry) {
  const language = event.language;
  const texts = notice.texts[language];
  const department = notice.department.name[language];
  const recipients = notice.recipients.map((recipient) => recipient.name[language]);
  const special = notice.categories.filter((one) => one.sensitivity === "special").map((one) => one.name[language]);
  const purpose = {
    purpose: texts.summary,
    purposeCategory: [notice.purpose],
    consentType: event.waiting ? TABLES.KANTARA_WAITING : TABLES.KANTARA_TYPES[event.kind],
    piiCategory: notice.categories.map((category) => category.name[language]),
    primaryPurpose: true,
    termination: notice.retention.text[language],
    thirdPartyDisclosure: recipients.length > 0,
  };
  if (recipients.length > 0) purpose.thirdPartyName = recipients.join(", ");
  return {
    version: TABLES.KANTARA_VERSION,
    jurisdiction: "FI",
    consentTimestamp: epochSeconds(event.at),
    collectionMethod: event.channel,
    consentReceiptID: receiptId(entry),
    language,
    piiPrincipalId: event.subject,
    piiControllers: [{ piiController: department, contact: department, address: {}, email: "", phone: "" }],
    policyUrl: hashName(event.notice_hash),
    services: [{ service: texts.title, purposes: [purpose] }],
    sensitive: special.length > 0,
    spiCat: special,
  };
}

function epochSeconds(at) {
  const [year, month, day, hour, minute, second] = at.match(/\d+/g).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}
