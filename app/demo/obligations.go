package demo

import (
	"fmt"
	"time"

	"reeve/kernel/db"
	"reeve/modules/community"
)

// owing is an agreement of data/obligations.json with what its parties owe. Days are counted from the end of the story.
type owing struct {
	Agreement string `json:"agreement"` // number
	Kind      string `json:"kind"`
	Place     string `json:"place"` // code
	By        string `json:"by"`
	Post      string `json:"post"`
	Owed      []struct {
		Party  int64  `json:"party"`
		Body   string `json:"body"`
		Due    int    `json:"due"` // 0 = no day
		State  string `json:"state"`
		At     int    `json:"at"`
		Reason string `json:"reason"`
	} `json:"owed"`
}

// obligations are what the parties of some agreements owe, entered early in the story, kept or released later.
func (l *loader) obligations() (all []happening, err error) {
	var owings []owing
	if err := readJSON("obligations.json", &owings); err != nil {
		return nil, err
	}
	for n, o := range owings {
		p, ok := l.a.Places.Snapshot().ByCode(o.Place)
		if !ok {
			return nil, fmt.Errorf("no place %s", o.Place)
		}
		zone := l.zoneOf(p)
		read := func(tx *db.Tx) (community.Agreement, []community.Obligation, error) {
			a, err := community.ByKey(tx, o.Kind, o.Agreement, p.ID)
			if err != nil {
				return a, nil, err
			}
			have, err := community.Obligations(tx, a.ID)
			return a, have, err
		}
		all = append(all, happening{at: l.start.Add(time.Duration(30+n) * time.Hour), by: o.By, post: o.Post, do: func(tx *db.Tx) error {
			a, have, err := read(tx)
			if err != nil || len(have) > 0 {
				return err
			}
			for _, v := range o.Owed {
				due := ""
				if v.Due != 0 {
					due = civilDay(l.day(v.Due, zone))
				}
				if err := l.a.Community.Owe(tx, a, community.Obligation{Party: v.Party, Body: v.Body, Due: due}); err != nil {
					return err
				}
			}
			return nil
		}})
		for _, v := range o.Owed {
			if v.State == "" {
				continue
			}
			all = append(all, happening{at: l.day(v.At, zone).Add(10 * time.Hour).UTC(), by: o.By, post: o.Post, do: func(tx *db.Tx) error {
				a, have, err := read(tx)
				for _, h := range have {
					if err == nil && h.Body == v.Body && h.State != community.Kept && h.State != community.Waived {
						err = l.a.Community.Discharge(tx, a, h, v.State, v.Reason)
					}
				}
				return err
			}})
		}
	}
	return all, nil
}
