/** The command `forbear`: finds the subcommand, and turns what goes wrong into a sentence and an exit code. */
import { isForbearError } from "forbear"
import type { Io } from "./Io.ts"
import { ReplayError } from "./replay/Problem.ts"
import { help as replayHelp, run as replay } from "./replay/Command.ts"
import { UsageError } from "./Usage.ts"

const help = `forbear COMMAND

Commands
  replay FILE.csv   real invoices or accounts, over their whole period, in virtual time

forbear COMMAND --help says more.
`

const commands: Readonly<Record<string, (args: ReadonlyArray<string>, io: Io) => Promise<number>>> = {
  replay
}

const dispatch = async (args: ReadonlyArray<string>, io: Io): Promise<number> => {
  const [name, ...rest] = args
  if (name === "--help" || name === "-h" || name === "help") {
    io.stdout.write(help)
    return 0
  }
  if (name === undefined) throw new UsageError("name a command", help)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(`there is no command ${name}`, help)
  return command(rest, io)
}

/** Runs one command line without the program's name. Never rejects; 0 done, 1 failed, 2 wrong usage. */
export const main = async (args: ReadonlyArray<string>, io: Io): Promise<number> => {
  try {
    return await dispatch(args, io)
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`forbear: ${error.message}\n\n${error.help}`)
      return 2
    }
    if (error instanceof ReplayError) {
      io.stderr.write(`forbear: ${error.message}\n${error.kind === "usage" ? `\n${replayHelp}` : ""}`)
      return error.kind === "usage" ? 2 : 1
    }
    const known = isForbearError(error) || (error instanceof Error && "code" in error)
    io.stderr.write(
      `forbear: ${known && error instanceof Error ? error.message : String(error instanceof Error ? error.stack : error)}\n`
    )
    return 1
  }
}
