/** What is known of each scheme, as data: the documentation's table is printed from it. */

/** Facts of one scheme. */
export interface SchemeFacts {
  readonly id: string
  readonly provider: string
  readonly variant: string
  /** The subpath that verifies it. */
  readonly subpath: string
  /** Headers, lower-case. */
  readonly headers: ReadonlyArray<string>
  readonly algorithm: string
  /** Bytes that are signed, in words. */
  readonly content: string
  /** Seconds in both directions; null if no time is signed. */
  readonly toleranceSeconds: number | null
  /** The key for deduplication. */
  readonly eventId: string
  readonly sources: ReadonlyArray<string>
}

/** Every scheme of this package. */
export const schemes: ReadonlyArray<SchemeFacts> = [
  {
    id: "twilio-form",
    provider: "Twilio",
    variant: "form and GET",
    subpath: "@forbear/webhooks/twilio",
    headers: ["x-twilio-signature"],
    algorithm: "HMAC-SHA1, base64",
    content: "public URL, then parameters sorted, name and value without separators",
    toleranceSeconds: null,
    eventId: "MessageSid or CallSid, and status",
    sources: [
      "https://www.twilio.com/docs/usage/webhooks/webhooks-security",
      "npm twilio 6.2.0 lib/webhooks/webhooks.js"
    ]
  },
  {
    id: "twilio-json",
    provider: "Twilio",
    variant: "JSON body",
    subpath: "@forbear/webhooks/twilio",
    headers: ["x-twilio-signature"],
    algorithm: "HMAC-SHA1, base64; SHA-256 of the body in bodySHA256",
    content: "public URL with bodySHA256, and through it the body",
    toleranceSeconds: null,
    eventId: "given by you",
    sources: [
      "https://www.twilio.com/docs/usage/webhooks/webhooks-security",
      "npm twilio 6.2.0 lib/webhooks/webhooks.js"
    ]
  },
  {
    id: "standard-webhooks-v1",
    provider: "Standard Webhooks",
    variant: "v1, symmetric",
    subpath: "@forbear/webhooks/standard",
    headers: ["webhook-id", "webhook-timestamp", "webhook-signature"],
    algorithm: "HMAC-SHA256, base64",
    content: "id.timestamp.body",
    toleranceSeconds: 300,
    eventId: "webhook-id",
    sources: ["https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"]
  },
  {
    id: "standard-webhooks-v1a",
    provider: "Standard Webhooks",
    variant: "v1a, asymmetric",
    subpath: "@forbear/webhooks/standard",
    headers: ["webhook-id", "webhook-timestamp", "webhook-signature"],
    algorithm: "Ed25519, base64",
    content: "id.timestamp.body",
    toleranceSeconds: 300,
    eventId: "webhook-id",
    sources: [
      "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
      "https://github.com/svix/svix-webhooks server/svix-server/src/worker.rs"
    ]
  }
]

/** The schemes as a Markdown table. */
export const schemesTable = (rows: ReadonlyArray<SchemeFacts> = schemes): string =>
  [
    "| scheme | import | headers | algorithm | signed | time limit | deduplicate on |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map((each) =>
      [
        "",
        `${each.provider}, ${each.variant} (\`${each.id}\`)`,
        `\`${each.subpath}\``,
        each.headers.map((name) => `\`${name}\``).join(", "),
        each.algorithm,
        each.content,
        each.toleranceSeconds === null ? "none signed" : `${each.toleranceSeconds} s both ways`,
        each.eventId,
        ""
      ]
        .join(" | ")
        .trim()
    )
  ].join("\n")
