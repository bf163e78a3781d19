/** The one error of composition: why there is no message. It names what is wrong and where, and never what was to be said. */
import * as Schema from "effect/Schema"

/** Why a message was not composed. */
export const Reason = Schema.Literals([
  "missing_variable",
  "bad_template",
  "bad_data",
  "bad_link",
  "limit_exceeded",
  "undischarged_duty",
  "forbidden_content",
  "not_only",
  "contradictory_duties",
  "missing_language",
  "wrong_channel",
  "header_injection",
  "too_long",
  "empty"
])
export type Reason = typeof Reason.Type

/** `field` is a variable, a part of the template or of the input; `element` and `citation` stand for the duty that was not met. */
export class CompositionError extends Schema.TaggedError<CompositionError>(
  "@forbear/messages/CompositionError"
)("CompositionError", {
  reason: Reason,
  template: Schema.String,
  field: Schema.String,
  element: Schema.optionalKey(Schema.String),
  citation: Schema.optionalKey(Schema.String),
  message: Schema.String
}) {}
