package report

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/modules/plan/assess"
	"reeve/modules/plan/register"
)

func itoa(n int) string { return strconv.Itoa(n) }

// view is what every page and file of this package begins with.
type view struct {
	open  register.Open
	all   []*assess.State // of the years that were opened
	year  int
	state *assess.State // nil = the year was not opened
}

// read reads a plan with the year that the address names, else the latest that was opened.
func (s *Reports) read(q db.Reader, r *web.Request) (v view, err error) {
	if v.open, err = s.Register.Find(q, r, r.PathValue("code"), 0); err != nil {
		return v, err
	}
	if v.all, err = s.States(q, v.open.Plan); err != nil {
		return v, err
	}
	if asked := r.URL.Query().Get("year"); asked != "" {
		if v.year, err = strconv.Atoi(asked); err != nil {
			return v, errs.New(errs.NotFound, "plan.assess.no_such_year", "code", v.open.Plan.Code, "year", asked)
		}
	} else if n := len(v.all); n > 0 {
		v.year = v.all[n-1].Assessment.Year
	} else {
		v.year, _ = strconv.Atoi(s.Register.Today(r.Now)[:4])
	}
	for _, st := range v.all {
		if st.Assessment.Year == v.year {
			v.state = st
		}
	}
	return v, nil
}

// opened is read for what needs a year that was opened.
func (s *Reports) opened(q db.Reader, r *web.Request) (v view, err error) {
	if v, err = s.read(q, r); err == nil && v.state == nil {
		err = errs.New(errs.NotFound, "plan.assess.no_such_year", "code", v.open.Plan.Code, "year", itoa(v.year))
	}
	return v, err
}

// asked is the language and the format that the address names.
func (s *Reports) asked(r *web.Request) (*i18n.Localizer, Format, error) {
	text, f := r.Text, Format(r.URL.Query().Get("format"))
	if f == "" {
		f = AsHTML
	}
	if !slices.Contains(Formats(), f) {
		return nil, "", errs.Bad("format", "plan.report.format_wrong", "format", string(f))
	}
	if name := r.URL.Query().Get("lang"); name != "" {
		l, ok := i18n.ParseLang(name)
		if !ok || !slices.Contains(i18n.All(), l) {
			return nil, "", errs.Bad("lang", "plan.report.lang_wrong", "lang", name)
		}
		text = s.Catalogue.For(l)
	}
	return text, f, nil
}

// file is GET /api/v1/plans/{code}/report: the document itself, made when nobody has asked for it before.
func (s *Reports) file(w http.ResponseWriter, r *web.Request) error {
	text, f, err := s.asked(r)
	if err != nil {
		return err
	}
	var v view
	var c Current
	err = r.Read(func(q *db.Snapshot) (err error) {
		if v, err = s.opened(q, r); err != nil {
			return err
		}
		c, err = s.Current(q, v.state, v.all)
		return err
	})
	if err != nil {
		return err
	}
	b, err := s.File(r.Context(), text, c, f)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.Media())
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", text.Lang().HTML())
	h.Set("Reeve-Digest", c.Digest)
	how := "attachment"
	if f == AsHTML {
		how = "inline"
		h.Set("Content-Security-Policy", stylePolicy())
	}
	if f != AsJSON {
		h.Set("Content-Disposition", how+`; filename="`+fileName(v.open.Plan.Code+"-"+itoa(v.year)+"-"+text.Lang().HTML())+"."+string(f)+`"`)
	}
	_, err = w.Write(b)
	return err
}

// fileName keeps letters, digits, full stops and hyphens.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '-'
	}, s)
}

// fileAddress is where a report lies.
func fileAddress(code string, year int, lang string, f Format) string {
	return "/api/v1/plans/" + url.PathEscape(code) + "/report?" + url.Values{"year": {itoa(year)}, "lang": {lang}, "format": {string(f)}}.Encode()
}
