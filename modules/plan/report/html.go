package report

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"strings"

	"reeve/kernel/i18n"
)

// style is that of a report as a page of its own; the sheet needs nothing else.
const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}` +
	`h1{font-size:1.7rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2.5rem}h3{font-size:1rem}` +
	`table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:start;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #999}` +
	`thead th{border-bottom:2px solid #000}td[data-n]{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}` +
	`.scroll{overflow-x:auto}.note{color:#4a4a4a;font-size:.85rem;overflow-wrap:anywhere}dl{display:grid;grid-template-columns:minmax(9rem,1fr) 3fr;gap:.25rem 1rem}dt{font-weight:600}dd{margin:0}` +
	`@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}.scroll{overflow:visible}}`

// stylePolicy lets a browser apply the style of the page and nothing else.
func stylePolicy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// HTML is the report as one page that needs no other file.
func HTML(l *i18n.Localizer, title string, all []Section, tick func(rows int)) []byte {
	var b strings.Builder
	e := html.EscapeString
	b.WriteString(`<!doctype html><html lang="` + l.Lang().HTML() + `"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>` + e(title) + `</title><style>` + style +
		`</style></head><body><main><h1>` + e(title) + `</h1>`)
	for _, s := range all {
		b.WriteString("<section>")
		if s.Title != "" {
			b.WriteString("<h2>" + e(s.Title) + "</h2>")
		}
		for _, t := range s.Texts {
			b.WriteString("<p>" + e(t) + "</p>")
		}
		if len(s.Facts) > 0 {
			b.WriteString("<dl>")
			for _, f := range s.Facts {
				b.WriteString("<dt>" + e(f[0]) + "</dt><dd>" + e(f[1]) + "</dd>")
			}
			b.WriteString("</dl>")
		}
		for _, t := range s.Tables {
			htmlTable(&b, s, t)
			tick(len(t.Rows))
		}
		for _, n := range s.Notes {
			b.WriteString(`<p class="note">` + e(n) + "</p>")
		}
		b.WriteString("</section>")
	}
	b.WriteString("</main></body></html>\n")
	return []byte(b.String())
}

func htmlTable(b *strings.Builder, s Section, t Table) {
	e := html.EscapeString
	if t.Title != "" {
		b.WriteString("<h3>" + e(t.Title) + "</h3>")
	}
	if len(t.Rows) == 0 {
		b.WriteString("<p>" + e(t.None) + "</p>")
		return
	}
	name := t.Title
	if name == "" {
		name = s.Title
	}
	b.WriteString(`<div class="scroll" tabindex="0" role="region" aria-label="` + e(name) + `"><table><thead><tr>`)
	for _, h := range t.Head {
		b.WriteString(`<th scope="col">` + e(h) + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for _, c := range row {
			b.WriteString("<td")
			if c.Number != nil {
				b.WriteString(" data-n")
			}
			if c.Lang != "" {
				b.WriteString(` lang="` + e(c.Lang) + `"`)
			}
			b.WriteString(">" + e(c.Text) + "</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table></div>")
}
