package events

import (
	"net/http"
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/words"
)

// previewView shows a message as its readers would get it, before anything is sent.
type previewView struct {
	look.Page
	Crumbs  look.Crumbs
	Lead    string
	Action  string
	Hidden  []form.Hidden
	Letters []letterView
	Back    look.Act
}

// letterView is a message in one language with how many get it.
type letterView struct{ Lang, Name, Note, Subject, Text, TextLang string }

func (o *office) newMessage(r *web.Request) (web.Reply, error) { return o.messagePage(r, fresh()) }

// messageLangs are the languages in which a message can be written: those of the event and the installation's.
func (o *office) messageLangs(e Event) (all []i18n.Lang) {
	for _, tag := range append(append([]string{}, e.Languages...), o.Settings.Get().Default, "en") {
		if l, ok := i18n.ParseLang(tag); ok && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return all
}

func audienceWord(r *web.Request, e Event, audience string) string {
	for _, p := range e.Pools {
		if p.ID == audience {
			if p.Delegation == "" {
				return r.Text.T("practice.everybody")
			}
			return r.Text.T("practice.message.pool", "delegation", p.Delegation)
		}
	}
	return r.Text.T("practice.message.to_" + audience)
}

func (o *office) messagePage(r *web.Request, t form.Typed) (web.Reply, error) {
	var e Event
	if err := r.Read(func(q *db.Snapshot) (err error) { e, _, err = o.read(q, r, actWrite); return err }); err != nil {
		return nil, err
	}
	href, title := "/desk/practice/events/"+e.Ref, r.Text.T("practice.message.new")
	key := t.Values.Get("id")
	if _, ok := id.ParseRef(key); !ok {
		key = id.Ref()
	}
	var to []look.Option
	for _, a := range append([]string{ToAll, toConfirmed}, e.pools()...) {
		to = append(to, look.Option{Value: a, Word: audienceWord(r, e, a)})
	}
	v := form.View{Page: o.frame(r, title), Lead: r.Text.T("practice.message.lead"), Action: href + "/message", Submit: r.Text.T("practice.message.preview"), Back: form.Back(r, href), Draft: "message-" + e.Ref,
		Crumbs: eventCrumbs(r, o, e, title), Hidden: []form.Hidden{{Name: "id", Value: key}},
		Groups: []form.Group{{Parts: form.Parts(look.Field{Name: "audience", Type: "select", Label: r.Text.T("practice.message.to"), Options: words.Choose(to, t.Values.Get("audience"))})}}}
	for _, l := range o.messageLangs(e) {
		lang := l.HTML()
		v.Groups = append(v.Groups, form.Group{ID: "in-" + lang, Title: l.Self(), Parts: form.Parts(look.Field{Name: "subject_" + lang, Label: r.Text.T("practice.message.subject"), Value: t.Values.Get("subject_" + lang), Lang: lang},
			look.Field{Name: "text_" + lang, Type: "textarea", Rows: 6, Max: maxMessageText, Label: r.Text.T("practice.message.text"), Value: t.Values.Get("text_" + lang), Lang: lang})})
	}
	return o.forms.Answer(r, v, t)
}

func (o *office) postedMessage(r *web.Request, e Event) Message {
	m := Message{Ref: form.Posted(r, "id"), Audience: form.Posted(r, "audience"), Subjects: i18n.Text{}, Texts: i18n.Text{}}
	for _, l := range o.messageLangs(e) {
		subject, text := form.Posted(r, "subject_"+l.HTML()), form.Posted(r, "text_"+l.HTML())
		if subject+text != "" {
			m.Subjects[l.HTML()], m.Texts[l.HTML()] = subject, text
		}
	}
	return m
}

// takeMessage is POST /desk/practice/events/{ref}/message: the preview first, and with "send" the message.
func (o *office) takeMessage(r *web.Request) (web.Reply, error) {
	if form.Posted(r, "edit") != "" {
		return o.messagePage(r, form.Typed{Status: http.StatusOK, Values: r.PostForm})
	}
	if form.Posted(r, "send") != "" {
		return o.change(r, o.messagePage, func(tx *db.Tx, e Event) error {
			if _, ok := id.ParseRef(form.Posted(r, "id")); !ok {
				return errs.Bad("id", "practice.message_missing")
			}
			_, err := o.SendMessage(tx, e, o.postedMessage(r, e))
			return err
		})
	}
	var v previewView
	err := r.Read(func(q *db.Snapshot) error {
		e, _, err := o.read(q, r, actWrite)
		if err != nil {
			return err
		}
		m := o.postedMessage(r, e)
		if err := m.check(e); err != nil {
			return err
		}
		v, err = o.previewOf(r, q, e, m)
		return err
	})
	if err == nil {
		return o.preview.With(v), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.messagePage(r, t)
}

func (o *office) previewOf(r *web.Request, q db.Reader, e Event, m Message) (previewView, error) {
	href, title := "/desk/practice/events/"+e.Ref, r.Text.T("practice.message.preview")
	v := previewView{Page: o.frame(r, title), Crumbs: eventCrumbs(r, o, e, title), Action: href + "/message", Back: form.Back(r, href)}
	v.NoIndex = true
	all, err := Standings(q, e.ID)
	if err != nil {
		return v, err
	}
	by, none := map[i18n.Lang]int64{}, int64(0)
	for _, s := range m.readers(all) {
		text, to, err := o.reader(q, s.Nomination)
		if err != nil {
			return v, err
		}
		if to == "" {
			none++
			continue
		}
		by[text.Lang()]++
	}
	for _, l := range i18n.All() {
		if by[l] == 0 {
			continue
		}
		text := o.Catalogue.For(l)
		subject, body := m.in(o.Events, text)
		_, lang := o.NameFor(l, m.Texts)
		if lang == "" {
			lang = l.HTML()
		}
		v.Letters = append(v.Letters, letterView{Lang: l.HTML(), Name: l.Self(), Note: r.Text.N("practice.message.count", by[l]), Subject: subject, Text: body, TextLang: lang})
	}
	v.Lead = audienceWord(r, e, m.Audience) + ". " + r.Text.N("practice.message.unreachable", none)
	v.Hidden = []form.Hidden{{Name: "id", Value: m.Ref}, {Name: "audience", Value: m.Audience}}
	for _, l := range o.messageLangs(e) {
		v.Hidden = append(v.Hidden, form.Hidden{Name: "subject_" + l.HTML(), Value: m.Subjects[l.HTML()]}, form.Hidden{Name: "text_" + l.HTML(), Value: m.Texts[l.HTML()]})
	}
	return v, nil
}
