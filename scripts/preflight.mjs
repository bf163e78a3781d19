// Stops with one clear line when the Node that runs the scripts is too old. Written so that Node 14 can still parse it.
var parts = process.versions.node.split(".").map(Number)
var ok = parts[0] > 22 || (parts[0] === 22 && parts[1] >= 19)
if (!ok) {
  console.error(
    "Forbear needs Node >= 22.19 (this is v" +
      process.versions.node +
      "): on Linux x64 run `npm ci` and start through `npm run`, which brings its own Node; elsewhere install Node 24."
  )
  process.exit(1)
}
