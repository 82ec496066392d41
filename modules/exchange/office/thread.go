package office

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// entryView is a message of a thread.
type entryView struct {
	ID       string
	Own      bool
	Consent  bool
	Country  string
	Kind     string
	By       string
	Standing string // the time in which the clock stood, said before the question
	Text     string
	Lang     string
	Items    []itemView
	Notes    []string // refusal, expected day, erased
	Receipts []receiptView
	Evidence string
	Acts     []look.Act
	Alone    string // why one person sent it; the second look is missing
	Look     string // address of the second look, for who may
	Copies   string
}

// itemView is an item with its codes.
type itemView struct {
	Stamps look.Stamps
	Type   string
	Text   string
	Notes  []string
	Href   string // of a file
	Gone   bool   // not shown here: Notes say why
	cause  *errs.Error
}

type receiptView struct{ Kind, Icon, Text string }

// reading makes a thread ready to be shown.
type reading struct {
	o       *Office
	r       *web.Request
	q       db.Reader
	at      request.State
	paper   bool
	request request.Request
	partner string
}

func (w *reading) thread(show request.Show) (all []entryView, err error) {
	for _, e := range show.Thread {
		one, err := w.entry(show, e)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (w *reading) entry(show request.Show, e request.Entry) (v entryView, err error) {
	l, zone := w.r.Text, w.o.Zone()
	written := e.StoredAt
	v = entryView{ID: string(e.ID), Own: e.Own, Consent: e.Kind == wire.Consent, Country: e.Sender.Country, Kind: l.T("exchange.kind." + string(e.Kind)), Lang: e.Lang, Standing: w.standing(e.ID, zone)}
	if e.Kind == wire.Answer && e.Partial {
		v.Kind = l.T("exchange.kind.partial")
	}
	if e.Kind == wire.Clarification && e.AnswerTo != nil && *e.AnswerTo == w.request.Message {
		v.Kind = l.T("exchange.kind.question")
	}
	who := partyName(w.r, e.Sender)
	if e.Own {
		if d, err := request.LoadDraft(w.q, string(e.ID)); err == nil {
			if name := person(w.q, d.Author); name != "" {
				who = name
			}
			if !e.Looked && e.Alone != nil {
				v.Alone = l.T("exchange.alone.why", "why", aloneWords(w.r, *e.Alone))
				if d.Author != w.r.Principal().ID && w.o.Requests.May(w.r, actReview, w.request) == nil {
					v.Look = drafts + "/" + d.Ref + "/look"
				}
			}
		}
	}
	v.By = l.T("exchange.by", "who", who, "when", moment(w.r, written, zone))
	if len(e.Copies) > 0 {
		var names []string
		for _, p := range e.Copies {
			names = append(names, partyName(w.r, p))
		}
		v.Copies = l.T("exchange.copies", "who", l.List(names))
	}
	v.Notes = w.notes(e)
	if err := w.items(e, &v); err != nil {
		return v, err
	}
	if v.Receipts, err = w.receipts(e); err != nil {
		return v, err
	}
	if w.o.Requests.Evidence != nil && !w.paper {
		v.Evidence = cases + "/" + w.request.Ref + "/evidence?message=" + string(e.ID)
	}
	return v, nil
}

// aloneWords is why one person sent something; a command says so by a key.
func aloneWords(r *web.Request, why string) string {
	if why == "request.by_command" {
		return r.Text.T("exchange.alone.command")
	}
	return why
}

// standing says when the clock stood because of a question.
func (w *reading) standing(question wire.ID, zone *time.Location) string {
	for _, p := range w.at.Pauses {
		if p.Question != question {
			continue
		}
		if p.Until.IsZero() {
			return w.r.Text.T("exchange.stands", "from", moment(w.r, p.From, zone))
		}
		return w.r.Text.T("exchange.stood", "from", moment(w.r, p.From, zone), "until", moment(w.r, p.Until, zone))
	}
	return ""
}

// notes are what the open part of a message says beside its kind.
func (w *reading) notes(e request.Entry) (all []string) {
	l := w.r.Text
	for _, f := range e.Refusal {
		word := l.T("exchange.refused_ground", "ground", l.T("codes.refusal."+string(f.Ground)), "letter", string(f.Ground))
		if f.AsFarAs != "" {
			word = l.T("exchange.refused_far", "ground", word, "far", f.AsFarAs)
		}
		if f.Reference != "" {
			word = l.T("exchange.refused_law", "ground", word, "law", f.Reference)
		}
		all = append(all, word)
	}
	if e.Expected != nil {
		if day, err := time.Parse(time.DateOnly, *e.Expected); err == nil {
			all = append(all, l.T("exchange.expected", "day", l.Date(day)))
		}
	}
	if e.Erased != nil {
		all = append(all, l.T("exchange.erased_at", "when", l.DateTime(*e.Erased, w.o.Zone())))
	}
	return all
}

// items are the contents of a message; the first text stands for itself, with its codes.
func (w *reading) items(e request.Entry, v *entryView) error {
	for _, it := range e.Items {
		s := stamps(w.r, it.Handling, it.Restriction, grades(it.Evaluation), true)
		one := itemView{Stamps: s, Type: w.r.Text.T("exchange.item." + string(it.Type)), Notes: w.itemNotes(it)}
		use := codes.UseRead
		if w.paper {
			use = codes.UsePrint
		}
		if cause := it.Cause(use); cause != nil {
			one.Gone, one.cause, one.Notes = true, cause, []string{w.stopped(cause, use)}
			v.Items = append(v.Items, one)
			continue
		}
		switch {
		case it.Type == wire.Text && it.Text != nil && v.Text == "":
			v.Text = *it.Text
			one.Type = ""
			if *it.Text == "" && len(e.Items) > 1 {
				continue
			}
		case it.Type == wire.Text && it.Text != nil:
			one.Text = *it.Text
		case it.Type == wire.File:
			one.Text = w.r.Text.T("exchange.file", "name", it.Title, "size", size(w.r, it.Size))
			one.Href = cases + "/" + w.request.Ref + "/items/" + string(e.ID) + "/" + strconv.Itoa(it.N)
		default:
			if err := w.entity(e, it, &one, v); err != nil {
				return err
			}
			one.Notes = slices.DeleteFunc(one.Notes, func(n string) bool { return n == v.Text }) // an act's reason is the text
		}
		v.Items = append(v.Items, one)
	}
	return nil
}

func grades(g *codes.Grade) []codes.Grade {
	if g == nil {
		return nil
	}
	return []codes.Grade{*g}
}

// itemNotes are what is said of an item beside its codes.
func (w *reading) itemNotes(it request.EntryItem) (all []string) {
	l := w.r.Text
	if it.Basis != nil {
		all = append(all, l.T("codes.basis."+string(*it.Basis)))
	}
	if it.Purpose != nil {
		all = append(all, l.T("exchange.item.purpose", "purpose", *it.Purpose))
	}
	if it.ReviewBy != nil {
		if day, err := time.Parse(time.DateOnly, *it.ReviewBy); err == nil {
			all = append(all, l.T("exchange.item.review_by", "day", l.Date(day)))
		}
	}
	for _, p := range it.Origin {
		if node, err := w.o.Requests.Party(w.q, p.Org); err == nil {
			all = append(all, l.T("exchange.item.origin", "who", partyName(w.r, node)))
		}
	}
	return all
}

// stopped tells why an item is not shown or not printed.
func (w *reading) stopped(cause *errs.Error, use codes.Use) string {
	why := w.r.Message(errs.Field{Key: cause.Key, Args: cause.Args})
	if use == codes.UsePrint {
		why = w.r.Text.T("exchange.print.left_out", "why", why)
	}
	return why
}

// receipts are what the receiver vouched for, with the place in its log; of our own what is still to come.
func (w *reading) receipts(e request.Entry) (all []receiptView, err error) {
	l, zone := w.r.Text, w.o.Zone()
	var last wire.Receipt
	for _, rec := range e.Receipts {
		at, err := wire.ParseInstant(rec.At)
		if err != nil {
			continue
		}
		v := receiptView{Kind: string(rec.Kind), Icon: "check", Text: l.T("exchange.receipt."+string(rec.Kind), "when", moment(w.r, at, zone))}
		switch rec.Kind {
		case wire.Refused_:
			v.Icon, v.Text = "x", l.T("exchange.receipt.refused_why", "when", moment(w.r, at, zone), "why", known(w.r, rec.Detail))
		case wire.Classified:
			v.Text = l.T("exchange.receipt.classified_as", "when", moment(w.r, at, zone), "access", l.T("codes.access."+rec.Detail))
		}
		all = append(all, v)
		if rec.Log.Origin != "" {
			last = rec
		}
	}
	if last.Log.Origin != "" {
		country := ""
		if p, err := w.o.Requests.Party(w.q, last.Node); err == nil {
			country = p.Country
		}
		all = append(all, receiptView{Kind: "log", Icon: "check", Text: l.T("exchange.receipt.entry", "country", country, "n", l.Number(last.Log.Index))})
	}
	if !e.Own || w.paper {
		return all, nil
	}
	ways, err := message.Passages(w.q, e.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range ways {
		if p.State == "queued" {
			all = append(all, receiptView{Kind: "waiting", Icon: "hourglass", Text: l.T("exchange.receipt.queued", "when", moment(w.r, db.Time(p.QueuedAt), zone))})
		}
	}
	return all, nil
}

func size(r *web.Request, bytes int64) string {
	if bytes < 1<<20 {
		return r.Text.T("exchange.kb", "n", r.Text.Number(max(1, bytes>>10)))
	}
	return r.Text.T("exchange.mb", "n", r.Text.Decimal(float64(bytes)/(1<<20), 1))
}

// known is the text of a key that a partner named; the key itself where this program has none.
func known(r *web.Request, key string) string {
	if text := r.Text.T(key); !strings.Contains(text, "⟦") {
		return text
	}
	return key
}
