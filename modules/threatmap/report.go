package threatmap

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/geo"
)

// Report is the row of a report, as staff may see it. What is sealed is opened by the asker.
type Report struct {
	ID, Ref, Category string
	Place, Beat, Org  string
	At                geo.Point // true place
	Exact             bool
	PubLat, PubLon    *float64
	PubPrecision      *int64
	Zone              string // in which it is published; empty = none
	Review            string // what waits for somebody to look at it, see review.go
	Rule              string
	RuleVersion       int64
	Seen              Seen
	Body              []byte // sealed inside
	Contact           []byte // sealed
	PublicText        []byte // sealed
	Lang, Source      string
	Publication       string
	HeldReason        string // why Publication is held; empty = it is not
	CrimeTip          bool
	DuplicateOf       string
	Confirmations     int64
	FiledAt, PubAt    time.Time
	ErasedAt          time.Time
	Version           int64
}

const reportColumns = `r.id, r.ref, r.category, r.place, r.beat, r.org, r.lat, r.lon, r.precision_kind, r.pub_lat, r.pub_lon, r.pub_precision_m,
	r.rule, r.rule_version, r.seen_from, r.seen_to, r.day_parts, r.weekdays, r.body, r.contact, r.public_text, r.lang, r.source, r.publication,
	r.crime_tip, r.duplicate_of, r.confirmations, r.filed_at, r.pub_at, r.erased_at, r.held_reason, COALESCE(r.zone, ''), r.review, r.version`

func (r *Report) dest() ([]any, func()) {
	var beat, duplicate sql.NullString
	var precision, parts, weekdays string
	var filed, pub int64
	var erased sql.NullInt64
	dest := []any{&r.ID, &r.Ref, &r.Category, &r.Place, &beat, &r.Org, &r.At.Lat, &r.At.Lon, &precision, &r.PubLat, &r.PubLon, &r.PubPrecision,
		&r.Rule, &r.RuleVersion, &r.Seen.From, &r.Seen.To, &parts, &weekdays, &r.Body, &r.Contact, &r.PublicText, &r.Lang, &r.Source, &r.Publication,
		&r.CrimeTip, &duplicate, &r.Confirmations, &filed, &pub, &erased, &r.HeldReason, &r.Zone, &r.Review, &r.Version}
	return dest, func() {
		r.Beat, r.DuplicateOf, r.Exact = beat.String, duplicate.String, precision == "exact"
		r.FiledAt, r.PubAt, r.ErasedAt = db.Time(filed), db.Time(pub), db.NullTime(erased)
		r.Seen.Parts, r.Seen.Weekdays = splitParts(parts), splitDays(weekdays)
	}
}

func scanReport(scan db.Scan) (r Report, err error) {
	dest, finish := r.dest()
	if err = scan(dest...); err == nil {
		finish()
	}
	return r, err
}

func joinParts(parts []DayPart) string {
	s := make([]string, len(parts))
	for i, p := range parts {
		s[i] = string(p)
	}
	return strings.Join(s, ",")
}

func splitParts(s string) []DayPart {
	var parts []DayPart
	for p := range strings.SplitSeq(s, ",") {
		if p != "" {
			parts = append(parts, DayPart(p))
		}
	}
	return parts
}

func joinDays(days []int) string {
	s := make([]string, len(days))
	for i, d := range days {
		s[i] = strconv.Itoa(d)
	}
	return strings.Join(s, ",")
}

func splitDays(s string) []int {
	var days []int
	for d := range strings.SplitSeq(s, ",") {
		if n, err := strconv.Atoi(d); err == nil {
			days = append(days, n)
		}
	}
	return days
}

// byRef reads a report by its public reference; NotFound where there is none.
func byRef(q db.Reader, ref string) (Report, error) {
	return one(q.QueryRow("SELECT "+reportColumns+" FROM report r WHERE r.ref = $1", ref))
}

func byID(q db.Reader, id string) (Report, error) {
	return one(q.QueryRow("SELECT "+reportColumns+" FROM report r WHERE r.id = $1", id))
}

func byKey(q db.Reader, hash []byte) (Report, error) {
	return one(q.QueryRow("SELECT "+reportColumns+" FROM report r WHERE r.key_hash = $1", hash))
}

func one(row *db.Row) (Report, error) {
	r, err := scanReport(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return r, errs.New(errs.NotFound, "threatmap.no_such_report")
	}
	return r, err
}

// covered are the columns of a report that the log vouches for, all but its id.
func covered() []string {
	return []string{"ref", "category", "place", "beat", "org", "lat", "lon", "precision_kind", "pub_lat", "pub_lon", "pub_precision_m",
		"rule", "rule_version", "seen_from", "seen_to", "day_parts", "weekdays", "body", "contact", "public_text", "lang", "source", "key_hash",
		"publication", "crime_tip", "duplicate_of", "confirmations", "photos_erased", "contact_erased", "filed_at", "pub_at", "erased_at", "version", "held_reason", "zone", "review"}
}

// insert stores a new report and gives the values of its covered columns.
func insert(tx *db.Tx, r Report, key []byte) ([]any, error) {
	if r.Publication == Held && r.HeldReason == "" {
		r.HeldReason = string(heldReview)
	}
	precision := "area"
	if r.Exact {
		precision = "exact"
	}
	values := []any{r.Ref, r.Category, r.Place, db.NullText(r.Beat), r.Org, r.At.Lat, r.At.Lon, precision, r.PubLat, r.PubLon, r.PubPrecision,
		r.Rule, r.RuleVersion, r.Seen.From, r.Seen.To, joinParts(r.Seen.Parts), joinDays(r.Seen.Weekdays), r.Body, nullBytes(r.Contact), nullBytes(r.PublicText), r.Lang, r.Source, nullBytes(key),
		r.Publication, r.CrimeTip, nil, int64(0), nil, nil, db.Micros(r.FiledAt), db.Micros(r.PubAt), nil, int64(1), r.HeldReason, db.NullText(r.Zone), r.Review}
	_, err := tx.Exec(`INSERT INTO report (id, ref, category, place, beat, org, lat, lon, precision_kind, pub_lat, pub_lon, pub_precision_m,
		rule, rule_version, seen_from, seen_to, day_parts, weekdays, body, contact, public_text, lang, source, key_hash,
		publication, crime_tip, duplicate_of, confirmations, photos_erased, contact_erased, filed_at, pub_at, erased_at, version, held_reason, zone, review, moderation)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
		$25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)`, append(append([]any{r.ID}, values...), r.moderated())...)
	return values, err
}

func nullBytes(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// change stores what steps may change of a report and raises its version.
func change(tx *db.Tx, r *Report) error {
	r.Version++
	_, err := tx.Exec(`UPDATE report SET publication = $2, crime_tip = $3, duplicate_of = $4, confirmations = $5, public_text = $6, beat = $7, held_reason = $8, review = $9, moderation = $10, version = $11
		WHERE id = $1`, r.ID, r.Publication, r.CrimeTip, db.NullText(r.DuplicateOf), r.Confirmations, nullBytes(r.PublicText), db.NullText(r.Beat), r.HeldReason, r.Review, r.moderated(), r.Version)
	return err
}

// open reads what the resident wrote; Gone when it was erased.
func (m *Map) open(q db.Reader, r Report) (in inside, err error) {
	if r.Body == nil {
		return in, nil
	}
	plain, err := m.Keys.Open(q, r.ID, "body", r.Body)
	if errs.KindOf(err) == errs.Gone {
		return in, nil
	}
	if err != nil {
		return in, err
	}
	if err := json.Unmarshal(plain, &in); err != nil || r.Contact == nil {
		return in, err
	}
	contact, err := m.Keys.Open(q, contactKey(r.ID), "contact", r.Contact)
	if errs.KindOf(err) == errs.Gone {
		return in, nil
	}
	in.Contact = string(contact)
	return in, err
}

// contactKey names the data key of the contact: it is erased before the report's own.
func contactKey(report string) string { return report + ".contact" }

// publicText is the released version of the text, nil where none was released or it was hidden.
func (m *Map) publicText(q db.Reader, r Report) (*string, error) {
	if r.PublicText == nil || r.Publication != PublicNow {
		return nil, nil
	}
	plain, err := m.Keys.Open(q, r.ID, "public_text", r.PublicText)
	if errs.KindOf(err) == errs.Gone {
		return nil, nil
	}
	text := string(plain)
	return &text, err
}
