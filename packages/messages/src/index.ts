/**
 * `@forbear/messages`: templates to the content of wire messages, with every duty discharged or no message at all.
 */
export { CompositionError, Reason } from "./CompositionError.ts"
export { compose, type Composition } from "./Compose.ts"
export type { Business, Links } from "./internal/Input.ts"
export { preview, type Preview } from "./Preview.ts"
export { lint, type Lint } from "./Lint.ts"
export { segments, type Segments } from "./Segments.ts"
export { choose, lookup } from "./Language.ts"
export { htmlText } from "./HtmlText.ts"
export {
  channelsOf,
  partsOf,
  type EmailTemplate,
  type Group,
  type LetterTemplate,
  type TaskTemplate,
  type Template,
  type TextTemplate
} from "./Template.ts"
export * as Defaults from "./templates/index.ts"
