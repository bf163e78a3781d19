/** The one error of the registry: something that was said cannot be recorded as it was given. */
import * as Schema from "effect/Schema"

/** Names the field and the fix, never a value. `field` is a path such as `provenance.evidence`. */
export class ConsentError extends Schema.TaggedError<ConsentError>("@forbear/consent/ConsentError")(
  "ConsentError",
  {
    reason: Schema.Literals([
      "NoProvenance",
      "NotEntitled",
      "NoEvidence",
      "NothingSaid",
      "BadTime",
      "Malformed"
    ]),
    kind: Schema.String,
    field: Schema.String,
    message: Schema.String
  }
) {}
