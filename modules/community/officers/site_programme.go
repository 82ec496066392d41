package officers

import (
	"reeve/kernel/document/pdf"
	"reeve/kernel/web"
	"reeve/modules/places"
	"strconv"
)

// programmeView is the programme that runs where a page is about.
type programmeView struct {
	Name, Lang         string
	Slogan, SloganLang string
	Logo, Style        string // addresses; empty = none
}

// programme is what a page shows of the programme at a place; nil where none runs.
func (s *site) programme(r *web.Request, d *directory, place string) *programmeView {
	g, ok := d.s.Programme(place)
	if !ok {
		return nil
	}
	v := &programmeView{Logo: g.Look.LogoHref(), Style: g.StyleHref()}
	v.Name, v.Lang = s.name(r, g.Names)
	v.Slogan, v.SloganLang = s.name(r, g.Slogans)
	return v
}

// paperLook is what a leaflet takes from the programme: its name, slogan, colours and logo.
type paperLook struct {
	name, slogan string
	rule, ink    pdf.Color // the line below the name, and the post's title
	logo         []byte    // JPEG; nil = the mark of the program
}

func (s *site) paperLook(r *web.Request, d *directory, place string) (paperLook, error) {
	v := paperLook{name: s.word(r, s.o.Settings.Get().Name), rule: markStone, ink: markStone}
	g, ok := d.s.Programme(place)
	if !ok {
		return v, nil
	}
	v.name, v.slogan = s.word(r, g.Names), s.word(r, g.Slogans)
	if back, ok := paperColor(g.Look.Back); ok {
		v.rule = back
		// On white paper the programme's colours are letters where they can be read there.
		for _, color := range []string{g.Look.Back, g.Look.Ink} {
			if ratio, _ := places.Contrast(color, "#ffffff"); ratio >= 4.5 {
				v.ink, _ = paperColor(color)
				break
			}
		}
	}
	var err error
	v.logo, err = s.o.Places.Picture(r.Context(), g.Look.File)
	return v, err
}

// paperColor reads #rrggbb.
func paperColor(text string) (c pdf.Color, ok bool) {
	if len(text) != 7 {
		return c, false
	}
	n, err := strconv.ParseUint(text[1:], 16, 32)
	return pdf.Color{int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)}, err == nil
}
