function dollars(cents) {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`
}

/** "120.5" to 12050; undefined for what is no positive amount. */
function cents(text) {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(text ?? "").trim())
  if (match === null) return undefined
  const value = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"))
  return value > 0 ? value : undefined
}

function isDate(text) {
  const time = Date.parse(`${text}T00:00:00Z`)
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
  )
}

function addMonth(date) {
  const [year, month, day] = date.split("-").map(Number)
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(day, last))).toISOString().slice(0, 10)
}

function escape(value) {
  return String(value ?? "").replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

module.exports = { dollars, cents, isDate, addMonth, escape }
