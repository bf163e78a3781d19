/** The frame of the e-mails: one column, styles in line, no picture from anywhere, colours left to the reader's light or dark mode. */

const FONT =
  "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5"

/** A complete HTML document around Liquid source. */
export const page = (body: string): string => `<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{ business.name }}</title>
</head>
<body style="margin:0;padding:0">
<div style="max-width:36rem;margin:0 auto;padding:24px 20px;${FONT}">
<p style="margin:0 0 16px;font-weight:600">{{ business.name }}</p>
${body}
</div>
</body>
</html>`

/** A paragraph. */
export const p = (text: string): string => `<p style="margin:0 0 16px">${text}</p>`

/** A link that looks like a button, readable on light and on dark. `href` is Liquid source. */
export const button = (href: string, label: string): string =>
  `<p style="margin:24px 0"><a href="${href}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1a5fb4;color:#ffffff;text-decoration:none;font-weight:600">${label}</a></p>`

/** A paragraph below the line. */
export const small = (text: string): string => `<p style="margin:0 0 8px">${text}</p>`

/** What stands below the line: duties and the sender, in small but readable print. */
export const footer = (...lines: ReadonlyArray<string>): string =>
  `<div style="margin-top:32px;padding-top:16px;border-top:1px solid #808080;font-size:14px">
${lines.join("\n")}
</div>`
