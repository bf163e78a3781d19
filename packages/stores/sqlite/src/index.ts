/** `@forbear/store-sqlite`: the timeline on SQLite, embedded in the process. */
export * as SqliteTimeline from "./SqliteTimeline.ts"
