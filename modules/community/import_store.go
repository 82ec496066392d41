package community

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/places"
)

// onto puts what a file says onto what is known: columns that the file has not leave everything as it was.
func (in arrival) onto(a Agreement) Agreement {
	for field, take := range map[string]func(){
		"signed":        func() { a.Signed = in.a.Signed },
		"from":          func() { a.From = in.a.From },
		"until":         func() { a.Until = in.a.Until },
		"territory":     func() { a.Territory = in.a.Territory },
		"ceremony":      func() { a.Ceremony = in.a.Ceremony },
		"languages":     func() { a.Languages = in.a.Languages },
		"renew_months":  func() { a.RenewMonths = in.a.RenewMonths },
		"opens_channel": func() { a.OpensChannel = in.a.OpensChannel },
		"posts":         func() { a.OpensPosts, a.PostsAgreed = in.a.OpensPosts, in.a.PostsAgreed },
		"parties":       func() { a.Parties = in.a.Parties },
		"signatories":   func() { a.Parties = in.a.Parties },
		"title": func() {
			for lang, title := range in.a.Titles {
				a.Titles[lang] = title
			}
		},
	} {
		if in.has[field] {
			take()
		}
	}
	return a
}

// store writes an arrival unless the register says the same already. It may run more than once.
func (i *importer) store(tx *db.Tx, in arrival, part *ImportResult) error {
	was, err := ByKey(tx, in.a.Kind, in.a.Number, in.a.Place)
	fresh := errs.KindOf(err) == errs.NotFound
	if err != nil && !fresh {
		return err
	}
	line := RowChange{Row: in.row.Number, Community: in.place.Code, Kind: in.a.Kind, Number: in.a.Number, New: fresh}
	now := in.a
	if fresh {
		if now, err = i.c.Add(tx, in.a, in.posts...); err != nil {
			return err
		}
	} else {
		old, err := ByKey(tx, in.a.Kind, in.a.Number, in.a.Place) // was is read twice: onto writes into its maps
		if err != nil {
			return err
		}
		if line.PostsLinked, err = i.link(tx, old, in.posts); err != nil {
			return err
		}
		now = in.onto(old)
		if line.Changes = changes(was, now); len(line.Changes) > 0 {
			if now, err = i.c.restate(tx, was, now); err != nil {
				return err
			}
		}
	}
	if !fresh && len(line.Changes) == 0 && line.PostsLinked == 0 {
		part.Unchanged++
		return nil
	}
	line.State, line.Begins, line.Until = now.StateOn(i.c.dayAt(now.Place, tx.Now())), now.Begins(), now.Until
	part.Imported++
	part.Rows = append(part.Rows, line)
	return i.note(tx, in, now, part)
}

// link lets the agreement open the posts that the file names; it tells how many are new to it.
func (i *importer) link(tx *db.Tx, a Agreement, posts []string) (n int, err error) {
	if len(posts) == 0 {
		return 0, nil
	}
	have, err := openedBy(tx, a.ID)
	if err != nil {
		return 0, err
	}
	for _, post := range posts {
		if slices.ContainsFunc(have, func(o opened) bool { return o.Post == post }) {
			continue
		}
		if err := i.c.openPost(tx, a, post); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// note tells of agreements of the same kind with the same community on the same days. Both may be right: an agreement
// that renews another is often signed before that has ended.
func (i *importer) note(tx *db.Tx, in arrival, a Agreement, part *ImportResult) error {
	others, err := db.All(tx, scanAgreement, `SELECT `+agreementColumns+` FROM agreement a WHERE a.place = $1 AND a.kind = $2 AND a.id <> $3 AND a.signed_on IS NOT NULL
		ORDER BY a.signed_on, a.id`, a.Place, a.Kind, a.ID)
	if err != nil || a.Signed == "" {
		return err
	}
	for _, o := range others {
		if o.days().Meets(a.days()) {
			note := errs.Bad("until", "community.import.overlap", "number", a.Number, "other", o.Number, "from", max(a.Begins(), o.Begins()), "community", in.place.Code).Fields[0]
			note.Row = in.row.Number
			part.Notes = append(part.Notes, note)
		}
	}
	return nil
}

// days are those on which the agreement is in force.
func (a Agreement) days() places.Span {
	s := places.Span{From: a.Begins()}
	if last := a.Last(); last != "" {
		s.Until = addDays(last, 1)
	}
	return s
}
