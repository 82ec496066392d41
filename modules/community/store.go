package community

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
)

const agreementColumns = `a.id, a.ref, a.kind, a.number, a.place, a.territory, a.titles, a.org, a.parties, a.ceremony, a.languages,
	COALESCE(a.signed_on, ''), COALESCE(a.valid_from, ''), COALESCE(a.valid_until, ''), COALESCE(a.extended_until, ''), COALESCE(a.ended_on, ''),
	a.renew_months, a.opens_posts, a.posts_agreed, a.opens_channel, a.clauses, a.running, a.warned, COALESCE(a.next_on, ''), a.version`

func coveredColumns() []string {
	return []string{"ref", "kind", "number", "place", "territory", "titles", "org", "parties", "ceremony", "languages", "signed_on", "valid_from",
		"valid_until", "extended_until", "ended_on", "renew_months", "opens_posts", "posts_agreed", "opens_channel", "clauses", "running", "warned", "version"}
}

// covered are the values of coveredColumns.
func (a Agreement) covered() []any {
	return []any{a.Ref, a.Kind, a.Number, a.Place, toJSON(a.Territory), toJSON(a.Titles), a.Org, toJSON(a.Parties), a.Ceremony, strings.Join(a.Languages, " "),
		db.NullText(a.Signed), db.NullText(a.From), db.NullText(a.Until), db.NullText(a.Extended), db.NullText(a.Ended), a.RenewMonths, a.OpensPosts,
		a.PostsAgreed, a.OpensChannel, toJSON(a.Clauses), a.Running, a.Warned, a.Version}
}

// toJSON writes what has always a JSON form.
func toJSON(v any) string {
	b, _ := json.Marshal(v)
	if string(b) == "null" {
		return "[]"
	}
	return string(b)
}

// destinations are where agreementColumns are scanned to; finish is called once they are.
func (a *Agreement) destinations() (dest []any, finish func() error) {
	var territory, titles, parties, clauses, languages string
	dest = []any{&a.ID, &a.Ref, &a.Kind, &a.Number, &a.Place, &territory, &titles, &a.Org, &parties, &a.Ceremony, &languages,
		&a.Signed, &a.From, &a.Until, &a.Extended, &a.Ended, &a.RenewMonths, &a.OpensPosts, &a.PostsAgreed, &a.OpensChannel, &clauses, &a.Running,
		&a.Warned, &a.NextOn, &a.Version}
	return dest, func() error {
		a.Languages = strings.Fields(languages)
		a.Titles, a.Clauses = i18n.Text{}, map[string]string{}
		if clauses == "[]" {
			clauses = "{}"
		}
		return errors.Join(json.Unmarshal([]byte(territory), &a.Territory), json.Unmarshal([]byte(titles), &a.Titles),
			json.Unmarshal([]byte(parties), &a.Parties), json.Unmarshal([]byte(clauses), &a.Clauses))
	}
}

func scanAgreement(scan db.Scan) (a Agreement, err error) {
	dest, finish := a.destinations()
	if err := scan(dest...); err != nil {
		return a, err
	}
	return a, finish()
}

// Get reads an agreement by its id; errs.NotFound if there is none.
func Get(q db.Reader, id string) (Agreement, error) {
	a, err := scanAgreement(q.QueryRow(`SELECT `+agreementColumns+` FROM agreement a WHERE a.id = $1`, id).Scan)
	return a, found(err)
}

// ByRef reads an agreement by its public number; errs.NotFound if there is none.
func ByRef(q db.Reader, ref string) (Agreement, error) {
	a, err := scanAgreement(q.QueryRow(`SELECT `+agreementColumns+` FROM agreement a WHERE a.ref = $1`, ref).Scan)
	return a, found(err)
}

// ByKey reads an agreement by kind, number and community; errs.NotFound if there is none.
func ByKey(q db.Reader, kind, number, place string) (Agreement, error) {
	a, err := scanAgreement(q.QueryRow(`SELECT `+agreementColumns+` FROM agreement a WHERE a.kind = $1 AND a.number = $2 AND a.place = $3`, kind, number, place).Scan)
	return a, found(err)
}

func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "community.no_such_agreement")
	}
	return err
}

// insert stores a new agreement with what follows from it.
func (c *Community) insert(tx *db.Tx, a Agreement, action string) error {
	stored := a.covered()
	if _, err := tx.Exec(`INSERT INTO agreement (ref, kind, number, place, territory, titles, org, parties, ceremony, languages, signed_on, valid_from, valid_until,
		extended_until, ended_on, renew_months, opens_posts, posts_agreed, opens_channel, clauses, running, warned, version, id, next_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)`,
		append(slices.Clone(stored), a.ID, db.NullText(a.NextOn))...); err != nil {
		return err
	}
	if err := spread(tx, a); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: action, Kind: Kind, ID: a.ID, Version: a.Version, Place: a.Place, Org: a.Org, Stored: stored})
}

// save stores a changed agreement under its next version, with the reason in the log.
func (c *Community) save(tx *db.Tx, a *Agreement, action, why string) error {
	a.Version++
	if _, err := tx.Exec(`UPDATE agreement SET ref = $1, kind = $2, number = $3, place = $4, territory = $5, titles = $6, org = $7, parties = $8, ceremony = $9,
		languages = $10, signed_on = $11, valid_from = $12, valid_until = $13, extended_until = $14, ended_on = $15, renew_months = $16, opens_posts = $17,
		posts_agreed = $18, opens_channel = $19, clauses = $20, running = $21, warned = $22, version = $23, next_on = $25 WHERE id = $24`,
		append(a.covered(), a.ID, db.NullText(a.NextOn))...); err != nil {
		return err
	}
	return c.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: Kind, ID: a.ID, Version: a.Version, Place: a.Place, Org: a.Org, Justification: why})
}

// spread writes what follows from an agreement's row: its places and its organisations.
func spread(tx *db.Tx, a Agreement) error {
	if _, err := tx.Exec("DELETE FROM agreement_place WHERE agreement = $1", a.ID); err != nil {
		return err
	}
	for _, place := range a.places() {
		if _, err := tx.Exec("INSERT INTO agreement_place (agreement, place) VALUES ($1, $2)", a.ID, place); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("DELETE FROM agreement_org WHERE agreement = $1", a.ID); err != nil {
		return err
	}
	for _, org := range a.orgs() {
		if _, err := tx.Exec("INSERT INTO agreement_org (agreement, org) VALUES ($1, $2)", a.ID, org); err != nil {
			return err
		}
	}
	return nil
}

// places are the community and the further places, each once.
func (a Agreement) places() []string { return distinct(append([]string{a.Place}, a.Territory...)) }

// orgs are the organisations that are a party, and the one that keeps the agreement.
func (a Agreement) orgs() []string {
	all := []string{a.Org}
	for _, p := range a.Parties {
		all = append(all, p.Org)
	}
	return distinct(all)
}

func distinct(all []string) (out []string) {
	for _, s := range all {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func titleOf(a Agreement) string { return toJSON(a.Titles) }

func count(n int64) string { return strconv.FormatInt(n, 10) }

func yesNo(b bool) string { return strconv.FormatBool(b) }

// partyWords are the parties as a difference shows them.
func partyWords(all []Party) string { return toJSON(all) }
