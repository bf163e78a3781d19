#!/usr/bin/env node
/** The executable. */
import { main } from "./Cli.ts"
import { processIo } from "./Io.ts"

process.exitCode = await main(process.argv.slice(2), processIo())
