package figures

import (
	"fmt"
	"math"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// CountsType is what a signed file of counts is signed as.
const CountsType = "counts"

// MaxCounts is more than any file of counts is long, in bytes.
const MaxCounts = 64 << 10

// Counts is what may leave the node for plans and reports: how many and how fast, by month, of no partner in particular.
type Counts struct {
	Version int      `json:"version"` // 1
	Org     wire.Org `json:"org"`
	Country string   `json:"country"`
	Zone    string   `json:"zone"` // IANA name: months begin there
	Year    int      `json:"year"`
	Made    string   `json:"made"`   // instant
	Months  []Month  `json:"months"` // those of the year that were over, in their order
}

// Month is the counts of one month. Median and 90th percentile are of the answers that WithLimit and the others had, in
// minutes, from delivery; 0 where there was no answer.
type Month struct {
	Month         string `json:"month"` // 2026-03
	Received      int64  `json:"received"`
	Sent          int64  `json:"sent"`
	Answered      int64  `json:"answered"` // or refused
	WithLimit     int64  `json:"with_limit"`
	InTime        int64  `json:"in_time"` // of WithLimit
	MedianMinutes int64  `json:"median_minutes"`
	P90Minutes    int64  `json:"p90_minutes"`
}

// CountMonths counts the months of a year that are over.
func CountMonths(q db.Reader, own *node.Own, zone *time.Location, of int, now time.Time) (Counts, error) {
	card := own.Card()
	out := Counts{Version: 1, Org: card.Org, Country: card.Country, Zone: zone.String(), Year: of, Made: wire.FormatInstant(now), Months: []Month{}}
	from, until := bounds(of, zone)
	all, err := request.Count(q, request.CountFilter{From: from, Until: until})
	for m := from; m.Before(until) && !m.AddDate(0, 1, 0).After(now); m = m.AddDate(0, 1, 0) {
		out.Months = append(out.Months, monthOf(all, m, m.AddDate(0, 1, 0)))
	}
	return out, err
}

func monthOf(all []request.Counted, from, until time.Time) Month {
	out := Month{Month: from.Format("2006-01")}
	var ours []request.Counted
	for _, c := range all {
		came := !c.Copied && !c.CameAt.Before(from) && c.CameAt.Before(until)
		switch {
		case c.Own && came:
			out.Sent++
		case !c.Own && came:
			out.Received++
		}
		if !c.Own {
			ours = append(ours, c)
		}
	}
	p := PaceOf(ours, from, until)
	out.Answered, out.WithLimit, out.InTime = p.Answered, p.Limited, p.InTime
	out.MedianMinutes, out.P90Minutes = int64(p.Median.Round(time.Minute)/time.Minute), int64(p.P90.Round(time.Minute)/time.Minute)
	return out
}

// OpenCounts reads a signed file of counts and checks it against the card of the node that it names.
func OpenCounts(raw []byte, card wire.Card) (c Counts, err error) {
	s, err := wire.ParseSigned(raw)
	if err != nil {
		return c, err
	}
	if s.Type != CountsType {
		return c, errs.New(errs.Invalid, "wire.other_type", "want", CountsType, "got", s.Type)
	}
	_, pub, ok := card.Key(s.Key)
	if !ok {
		return c, errs.New(errs.Forbidden, "wire.other_key")
	}
	if err := s.Verify(pub); err != nil {
		return c, err
	}
	if err := wire.Decode(s.Body, MaxCounts, &c); err != nil {
		return c, err
	}
	if c.Org != card.Org || c.Country != card.Country {
		return c, errs.New(errs.Forbidden, "wire.other_key")
	}
	return c, c.check()
}

// check tells whether counts can be true: months of the year that were over, in order, no part above its whole.
func (c Counts) check() error {
	bad := func(what string) error { return errs.Bad("months", "exchange.counts.wrong", "what", what) }
	zone, err := time.LoadLocation(c.Zone)
	if err != nil || c.Zone == "" || c.Zone == "Local" {
		return bad("zone")
	}
	made, err := wire.ParseInstant(c.Made)
	if c.Version != 1 || err != nil || c.Year < 2000 || c.Year > 9999 || len(c.Months) > 12 {
		return bad("version, made, year")
	}
	for i, m := range c.Months {
		if m.Month != fmt.Sprintf("%04d-%02d", c.Year, i+1) || time.Date(c.Year, time.Month(i+2), 1, 0, 0, 0, 0, zone).After(made) {
			return bad(m.Month)
		}
		for _, n := range []int64{m.Received, m.Sent, m.Answered, m.WithLimit, m.InTime, m.MedianMinutes, m.P90Minutes} {
			if n < 0 || n > math.MaxInt32 {
				return bad(m.Month)
			}
		}
		if m.InTime > m.WithLimit || m.WithLimit > m.Answered || m.MedianMinutes > m.P90Minutes {
			return bad(m.Month)
		}
	}
	return nil
}
