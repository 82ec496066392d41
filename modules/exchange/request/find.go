package request

import (
	"slices"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/search"
	"reeve/modules/exchange/node"
)

// index makes a request findable by its references, its partner's names and the words of its subject, these keyed: who has
// the database and not the installation's key cannot read them. marks nil leaves those of the request as they are.
func (s *Requests) index(tx *db.Tx, v Request, l Label, marks []string) error {
	texts := []search.Text{{Text: strings.Join([]string{v.Ref, v.Case, v.OwnRef, v.TheirRef, v.ChannelID, v.PartnerName}, " "), Weight: 4}}
	if v.Partner != "" {
		if p, err := node.Load(tx, v.Partner); err == nil {
			for lang, name := range p.Names {
				texts = append(texts, search.Text{Lang: lang, Text: name, Weight: 2})
			}
		}
	}
	var hidden []string
	for _, term := range search.Terms(l.Subject, v.Lang) {
		hidden = append(hidden, s.keyword(term))
	}
	texts = append(texts, search.Text{Text: strings.Join(hidden, " "), Weight: 3})
	if err := search.Put(tx, Kind, v.ID, texts); err != nil || marks == nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM exchange_same WHERE request = $1", v.ID); err != nil {
		return err
	}
	for _, m := range marks {
		if _, err := tx.Exec("INSERT INTO exchange_same (digest, request) VALUES ($1, $2)", s.keyed("same", m), v.ID); err != nil {
			return err
		}
	}
	return nil
}

// keyword is a word of a subject as the index has it: letters only, so that it is one word again.
func (s *Requests) keyword(term string) string {
	return "k" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return 'x'
	}, s.keyed("word", term))
}

const mostFound = 1000

// Search finds requests by words of their subject, references and partners; lang is the asker's.
func (s *Requests) Search(q db.Reader, text, lang string) (ids []string, err error) {
	words := search.Words(text, "")
	if len(words) > 8 {
		words = words[:8]
	}
	var all map[string]bool
	for i, w := range words {
		asked := []string{w}
		for _, term := range append(search.Terms(w, lang), w) {
			asked = append(asked, s.keyword(term))
		}
		found := map[string]bool{}
		for _, a := range asked {
			hits, err := search.Find(q, Kind, a, mostFound)
			if err != nil {
				return nil, err
			}
			for _, h := range hits {
				found[h.Doc] = true
			}
		}
		if i == 0 {
			all = found
			continue
		}
		for id := range all {
			if !found[id] {
				delete(all, id)
			}
		}
	}
	for id := range all {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, nil
}

// Same are other requests that may be this one over another channel: they have the same reference, or are about the same
// names and numbers.
func Same(q db.Reader, v Request) (all []Request, err error) {
	ids, err := db.Strings(q, `SELECT DISTINCT o.request FROM exchange_same m JOIN exchange_same o ON o.digest = m.digest AND o.request <> m.request WHERE m.request = $1 ORDER BY o.request`, v.ID)
	if err != nil {
		return nil, err
	}
	for _, ref := range []string{v.TheirRef, v.ChannelID} {
		if ref == "" {
			continue
		}
		more, err := db.Strings(q, "SELECT id FROM exchange_request WHERE (their_ref = $1 OR channel_id = $1) AND id <> $2 ORDER BY id", ref, v.ID)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		o, err := byID(q, id)
		if errs.KindOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if o.Message == "" || o.Message != v.Message { // further partners of one message are no second channel
			all = append(all, o)
		}
	}
	return all, nil
}
