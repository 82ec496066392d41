package docx

import (
	"bytes"
	"image"
	_ "image/jpeg" // a picture's size
	_ "image/png"
	"strconv"
	"strings"
	"time"
)

// Document is text that runs over pages of A4, with title and number at the foot of each. Not safe for concurrent use.
type Document struct {
	lang, title string
	at          time.Time
	body        strings.Builder
	pictures    []picture
	headed      bool // something has been written
	err         error
}

// A picture is a file in the package.
type picture struct {
	name string
	data []byte
}

// Lengths of a page in twentieths of a point, as the format counts.
const (
	pageWidth  = 11906 // A4
	pageHeight = 16838
	pageMargin = 1134 // 20 mm
	inner      = pageWidth - 2*pageMargin
	emuPerMM   = 36000 // English metric units, in which drawings are measured
	maxImageMM = 170.0
	maxHighMM  = 257.0
)

// New begins a document in a language (BCP 47) with a title, written at an instant. The title stands in the file's
// properties and at the foot of every page; a heading is written by [Document.Heading].
func New(lang, title string, at time.Time) *Document {
	return &Document{lang: lang, title: title, at: at.UTC()}
}

// Heading writes a heading; level 1 is the largest, 3 the smallest. A heading of level 1 that begins the document is its
// title.
func (d *Document) Heading(level int, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	style := "Heading" + strconv.Itoa(min(max(level, 1), 3))
	if level <= 1 && !d.headed {
		style = "Title"
	}
	d.paragraph(style, text)
}

// Text writes a paragraph; line breaks in it stay.
func (d *Document) Text(text string) { d.paragraph("", text) }

// Small writes a quiet paragraph: a source, a note below a table.
func (d *Document) Small(text string) { d.paragraph("Note", text) }

// List writes a list with dots.
func (d *Document) List(items []string) {
	for _, item := range items {
		d.paragraph("ListBullet", item)
	}
}

func (d *Document) paragraph(style, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	d.headed = true
	d.body.WriteString("<w:p>")
	if style != "" {
		d.body.WriteString(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	}
	run(&d.body, text, false)
	d.body.WriteString("</w:p>")
}

// run writes text with its line breaks.
func run(b *strings.Builder, text string, bold bool) {
	b.WriteString("<w:r>")
	if bold {
		b.WriteString("<w:rPr><w:b/></w:rPr>")
	}
	for n, line := range strings.Split(clean(text), "\n") {
		if n > 0 {
			b.WriteString("<w:br/>")
		}
		b.WriteString(`<w:t xml:space="preserve">` + escape(line) + "</w:t>")
	}
	b.WriteString("</w:r>")
}

// Image writes a JPEG or PNG at a width in millimetres, at most that of the page.
func (d *Document) Image(data []byte, width float64) {
	if d.err != nil {
		return
	}
	size, kind, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width == 0 || size.Height == 0 {
		if d.err = err; err == nil {
			d.err = image.ErrFormat
		}
		return
	}
	width = min(width, maxImageMM)
	height := width * float64(size.Height) / float64(size.Width)
	if height > maxHighMM {
		width, height = width*maxHighMM/height, maxHighMM
	}
	d.headed = true
	n := strconv.Itoa(len(d.pictures) + 1)
	d.pictures = append(d.pictures, picture{"image" + n + "." + kind, data})
	extent := `cx="` + strconv.Itoa(int(width*emuPerMM)) + `" cy="` + strconv.Itoa(int(height*emuPerMM)) + `"`
	d.body.WriteString(`<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ` + extent + `/>` +
		`<wp:docPr id="` + n + `" name="image` + n + `"/><a:graphic><a:graphicData uri="` + nsPicture + `"><pic:pic>` +
		`<pic:nvPicPr><pic:cNvPr id="` + n + `" name="image` + n + `"/><pic:cNvPicPr/></pic:nvPicPr>` +
		`<pic:blipFill><a:blip r:embed="image` + n + `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ` + extent + `/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>` +
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`)
}

// Bytes is the file.
func (d *Document) Bytes() ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	return d.pack()
}
