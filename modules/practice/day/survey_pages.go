package day

import (
	"net/http"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/document/pdf"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
	"reeve/modules/practice/words"
)

// showSurvey is GET /{lang}/survey/{token}: the questions. It only shows; the answer is a POST.
func (s *site) showSurvey(r *web.Request) (web.Reply, error) {
	if r.URL.Query().Get("done") != "" {
		v := thanksView{Page: s.frame(r, r.Text.T("practice.survey.thanks")), Lead: r.Text.T("practice.survey.thanks_text")}
		v.NoIndex = true
		return s.thanks.With(v), nil
	}
	return s.survey(r, form.Fresh(nil))
}

// thanksView is what follows an answer; it knows neither token nor event.
type thanksView struct {
	look.Page
	Lead string
}

func (s *site) survey(r *web.Request, t form.Typed) (web.Reply, error) {
	var v form.View
	err := r.Read(func(q *db.Snapshot) error {
		e, round, err := ofToken(q, r.PathValue("token"))
		if err != nil {
			return err
		}
		v = form.View{Page: s.frame(r, r.Text.T("practice.survey.title")), Lead: form.Line(s.Word(r, e.Titles), events.When(r.Text, e)) + ". " + r.Text.T("practice.survey.lead"), Action: r.URL.Path, Submit: r.Text.T("practice.survey.send")}
		if round == Later {
			v.Lead += " " + r.Text.T("practice.survey.later_lead")
		}
		var fields []look.Field
		for _, k := range Questions() {
			options := []look.Option{{Value: "0", Word: r.Text.T("practice.survey.none")}}
			for m := 1; m <= bestMark; m++ {
				options = append(options, look.Option{Value: strconv.Itoa(m), Word: r.Text.T("practice.survey.mark" + strconv.Itoa(m))})
			}
			fields = append(fields, look.Field{Name: k, Label: r.Text.T("practice.survey." + k), Type: "select", Options: words.Choose(options, t.Values.Get(k))})
		}
		fields = append(fields, look.Field{Name: "words", Label: r.Text.T("practice.survey.words"), Type: "textarea", Max: mostWords, Value: t.Values.Get("words")})
		v.Groups = []form.Group{{Parts: form.Parts(fields...)}}
		v.Back = look.Act{Word: r.Text.T("practice.seat.event"), Href: "/" + r.Text.Lang().HTML() + "/events/" + e.Ref, Variant: "secondary"}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.forms.Answer(r, v, t)
}

// takeSurvey is POST /{lang}/survey/{token}. The token is the permission, once.
func (s *site) takeSurvey(r *web.Request) (web.Reply, error) {
	a := SurveyAnswer{Words: form.Posted(r, "words")}
	for _, k := range Questions() {
		m, err := strconv.ParseInt(form.Posted(r, k), 10, 64)
		if err != nil {
			m = 0
		}
		a.Marks = append(a.Marks, m)
	}
	_, err := web.Write(r, func(tx *db.Tx) (web.None, error) { return web.None{}, s.TakeAnswer(tx, r.PathValue("token"), a) })
	if err == nil {
		return web.SeeOther("/" + r.Text.Lang().HTML() + "/survey/thanks?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return s.survey(r, t)
}

// takeSlips is POST .../day/survey: a PDF of slips to hand out, each with an address that is good for one answer.
func (o *office) takeSlips(r *web.Request) (web.Reply, error) {
	n, err := strconv.ParseInt(form.Posted(r, "slips"), 10, 64)
	if err != nil {
		n = 0
	}
	var e events.Event
	tokens, err := web.Write(r, func(tx *db.Tx) (tokens []string, err error) {
		if e, _, err = o.event(tx, r, r.PathValue("ref")); err != nil {
			return nil, err
		}
		return o.Slips(tx, e, n)
	})
	if err != nil {
		t, ok := form.Refused(r, err)
		if !ok {
			return nil, err
		}
		return o.dayPage(r, t)
	}
	d := pdf.New(r.Text.Lang().HTML(), r.Text.T("practice.survey.slips")+": "+o.Word(r, e.Titles), r.Now)
	for _, token := range tokens {
		address := o.BaseURL() + "/" + r.Text.Lang().HTML() + "/survey/" + token
		code, err := document.QRPNG(address, document.Medium, 400)
		if err != nil {
			return nil, err
		}
		d.Heading(3, r.Text.T("practice.survey.title"))
		d.Text(r.Text.T("practice.survey.lead"))
		d.Image(code, 35)
		d.Small(address)
	}
	b, err := d.Bytes()
	if err != nil {
		return nil, err
	}
	return func(w http.ResponseWriter, _ *web.Request) error { return send(w, "survey-"+e.Ref+".pdf", b) }, nil
}
