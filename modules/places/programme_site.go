package places

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/web"
)

// Programmes are all programmes by their slugs.
func (s *Snapshot) Programmes() []Programme { return s.programmes }

// Programme is the programme that runs at a place: that of the nearest place on the way up, else the one that runs
// everywhere. Of several the first by its slug. ok is false where there is none.
func (s *Snapshot) Programme(place string) (v Programme, ok bool) {
	at := func(id string) bool {
		for _, g := range s.programmes {
			if g.Look.Place == id {
				v, ok = g, true
				return true
			}
		}
		return false
	}
	for _, p := range s.Path(place) {
		if at(p.ID) {
			return v, true
		}
	}
	at("")
	return v, ok
}

// Picture reads the bytes of a programme's logo or of an officer's photo by the file's id; nil where there is none. It
// is JPEG.
func (p *Places) Picture(ctx context.Context, file string) ([]byte, error) {
	if file == "" || p.Archive == nil {
		return nil, nil
	}
	_, content, err := p.Archive.Open(ctx, file, document.Public)
	if errs.KindOf(err) == errs.NotFound && err != nil {
		return nil, nil // taken away meanwhile
	}
	if err != nil {
		return nil, err
	}
	defer content.Close()
	return io.ReadAll(content)
}

// PhotoFile is the file of the photo of somebody who fills a post today, by its public ref; empty where there is none.
func (s *Snapshot) PhotoFile(ref string) string { return s.photos[ref] }

// programmeLogo is GET /programme-logos/{id}.
func (p *Places) programmeLogo(w http.ResponseWriter, r *web.Request) error {
	for _, g := range p.Snapshot().programmes {
		if g.Look.Logo != "" && g.Look.Logo == r.PathValue("id") && p.Archive != nil {
			return p.sendPhoto(w, r, g.Look.File)
		}
	}
	return errs.New(errs.NotFound, "document.not_found")
}

// programmeStyle is GET /programmes/{name}, where the name is a slug and .css: the colours of a programme, since pages
// may carry no style of their own.
func (p *Places) programmeStyle(w http.ResponseWriter, r *web.Request) error {
	for _, g := range p.Snapshot().programmes {
		if g.Look.Back == "" || g.Slug+".css" != r.PathValue("name") {
			continue
		}
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=86400")
		_, err := fmt.Fprintf(w, ".rv-programme{--rv-programme-back:%s;--rv-programme-ink:%s}\n", g.Look.Back, g.Look.Ink)
		return err
	}
	return errs.New(errs.NotFound, "places.no_such_programme")
}
