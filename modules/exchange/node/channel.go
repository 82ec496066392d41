package node

import (
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Channel is what may pass between this node and a partner, in both directions, and by which right.
type Channel struct {
	ID             string
	Ref            string
	Partner        wire.Org
	Basis          string // law or agreement, as cited
	Agreement      string // ref of the agreement, empty = by law
	Allows         Allows
	Classification codes.Classification // the highest that passes
	MaxFile        int64                // bytes of one item's content
	DayBytes       int64                // bytes that the partner may send in a day
	From           time.Time
	Until          time.Time // zero = no end
	ClosedAt       time.Time // zero = not closed
	ClosedWhy      string
	Version        int64
}

// Allows says which units may be addressed and which areas of crime be about. All allows everything. Else Units are those
// besides the point of contact itself ("*" = every one), and Areas those that a message may name ("*", or none = every
// one); where areas are listed a message must name one of them.
type Allows struct {
	All   bool     `json:"all"`
	Units []string `json:"units"`
	Areas []string `json:"areas"`
}

// ParseAllows reads "all", or a list with commas of "unit:NAME" and "area:NAME"; a bare word is an area.
func ParseAllows(s string) (Allows, error) {
	a := Allows{Units: []string{}, Areas: []string{}}
	for _, part := range strings.Split(s, ",") {
		part = strings.TrimSpace(part)
		name, isUnit := strings.CutPrefix(part, "unit:")
		if !isUnit {
			name, _ = strings.CutPrefix(part, "area:")
		}
		name = strings.TrimSpace(name)
		switch {
		case name == "" || len(name) > 200:
			return a, errs.Bad("allow", "node.allow_form")
		case part == "all":
			a.All = true
		case isUnit:
			a.Units = append(a.Units, name)
		default:
			a.Areas = append(a.Areas, name)
		}
	}
	if a.All && len(a.Units)+len(a.Areas) > 0 {
		return a, errs.Bad("allow", "node.allow_form")
	}
	return a, nil
}

// String is the form that ParseAllows reads.
func (a Allows) String() string {
	if a.All {
		return "all"
	}
	var parts []string
	for _, u := range a.Units {
		parts = append(parts, "unit:"+u)
	}
	for _, r := range a.Areas {
		parts = append(parts, "area:"+r)
	}
	return strings.Join(parts, ", ")
}

func (a Allows) unit(name string) bool {
	return a.All || name == "" || listed(a.Units, name)
}

func (a Allows) area(name string) bool {
	return a.All || len(a.Areas) == 0 || listed(a.Areas, name)
}

func listed(list []string, name string) bool {
	return slices.Contains(list, "*") || slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}

// DefaultDayBytes is what a partner may send in a day where the channel does not say.
const DefaultDayBytes = 2 << 30

func channelCovered() []string {
	return []string{"ref", "org", "basis", "agreement", "allows", "classification", "max_file", "day_bytes", "from_at", "until_at", "closed_at", "closed_why", "version"}
}

func (c Channel) covered() []any {
	allows, _ := json.Marshal(c.Allows) // always has a form
	return []any{c.Ref, string(c.Partner), c.Basis, c.Agreement, string(allows), string(c.Classification), c.MaxFile, c.DayBytes, db.Micros(c.From), microsOrZero(c.Until),
		microsOrZero(c.ClosedAt), c.ClosedWhy, c.Version}
}

const channelColumns = `id, ref, org, basis, agreement, allows, classification, max_file, day_bytes, from_at, until_at, closed_at, closed_why, version`

func scanChannel(scan db.Scan) (c Channel, err error) {
	var allows string
	var from, until, closed int64
	if err := scan(&c.ID, &c.Ref, &c.Partner, &c.Basis, &c.Agreement, &allows, &c.Classification, &c.MaxFile, &c.DayBytes, &from, &until, &closed, &c.ClosedWhy, &c.Version); err != nil {
		return c, err
	}
	c.From, c.Until, c.ClosedAt = db.Time(from), timeOrZero(until), timeOrZero(closed)
	return c, json.Unmarshal([]byte(allows), &c.Allows)
}

// InForce tells whether new cases may pass at an instant.
func (c Channel) InForce(now time.Time) bool {
	return !now.Before(c.From) && (c.Until.IsZero() || now.Before(c.Until)) && (c.ClosedAt.IsZero() || now.Before(c.ClosedAt))
}

// End is when the channel ended or will end; zero = nobody has said.
func (c Channel) End() time.Time {
	if c.Until.IsZero() || !c.ClosedAt.IsZero() && c.ClosedAt.Before(c.Until) {
		return c.ClosedAt
	}
	return c.Until
}

// OpenChannel opens a channel to a trusted node. A channel to the same node that would be in force at the same time is
// closed by it. Zero values of Classification, MaxFile, DayBytes and From mean: unclassified, what the format allows,
// DefaultDayBytes, now.
func (n *Nodes) OpenChannel(tx *db.Tx, c Channel) (Channel, error) {
	now := tx.Now()
	p, err := Load(tx, c.Partner)
	if err != nil {
		return c, err
	}
	if p.State != Trusted {
		return c, errs.New(errs.Forbidden, "node.revoked", "org", string(p.Org))
	}
	c.ID, c.Ref, c.ClosedAt, c.ClosedWhy, c.Version = id.New(), id.Ref(), time.Time{}, "", 1
	c.fill(now)
	if err := c.check(now); err != nil {
		return c, err
	}
	others, err := db.All(tx, scanChannel, `SELECT `+channelColumns+` FROM exchange_channel WHERE org = $1 AND closed_at = 0`, string(c.Partner))
	if err != nil {
		return c, err
	}
	for _, o := range others {
		if (o.Until.IsZero() || o.Until.After(c.From)) && (c.Until.IsZero() || o.From.Before(c.Until)) {
			if err := n.close(tx, o, "node.replaced"); err != nil {
				return c, err
			}
		}
	}
	if _, err := tx.Exec(`INSERT INTO exchange_channel (id, ref, org, basis, agreement, allows, classification, max_file, day_bytes, from_at, until_at, closed_at, closed_why, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, append([]any{c.ID}, c.covered()...)...); err != nil {
		return c, err
	}
	return c, n.Log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "exchange.channel", Kind: KindChannel, ID: c.ID, Version: 1, Org: string(c.Partner), Justification: c.Basis, Stored: c.covered()})
}

func (c *Channel) fill(now time.Time) {
	if c.Classification == "" {
		c.Classification = codes.Unclassified
	}
	if c.MaxFile == 0 {
		c.MaxFile = wire.MaxFile
	}
	if c.DayBytes == 0 {
		c.DayBytes = DefaultDayBytes
	}
	if c.From.IsZero() {
		c.From = now
	}
	if c.Allows.Units == nil {
		c.Allows.Units = []string{}
	}
	if c.Allows.Areas == nil {
		c.Allows.Areas = []string{}
	}
}

func (c Channel) check(now time.Time) error {
	var f errs.Fields
	if strings.TrimSpace(c.Basis) == "" || len(c.Basis) > 500 {
		f.Add("basis", "node.basis", "max", 500)
	}
	if !c.Allows.All && len(c.Allows.Units)+len(c.Allows.Areas) == 0 {
		f.Add("allow", "node.allow_nothing")
	}
	if !c.Classification.Valid() {
		f.Add("classification", "node.classification", "list", "unclassified, restricted, confidential, secret")
	}
	if c.MaxFile < 1 || c.MaxFile > wire.MaxFile {
		f.Add("max_file", "node.max_file", "max", wire.MaxFile>>20)
	}
	if c.DayBytes < c.MaxFile {
		f.Add("day_bytes", "node.day_bytes")
	}
	if !c.Until.IsZero() && (!c.Until.After(c.From) || !c.Until.After(now)) {
		f.Add("until", "node.until")
	}
	return f.Err()
}

// CloseChannel ends a channel: no new case begins, running ones go on to their end. A channel that was closed stays as it
// was.
func (n *Nodes) CloseChannel(tx *db.Tx, id, reason string) error {
	if reason == "" || len(reason) > maxReason {
		return errs.Bad("reason", "node.reason", "max", maxReason)
	}
	c, err := scanChannel(tx.QueryRow(`SELECT `+channelColumns+` FROM exchange_channel WHERE id = $1 OR ref = $1`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "node.unknown_channel")
	}
	if err != nil || !c.ClosedAt.IsZero() {
		return err
	}
	return n.close(tx, c, reason)
}

func (n *Nodes) close(tx *db.Tx, c Channel, reason string) error {
	c.ClosedAt, c.ClosedWhy = tx.Now(), reason
	c.Version++
	if _, err := tx.Exec(`UPDATE exchange_channel SET closed_at = $2, closed_why = $3, version = $4 WHERE id = $1`, c.ID, db.Micros(c.ClosedAt), reason, c.Version); err != nil {
		return err
	}
	return n.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "exchange.channel-close", Kind: KindChannel, ID: c.ID, Version: c.Version, Org: string(c.Partner), Justification: reason, Stored: c.covered()})
}

// CloseAll closes all channels to a node that are not closed, those in the future too, and tells how many.
func (n *Nodes) CloseAll(tx *db.Tx, org wire.Org, reason string) (int, error) {
	if reason == "" || len(reason) > maxReason {
		return 0, errs.Bad("reason", "node.reason", "max", maxReason)
	}
	all, err := db.All(tx, scanChannel, `SELECT `+channelColumns+` FROM exchange_channel WHERE org = $1 AND closed_at = 0 ORDER BY id`, string(org))
	if err != nil {
		return 0, err
	}
	if len(all) == 0 {
		return 0, errs.New(errs.Conflict, "node.no_channel", "org", string(org))
	}
	for _, c := range all {
		if err := n.close(tx, c, reason); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

// CloseByAgreement closes all channels that stand on an agreement.
func (n *Nodes) CloseByAgreement(tx *db.Tx, agreement, reason string) error {
	if agreement == "" {
		return nil
	}
	all, err := db.All(tx, scanChannel, `SELECT `+channelColumns+` FROM exchange_channel WHERE agreement = $1 AND closed_at = 0 ORDER BY id`, agreement)
	if err != nil {
		return err
	}
	for _, c := range all {
		if err := n.close(tx, c, reason); err != nil {
			return err
		}
	}
	return nil
}

// Channels are all channels to a node, newest first.
func Channels(q db.Reader, org wire.Org) ([]Channel, error) {
	return db.All(q, scanChannel, `SELECT `+channelColumns+` FROM exchange_channel WHERE org = $1 ORDER BY from_at DESC, id DESC`, string(org))
}

// Open is the channel to a node that is in force; errs.Forbidden with the reason where none is.
func Open(q db.Reader, org wire.Org, now time.Time) (Channel, error) {
	c, err := Running(q, org, now)
	if err == nil && !c.InForce(now) {
		return c, errs.New(errs.Forbidden, "node.channel_ended", "at", wire.FormatInstant(c.End().UTC()))
	}
	return c, err
}

// Running is the channel in force, or else the one that began last: of a channel that has ended [Channel.Permit] lets
// pass only what belongs to a running case. errs.Forbidden where there never was one.
func Running(q db.Reader, org wire.Org, now time.Time) (Channel, error) {
	all, err := Channels(q, org)
	if err != nil {
		return Channel{}, err
	}
	for _, c := range all {
		if c.InForce(now) {
			return c, nil
		}
	}
	for _, c := range all {
		if !now.Before(c.From) {
			return c, nil
		}
	}
	if len(all) > 0 {
		return Channel{}, errs.New(errs.Forbidden, "node.channel_not_yet", "at", wire.FormatInstant(all[len(all)-1].From.UTC()))
	}
	return Channel{}, errs.New(errs.Forbidden, "node.no_channel", "org", string(org))
}
