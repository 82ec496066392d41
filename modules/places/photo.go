package places

import (
	"io"
	"net/http"

	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/web"
)

// takePhoto cleans the photo that a form brings and stores its bytes; the row follows in the transaction. nil where the
// form brings none.
func (p *Places) takePhoto(r *web.Request) (*document.Upload, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["photo"]) == 0 || r.MultipartForm.File["photo"][0].Size == 0 {
		return nil, nil
	}
	in, err := r.MultipartForm.File["photo"][0].Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	clean, err := p.Images.Clean(r.Context(), in, document.PhotoLimits())
	if err != nil {
		if e := errs.Of(err); e != nil && len(e.Fields) == 0 {
			e.Fields = []errs.Field{{Field: "photo", Key: e.Key, Args: e.Args}}
		}
		return nil, err
	}
	u, err := p.Archive.PutPhoto(r.Context(), clean)
	return &u, err
}

func (p *Places) sendPhoto(w http.ResponseWriter, r *web.Request, file string) error {
	f, content, err := p.Archive.Open(r.Context(), file, document.Public)
	if err != nil {
		return err
	}
	defer content.Close()
	w.Header().Set("Content-Type", f.Type)
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, err = io.Copy(w, content)
	return err
}
