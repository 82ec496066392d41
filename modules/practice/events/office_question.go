package events

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

const formQuestions = 3 // empty ones that the form of questions shows

// langIn is the language in which somebody writes questions: of the address, else the one they read.
func langIn(r *web.Request) i18n.Lang {
	if l, ok := i18n.ParseLang(r.URL.Query().Get("in")); ok {
		return l
	}
	return r.Text.Lang()
}

// showQuestions is GET /desk/practice/events/{ref}/questions.
func (o *office) showQuestions(r *web.Request) (web.Reply, error) {
	t, in := fresh(), langIn(r).HTML()
	if err := r.Read(func(q *db.Snapshot) error {
		e, _, err := o.read(q, r, actWrite)
		if err != nil {
			return err
		}
		asked, err := QuestionsOf(q, e.ID)
		if err != nil {
			return err
		}
		t.Values = url.Values{"version": {strconv.FormatInt(asked.Version, 10)}, "rows": {strconv.Itoa(min(len(asked.All)+formQuestions, MaxQuestions))}}
		for i, one := range asked.All {
			no := strconv.Itoa(i + 1)
			t.Values.Set("id_"+no, one.ID)
			t.Values.Set("label_"+no, one.Labels[in])
			t.Values.Set("kind_"+no, one.Kind)
			lines := ""
			for _, option := range one.Options {
				lines += option[in] + "\n"
			}
			t.Values.Set("options_"+no, lines)
			if one.Required {
				t.Values.Set("required_"+no, "yes")
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return o.questionsPage(r, t)
}

func questionRows(values url.Values) int {
	n, err := strconv.Atoi(values.Get("rows"))
	if err != nil || n < 1 {
		return formQuestions
	}
	return min(n, MaxQuestions)
}

func (o *office) questionsPage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e Event
	var asked Questions
	if err := r.Read(func(q *db.Snapshot) (err error) {
		if e, _, err = o.read(q, r, actWrite); err == nil {
			asked, err = QuestionsOf(q, e.ID)
		}
		return err
	}); err != nil {
		return nil, err
	}
	title, in := r.Text.T("practice.questions"), langIn(r)
	at := "/desk/practice/events/" + e.Ref
	v := form.View{Page: o.frame(r, title), Lead: r.Text.T("practice.questions.lead", "most", MaxQuestions), Action: at + "/questions?in=" + in.HTML(), Back: form.Back(r, at), Crumbs: eventCrumbs(r, o, e, title),
		Hidden: []form.Hidden{{Name: "version", Value: t.Values.Get("version")}, {Name: "rows", Value: strconv.Itoa(questionRows(t.Values))}}}
	if questionRows(t.Values) < MaxQuestions {
		v.More = []form.Button{{Name: "more", Value: "yes", Word: r.Text.T("practice.questions.more")}}
	}
	for _, l := range i18n.All() {
		v.Langs = append(v.Langs, look.LangLink{Lang: l.HTML(), Name: l.Self(), Href: at + "/questions?in=" + l.HTML(), Current: l == in})
	}
	for n := 1; n <= questionRows(t.Values); n++ {
		no := strconv.Itoa(n)
		v.Hidden = append(v.Hidden, form.Hidden{Name: "id_" + no, Value: t.Values.Get("id_" + no)})
		v.Groups = append(v.Groups, o.questionGroup(r, t, asked, in.HTML(), no))
	}
	return o.forms.Answer(r, v, t)
}

// questionGroup asks for one question; what it says in another language stands as help where this one lacks it.
func (o *office) questionGroup(r *web.Request, t form.Typed, asked Questions, in, no string) form.Group {
	get := t.Values.Get
	label := look.Field{Name: "label_" + no, Label: r.Text.T("practice.question"), Value: get("label_" + no), Lang: in, Max: maxLabel, Optional: r.Text.T("form.optional")}
	options := look.Field{Name: "options_" + no, Type: "textarea", Rows: 3, Label: r.Text.T("practice.question.options"), Help: r.Text.T("practice.question.options_help"), Value: get("options_" + no), Lang: in,
		Optional: r.Text.T("form.optional")}
	fields := []look.Field{{Name: "kind_" + no, Type: "select", Label: r.Text.T("practice.question.kind"), Options: kindOptions(r, get("kind_"+no))}, options,
		{Name: "required_" + no, Type: "checkbox", Label: r.Text.T("practice.question.required"), Value: "yes", Checked: get("required_"+no) != ""}}
	if i := slices.IndexFunc(asked.All, func(q Question) bool { return q.ID == get("id_"+no) }); i >= 0 {
		if asked.All[i].Labels[in] == "" {
			label.Help = o.Word(r, asked.All[i].Labels)
		}
		fields = append(fields, look.Field{Name: "remove_" + no, Type: "checkbox", Label: r.Text.T("practice.question.remove"), Value: "yes", Checked: get("remove_"+no) != ""})
	}
	return form.Group{ID: "question-" + no, Title: r.Text.T("practice.question.no", "n", no), Parts: form.Parts(append([]look.Field{label}, fields...)...)}
}

func kindOptions(r *web.Request, chosen string) []look.Option {
	return options(r, "practice.question.kind.", chosen, QuestionKinds())
}

// takeQuestions is POST /desk/practice/events/{ref}/questions.
func (o *office) takeQuestions(r *web.Request) (web.Reply, error) {
	if r.PostForm.Get("more") != "" {
		r.PostForm.Set("rows", strconv.Itoa(min(questionRows(r.PostForm)+formQuestions, MaxQuestions)))
		return o.questionsPage(r, form.Fresh(r.PostForm))
	}
	in := langIn(r).HTML()
	var rows []int
	ref, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, _, err := o.read(tx, r, actWrite)
		if err != nil {
			return "", err
		}
		was, err := QuestionsOf(tx, e.ID)
		if err != nil {
			return "", err
		}
		now := Questions{Version: form.Version(r)}
		now.All, rows = readQuestions(r, was, in)
		_, err = o.Inquire(tx, e, now)
		return e.Ref, err
	})
	if err == nil {
		return web.SeeOther("/desk/practice/events/" + ref + "/questions?done=yes&in=" + in), nil
	}
	t, ok := form.Refused(r, atQuestions(err, rows))
	if !ok {
		return nil, err
	}
	return o.questionsPage(r, t)
}

// readQuestions are the questions as they were typed in a language, and in which row each stood.
func readQuestions(r *web.Request, was Questions, in string) (all []Question, rows []int) {
	for n := 1; n <= questionRows(r.PostForm); n++ {
		no := strconv.Itoa(n)
		one := Question{ID: id.Ref(), Labels: i18n.Text{}}
		i := slices.IndexFunc(was.All, func(q Question) bool { return q.ID == form.Posted(r, "id_"+no) })
		label := form.Posted(r, "label_"+no)
		switch {
		case i >= 0 && form.Posted(r, "remove_"+no) != "", i < 0 && label == "":
			continue
		case i >= 0:
			one = was.All[i].clone()
		}
		put(one.Labels, in, label)
		one.Kind, one.Required = form.Posted(r, "kind_"+no), form.Posted(r, "required_"+no) != ""
		lines := form.Lines(form.Posted(r, "options_"+no))
		for k, line := range lines {
			if k >= len(one.Options) {
				one.Options = append(one.Options, i18n.Text{})
			}
			put(one.Options[k], in, line)
		}
		for k := len(lines); k < len(one.Options); k++ {
			put(one.Options[k], in, "")
		}
		for len(one.Options) > 0 && len(one.Options[len(one.Options)-1]) == 0 {
			one.Options = one.Options[:len(one.Options)-1]
		}
		all, rows = append(all, one), append(rows, n)
	}
	return all, rows
}

func put(t i18n.Text, lang, text string) {
	if t[lang] = text; text == "" {
		maps.DeleteFunc(t, func(l, _ string) bool { return l == lang })
	}
}

// atQuestions gives complaints about the nth question the names of the fields in which it was typed.
func atQuestions(err error, rows []int) error {
	bad := errs.Of(err)
	if bad == nil || len(bad.Fields) == 0 {
		return err
	}
	out := *bad
	out.Fields = slices.Clone(bad.Fields)
	for i, f := range out.Fields {
		for k := range rows {
			for _, name := range []string{"label_", "kind_", "options_"} {
				if f.Field == name+strconv.Itoa(k+1) {
					out.Fields[i].Field = name + strconv.Itoa(rows[k])
				}
			}
		}
	}
	return &out
}
