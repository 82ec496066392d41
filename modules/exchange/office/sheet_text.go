package office

import (
	"reeve/kernel/i18n"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/wire"
)

// words are subject, language and text.
func (w fields) words(s sheet) sheetGroup {
	l := w.r.Text
	g := sheetGroup{ID: "g-text", Title: l.T("exchange.sheet.text")}
	lang := w.values.Get("lang")
	if s.act == "" {
		subject := w.field("subject", "exchange.subject", "text")
		subject.Lang, subject.Help = lang, l.T("exchange.subject_help")
		g.Parts = append(g.Parts, form.Parts(subject)...)
	}
	var langs []string
	for _, code := range i18n.Written() {
		langs = append(langs, code.HTML())
	}
	text := w.field("text", "exchange.text", "textarea")
	text.Rows, text.Lang = 9, lang
	g.Parts = append(g.Parts, form.Parts(w.choose("lang", "exchange.lang", langs, langName, false), text)...)
	return g
}

func langName(tag string) string {
	if lang, ok := i18n.ParseLang(tag); ok {
		return lang.Self()
	}
	return tag
}

func (w fields) files(s sheet) sheetGroup {
	l := w.r.Text
	g := sheetGroup{ID: "g-files", Title: l.T("exchange.sheet.files"), Note: l.T("exchange.sheet.files_note", "most", l.Number(wire.MaxFile>>20))}
	if len(s.kept.Files) > 0 {
		var ids []string
		names := map[string]string{}
		for _, a := range s.kept.Files {
			ids, names[a.File] = append(ids, a.File), l.T("exchange.file", "name", a.Name, "size", size(w.r, a.Size))
		}
		g.Parts = append(g.Parts, w.open("drop_file", "exchange.drop_file", true, ids, func(v string) string { return names[v] }, nil))
	}
	file := look.Field{Name: "file", Type: "file", Label: l.T("exchange.attach"), Multiple: true, Optional: l.T("form.optional")}
	g.Parts = append(g.Parts, form.Parts(file)...)
	return g
}
