package report

import (
	"time"

	"reeve/kernel/document/docx"
	"reeve/kernel/document/pdf"
	"reeve/kernel/i18n"
)

// paper is a document that is being written: PDF or DOCX.
type paper interface {
	Heading(level int, text string)
	Text(text string)
	Small(text string)
	Facts(pairs [][2]string)
	Table(head []string, rows [][]string)
	Bytes() ([]byte, error)
}

// PDF is the report on paper; at is the instant that the file names as its own.
func PDF(l *i18n.Localizer, title string, all []Section, at time.Time, tick func(rows int)) ([]byte, error) {
	return onPaper(pdf.New(l.Lang().HTML(), title, at), title, all, tick)
}

// DOCX is the report for word processors.
func DOCX(l *i18n.Localizer, title string, all []Section, at time.Time, tick func(rows int)) ([]byte, error) {
	return onPaper(docx.New(l.Lang().HTML(), title, at), title, all, tick)
}

func onPaper(p paper, title string, all []Section, tick func(rows int)) ([]byte, error) {
	p.Heading(1, title)
	for _, s := range all {
		p.Heading(2, s.Title)
		for _, t := range s.Texts {
			p.Text(t)
		}
		p.Facts(s.Facts)
		for _, t := range s.Tables {
			p.Heading(3, t.Title)
			if len(t.Rows) == 0 {
				p.Text(t.None)
				continue
			}
			rows := make([][]string, len(t.Rows))
			for i, row := range t.Rows {
				rows[i] = make([]string, len(row))
				for k, c := range row {
					rows[i][k] = c.Text
				}
			}
			p.Table(t.Head, rows)
			tick(len(t.Rows))
		}
		for _, n := range s.Notes {
			p.Small(n)
		}
	}
	return p.Bytes()
}
