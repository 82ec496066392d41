package reader

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"reeve/kernel/errs"
)

// depthLimit is how deep the elements of a document may lie in each other.
const depthLimit = 200

// openDOCX reads the tables of a document (ISO/IEC 29500-1, 17.4). A paragraph between two tables that names a level
// ("Objective 2: ...") stands above the second as a row of its own.
func openDOCX(z *zip.ReadCloser, o Options) ([]grid, error) {
	f, err := z.Open("word/document.xml")
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	defer f.Close()
	d := document{in: xml.NewDecoder(io.LimitReader(f, o.Limits.Unpacked)), limits: o.Limits}
	if err := d.body(); err != nil {
		if errs.Of(err) != nil {
			return nil, err
		}
		return nil, errs.Wrap(err, errs.Invalid, "tabular.damaged")
	}
	return d.grids, nil
}

// document walks through the elements of a docx.
type document struct {
	in     *xml.Decoder
	limits Limits
	above  []string // paragraphs since the last table
	grids  []grid
	cells  int
}

// box is one cell of a table as it is written: how many columns it spans, and whether it goes on from above.
type box struct {
	text  string
	span  int
	goes  bool // continues the cell above
	start int  // column
}

func (d *document) body() error {
	for depth := 0; ; {
		t, err := d.in.Token()
		if errors.Is(err, io.EOF) {
			if depth > 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "tbl":
				if err := d.table(); err != nil {
					return err
				}
			case "p":
				text, err := d.text(1)
				if err != nil {
					return err
				}
				if text = clean(text); text != "" {
					d.above = append(d.above[max(0, len(d.above)-29):], text)
				}
			default:
				if depth++; depth > depthLimit {
					return errs.New(errs.Invalid, "tabular.damaged")
				}
			}
		case xml.EndElement:
			depth--
		}
	}
}

// text gathers the words up to the end of the element that has been entered: of paragraphs, and of tables in cells.
func (d *document) text(depth int) (string, error) {
	var b strings.Builder
	for skip := 0; depth > 0; {
		t, err := d.in.Token()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > depthLimit {
				return "", errs.New(errs.Invalid, "tabular.damaged")
			}
			if skip > 0 || t.Name.Local == "del" || t.Name.Local == "moveFrom" || t.Name.Local == "instrText" || t.Name.Local == "Fallback" {
				skip++ // what was struck out is not there
				continue
			}
			switch t.Name.Local {
			case "br", "cr":
				b.WriteByte('\n')
			case "tab":
				b.WriteByte(' ')
			case "noBreakHyphen":
				b.WriteByte('-')
			}
		case xml.EndElement:
			depth--
			if skip > 0 {
				skip--
				continue
			}
			if t.Name.Local == "p" && depth > 0 {
				b.WriteByte('\n')
			}
		case xml.CharData:
			if skip == 0 {
				b.Write(t)
			}
		}
	}
	return b.String(), nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// table reads the table that has been entered.
func (d *document) table() error {
	var rows [][]box
	for depth := 1; depth > 0; {
		t, err := d.in.Token()
		if err != nil {
			return unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "tr" {
				row, err := d.row()
				if err != nil {
					return err
				}
				if rows = append(rows, row); len(rows) > d.limits.Rows {
					return errs.New(errs.TooLarge, "plan.reader.rows_many", "most", d.limits.Rows)
				}
				continue
			}
			if depth++; depth > depthLimit {
				return errs.New(errs.Invalid, "tabular.damaged")
			}
		case xml.EndElement:
			depth--
		}
	}
	return d.add(rows)
}

func (d *document) row() (row []box, err error) {
	at := 0
	for depth := 1; depth > 0; {
		t, err := d.in.Token()
		if err != nil {
			return nil, unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "tc":
				b, err := d.cell()
				if err != nil {
					return nil, err
				}
				b.start = at
				if at += b.span; at > d.limits.Columns {
					return nil, errs.New(errs.TooLarge, "plan.reader.columns_many", "most", d.limits.Columns)
				}
				row = append(row, b)
				continue
			case "gridBefore":
				at += number(t, 0, d.limits.Columns)
			}
			if depth++; depth > depthLimit {
				return nil, errs.New(errs.Invalid, "tabular.damaged")
			}
		case xml.EndElement:
			depth--
		}
	}
	return row, nil
}

// cell reads the properties of a cell and its text.
func (d *document) cell() (b box, err error) {
	b.span = 1
	var text strings.Builder
	for depth := 1; depth > 0; {
		t, err := d.in.Token()
		if err != nil {
			return b, unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "gridSpan":
				b.span = number(t, 1, d.limits.Columns)
			case "vMerge":
				b.goes = attribute(t, "val") != "restart"
			case "p", "tbl", "sdt":
				part, err := d.text(1)
				if err != nil {
					return b, err
				}
				text.WriteString(part + "\n")
				continue
			}
			if depth++; depth > depthLimit {
				return b, errs.New(errs.Invalid, "tabular.damaged")
			}
		case xml.EndElement:
			depth--
		}
	}
	b.text = text.String()
	return b, nil
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func number(t xml.StartElement, least, most int) int {
	n, err := strconv.Atoi(attribute(t, "val"))
	if err != nil {
		return least
	}
	return max(least, min(n, most+1))
}

// add makes a grid of a table.
func (d *document) add(rows [][]box) error {
	width := 0
	for _, r := range rows {
		if len(r) > 0 {
			last := r[len(r)-1]
			width = max(width, last.start+last.span)
		}
	}
	above := d.above
	d.above = nil
	if d.cells += (len(rows) + len(above)) * width; d.cells > d.limits.Rows*60 {
		return errs.New(errs.TooLarge, "plan.reader.rows_many", "most", d.limits.Rows)
	}
	texts := make([][]string, 0, len(rows)+len(above))
	var lines []int
	for _, a := range above {
		texts, lines = append(texts, []string{a}), append(lines, 0)
	}
	for i, r := range rows {
		line := make([]string, width)
		for _, b := range r {
			line[b.start] = b.text
		}
		texts, lines = append(texts, line), append(lines, i+1)
	}
	g, err := square("#"+strconv.Itoa(len(d.grids)+1), texts, d.limits)
	if err != nil {
		return err
	}
	g.lines = lines
	for i := range above {
		g.merge(i, 0, i, g.width()-1)
	}
	for i, r := range rows {
		at := len(above) + i
		for _, b := range r {
			g.merge(at, b.start, at, b.start+b.span-1)
			if b.goes && i > 0 {
				for j := b.start; j < min(b.start+b.span, g.width()); j++ {
					g.rows[at][j] = g.rows[at-1][j]
				}
			}
		}
	}
	d.grids = append(d.grids, g)
	return nil
}
