/** One connection: its prepared statements, each made once, and transactions that join one that is already open. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"

/** A connection with a prefix for our tables. Statements are written with `{table}` for each of them. */
export class Connection {
  readonly database: DatabaseSync
  private readonly prefix: string
  private readonly statements = new Map<string, StatementSync>()
  private depth = 0

  constructor(database: DatabaseSync, prefix: string) {
    this.database = database
    this.prefix = prefix
  }

  /** SQL with the prefix put before every `{table}`. */
  sql(text: string): string {
    return text.replace(/\{(\w+)\}/g, `"${this.prefix}$1"`)
  }

  private statement(text: string): StatementSync {
    const known = this.statements.get(text)
    if (known !== undefined) return known
    const statement = this.database.prepare(this.sql(text))
    this.statements.set(text, statement)
    return statement
  }

  exec(text: string): void {
    this.database.exec(this.sql(text))
  }

  run(text: string, ...parameters: ReadonlyArray<SQLInputValue>): number {
    return Number(this.statement(text).run(...parameters).lastInsertRowid)
  }

  /** The first row; the caller vouches that its columns are those of `Row`. */
  get<Row>(text: string, ...parameters: ReadonlyArray<SQLInputValue>): Row | undefined {
    return this.statement(text).get(...parameters) as Row | undefined
  }

  /** All rows; the caller vouches that their columns are those of `Row`. */
  all<Row>(text: string, ...parameters: ReadonlyArray<SQLInputValue>): ReadonlyArray<Row> {
    return this.statement(text).all(...parameters) as unknown as ReadonlyArray<Row>
  }

  /** All or nothing, with the write lock from the start; inside an open transaction it is a savepoint of that one. */
  write<A>(body: () => A): A {
    return this.database.isTransaction ? this.savepoint(body) : this.transaction("BEGIN IMMEDIATE", body)
  }

  /** One snapshot; inside an open transaction it is that one's. */
  read<A>(body: () => A): A {
    return this.database.isTransaction ? body() : this.transaction("BEGIN", body)
  }

  private transaction<A>(begin: string, body: () => A): A {
    this.run(begin)
    try {
      const result = body()
      this.run("COMMIT")
      return result
    } catch (cause) {
      if (this.database.isOpen && this.database.isTransaction) this.run("ROLLBACK")
      throw cause
    }
  }

  private savepoint<A>(body: () => A): A {
    const name = `forbear_${++this.depth}`
    this.run(`SAVEPOINT ${name}`)
    try {
      return body()
    } catch (cause) {
      if (this.database.isOpen && this.database.isTransaction) this.run(`ROLLBACK TO ${name}`)
      throw cause
    } finally {
      if (this.database.isOpen && this.database.isTransaction) this.run(`RELEASE ${name}`)
      this.depth--
    }
  }
}
