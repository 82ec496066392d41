// Package pdf writes paper: documents that run over pages, and sheets on which everything has its place.
//
// Nouns: a [Document] (headings, text, tables and pictures below each other on A4, pages numbered); a [Sheet] (one
// page of a size, positions in millimetres from its top left corner).
//
// Invariants:
//   - The text of a file is text: what is copied or read aloud from it are the characters that were written.
//   - The same content at the same instant gives the same bytes.
//   - Letters are the Go fonts' (BSD licence, golang.org/x/image), which hold Latin, Cyrillic and Greek. A character
//     that they lack is written as a question mark, never left out.
package pdf

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"reeve/kernel/errs"
)

// Size is a size of paper in millimetres.
type Size struct{ Width, Height float64 }

// The sizes of ISO 216, upright.
var (
	A4 = Size{210, 297}
	A5 = Size{148, 210}
)

// family is the name of the font within a file.
const family = "Go"

// paper is a file that is being written.
type paper struct {
	f     *fpdf.Fpdf
	known *sfnt.Font
	buf   sfnt.Buffer
	names int // of pictures

	letters map[rune]bool // looked up before: whether the font holds them
}

// newPaper begins a file in a language (BCP 47) with a title; at is the instant it is written.
func newPaper(lang, title string, size Size, at time.Time) (*paper, error) {
	known, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	p := &paper{f: fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: size.Width, Ht: size.Height}}), known: known, letters: map[rune]bool{}}
	p.f.AddUTF8FontFromBytes(family, "", slices.Clone(goregular.TTF))
	p.f.AddUTF8FontFromBytes(family, "B", slices.Clone(gobold.TTF))
	p.f.SetCatalogSort(true)
	p.f.SetCreationDate(at.UTC())
	p.f.SetModificationDate(at.UTC())
	p.f.SetProducer("Reeve", true)
	p.f.SetTitle(title, true)
	p.f.SetLang(lang)
	return p, p.f.Error()
}

// clean is text with every character one that can be written.
func (p *paper) clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n':
			return r
		case '\t', '\r':
			return ' '
		case '\u202f', '\u2007': // narrow and figure spaces that do not break
			return '\u00a0'
		case '\u02bc': // the Ukrainian apostrophe
			return '\u2019'
		case '\u00ad', '\u200b':
			return -1
		}
		if r < ' ' {
			return -1
		}
		if !p.has(r) {
			return '?'
		}
		return r
	}, text)
}

// has tells whether the font holds a letter. Looking it up takes longer than the rest of a long table, so it is kept.
func (p *paper) has(r rune) bool {
	has, looked := p.letters[r]
	if !looked {
		g, err := p.known.GlyphIndex(&p.buf, r)
		has = err == nil && g != 0 && r <= 0xffff
		p.letters[r] = has
	}
	return has
}

func (p *paper) font(points float64, bold bool) {
	style := ""
	if bold {
		style = "B"
	}
	p.f.SetFont(family, style, points)
}

// line is the height of a line of letters, in millimetres.
func line(points float64) float64 { return points * 0.352778 * 1.32 }

// lines breaks text, which is clean, at the width; the font is set.
func (p *paper) lines(text string, width float64) (all []string) {
	for part := range strings.SplitSeq(text, "\n") {
		if part == "" {
			all = append(all, "")
			continue
		}
		all = append(all, p.f.SplitText(part, width)...)
	}
	return all
}

// picture takes in a JPEG or PNG and gives its name within the file.
func (p *paper) picture(image []byte) (name string, width, height float64, err error) {
	kind := "JPG"
	if bytes.HasPrefix(image, []byte("\x89PNG")) {
		kind = "PNG"
	}
	p.names++
	name = "picture" + strconv.Itoa(p.names)
	info := p.f.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: kind, ReadDpi: false}, bytes.NewReader(image))
	if p.f.Err() {
		return "", 0, 0, errs.Wrap(p.f.Error(), errs.Invalid, "document.image.not_accepted")
	}
	return name, info.Width(), info.Height(), nil
}

func (p *paper) bytes() ([]byte, error) {
	var b bytes.Buffer
	err := p.f.Output(&b)
	return b.Bytes(), err
}
