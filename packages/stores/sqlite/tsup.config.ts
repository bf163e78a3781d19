import { build } from "../../../tsup.base.ts"

// node:sqlite has no name without its prefix.
export default build({ removeNodeProtocol: false })
