/**
 * `@forbear/consent`: what was said about contact, by whom, how, in which words; what is in force at an instant; replies read.
 */
export { ConsentError } from "./ConsentError.ts"
export { grant, lift, prefer, refuse, revoke, type Head, type Statement } from "./Said.ts"
export { covers, touches, type Target } from "./Reach.ts"
export { inForce, type ConsentState, type Registry, type StopState } from "./InForce.ts"
export { standing, type PersonTarget, type Standing } from "./Standing.ts"
export { stopLike, type Evidence, type Finding, type Label, type Reading } from "./reading/Label.ts"
export { layers, read, type Layer } from "./reading/Read.ts"
export { normalise, type Normalised } from "./reading/Normalise.ts"
