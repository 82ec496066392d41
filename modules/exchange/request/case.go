package request

import (
	"fmt"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/modules/exchange/wire"
)

// CaseName is the name of a matter, the same on both sides: country, node, year and number. A point of contact is the only
// one of its country, so that its cases need no node: LT-2026-000731; another node has four signs of its own:
// LT-7F3K-2026-000731.
func CaseName(country string, org wire.Org, role string, year int, number int64) string {
	node := ""
	if role != "spoc" {
		rest := strings.TrimPrefix(string(org), "rn")
		node = strings.ToUpper(rest[:min(4, len(rest))]) + "-"
	}
	return fmt.Sprintf("%s-%s%04d-%06d", strings.ToUpper(country), node, year, number)
}

// nextNumber is the next number of a series; the transaction holds it until its end.
func nextNumber(tx *db.Tx, series string) (n int64, err error) {
	if err := tx.Lock("exchange.series", series); err != nil {
		return 0, err
	}
	err = tx.QueryRow(`INSERT INTO exchange_series (name, last) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET last = exchange_series.last + 1 RETURNING last`, series).Scan(&n)
	tx.Changed()
	return n, err
}

// newCase names a case of ours.
func (s *Requests) newCase(tx *db.Tx, now time.Time) (string, error) {
	card := s.Own.Card()
	year := now.In(s.calendar(card.Country).Zone).Year()
	n, err := nextNumber(tx, fmt.Sprintf("case/%d", year))
	return CaseName(card.Country, card.Org, card.Role, year, n), err
}
