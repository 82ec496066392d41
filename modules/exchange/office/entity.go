package office

import (
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/i18n"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// entity writes a structured item in words: what it is, and what is known of it.
func (w *reading) entity(e request.Entry, it request.EntryItem, one *itemView, v *entryView) error {
	if it.Entity == nil {
		one.Gone, one.Notes = true, []string{w.r.Text.T("exchange.item.closed")}
		return nil
	}
	parsed, err := wire.ParseEntity(it.Type, it.Entity)
	if err != nil {
		one.Gone, one.Notes = true, []string{w.r.Text.T("exchange.item.broken")}
		return nil
	}
	var head string
	var more []string
	switch d := parsed.(type) {
	case wire.PersonData:
		head, more = w.person(d)
	case wire.VehicleData:
		head, more = w.vehicle(d)
	case wire.DocumentData:
		head, more = w.document(d)
	case wire.ObjectData:
		head, more = w.object(d)
	case wire.Acting:
		head, more, err = w.acting(e, d, v)
	}
	one.Text, one.Notes = head, append(more, one.Notes...)
	return err
}

// said joins what is known with a sign between.
func said(parts ...string) string {
	var all []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			all = append(all, strings.TrimSpace(p))
		}
	}
	return strings.Join(all, ", ")
}

func fullName(n wire.PersonName) string {
	if n.Whole != "" {
		return n.Whole
	}
	return strings.Join(strings.Fields(n.Given+" "+n.Patronymic+" "+n.Family), " ")
}

func (w *reading) person(p wire.PersonData) (head string, more []string) {
	l := w.r.Text
	var names []string
	for _, n := range p.Names {
		if full := fullName(n); full != "" {
			names = append(names, full)
		}
	}
	born := ""
	if p.Born != "" {
		born = l.T("exchange.born", "day", i18n.Day(p.Born))
	}
	first := ""
	if len(names) > 0 {
		first = names[0]
	}
	head = said(first, born, l.T("codes.category."+string(p.Category)))
	if strings.Contains(head, "⟦") { // a category of national law
		head = said(first, born, string(p.Category))
	}
	if len(names) > 1 {
		more = append(more, l.T("exchange.also_written", "names", strings.Join(names[1:], ", ")))
	}
	if len(p.Nationality) > 0 {
		more = append(more, l.T("exchange.p.nationality")+": "+strings.Join(p.Nationality, ", "))
	}
	more = append(more, w.numbers(p.Numbers)...)
	more = append(more, p.Addresses...)
	return head, withNote(more, p.Note)
}

func withNote(more []string, note string) []string {
	if note != "" {
		more = append(more, note)
	}
	return more
}

func (w *reading) numbers(all []wire.Number) (out []string) {
	for _, n := range all {
		out = append(out, w.r.Text.T("exchange.number."+n.Type)+": "+said(n.Number, n.Country))
	}
	return out
}

func (w *reading) state(s string) string {
	if s == "" {
		return ""
	}
	return w.r.Text.T("exchange.thing." + s)
}

func (w *reading) vehicle(v wire.VehicleData) (string, []string) {
	kind := ""
	if v.Kind != "" {
		kind = w.r.Text.T("exchange.vehicle." + v.Kind)
	}
	head := said(strings.TrimSpace(v.Make+" "+v.Model), strings.TrimSpace(v.Country+" "+v.Plate), kind, v.Colour, v.Year, w.state(v.State))
	var more []string
	if v.VIN != "" {
		more = append(more, w.r.Text.T("exchange.v.vin")+": "+v.VIN)
	}
	return head, withNote(more, v.Note)
}

func (w *reading) document(d wire.DocumentData) (string, []string) {
	return said(w.r.Text.T("exchange.number."+d.Type), strings.TrimSpace(d.Country+" "+d.Number), d.Holder, w.state(d.State)), withNote(nil, d.Note)
}

func (w *reading) object(o wire.ObjectData) (string, []string) {
	return said(o.Kind, strings.TrimSpace(o.Make+" "+o.Model), w.state(o.State)), withNote(w.numbers(o.Numbers), o.Note)
}

// acting says what a consent, tightening, correction or erasure does, and offers the answer to a question of the partner's.
func (w *reading) acting(e request.Entry, a wire.Acting, v *entryView) (head string, more []string, err error) {
	l := w.r.Text
	item := l.T("exchange.acting.all")
	if a.Item > 0 {
		item = l.T("exchange.acting.item", "n", l.Number(int64(a.Item)))
	}
	if m, err := message.Load(w.q, string(a.Message)); err == nil {
		item = l.T("exchange.acting.of", "item", item, "kind", l.T("exchange.kind."+string(m.Envelope.Kind)))
	} else if missing(err) != nil {
		return "", nil, err
	}
	use := ""
	if a.Use != "" {
		use = l.T("codes.use." + string(a.Use))
	}
	head = said(l.T("exchange.acting."+string(a.Act)), use, item)
	for _, to := range a.For {
		if p, err := w.o.Requests.Party(w.q, to); err == nil {
			more = append(more, l.T("exchange.acting.for", "who", partyName(w.r, p)))
		}
	}
	if a.Until != "" {
		more = append(more, l.T("exchange.acting.until", "day", i18n.Day(a.Until)))
	}
	if len(a.Handling) > 0 {
		var codes []string
		for _, h := range a.Handling {
			codes = append(codes, string(h))
		}
		more = append(more, l.T("exchange.acting.codes", "codes", strings.Join(codes, " ")))
	}
	more = withNote(more, a.Reason)
	if w.paper || w.o.Requests.May(w.r, actWrite, w.request) != nil {
		return head, more, nil
	}
	q := url.Values{"message": {string(a.Message)}, "item": {strconv.Itoa(a.Item)}, "use": {string(a.Use)}}
	for _, to := range a.For {
		q.Add("for", string(to))
	}
	act := func(name, variant string) look.Act {
		return look.Act{Word: l.T("exchange.act." + name), Href: cases + "/" + w.request.Ref + "/write/" + name + "?" + q.Encode(), Variant: variant}
	}
	switch {
	case a.Act == wire.Ask && !e.Own:
		q.Set("reply", string(e.ID))
		v.Acts = []look.Act{act(writeGrant, "secondary"), act(writeDeny, "secondary")}
	case a.Act == wire.Grant && e.Own:
		v.Acts = []look.Act{act(writeRetract, "secondary")}
	}
	return head, more, nil
}
