package request

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/process/clock"
	"reeve/modules/codes"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/wire"
)

// Party is a node, or who has none, for staff.
type Party struct {
	ID      *string           `json:"id"` // null = has no node
	Names   map[string]string `json:"names"`
	Name    string            `json:"name"`
	Country string            `json:"country"`
}

// Item is a line of the inbox or outbox.
type Item struct {
	ID             string               `json:"id"`  // of the message, the same on both sides; of what has none the ref
	Ref            string               `json:"ref"` // of this line: a message to several partners has one for each
	Case           string               `json:"case"`
	Kind           wire.Kind            `json:"kind"`
	Own            bool                 `json:"own"`
	Copied         bool                 `json:"copied"`
	Subject        string               `json:"subject"`
	State          string               `json:"state"`
	Version        int64                `json:"version"`
	Due            *string              `json:"due"` // in the zone of the answering side; null = no limit, or none yet
	Overdue        bool                 `json:"overdue"`
	Paused         bool                 `json:"paused"`
	Period         *string              `json:"period"`
	Access         *codes.Access        `json:"access"`
	Expected       *string              `json:"expected"` // of a delay notice
	Partner        Party                `json:"partner"`
	Urgency        codes.Urgency        `json:"urgency"`
	Ground         *codes.Ground        `json:"ground"`
	Route          codes.Route          `json:"route"`
	Profile        string               `json:"profile"`
	Basis          string               `json:"basis"`
	CrimeArea      *string              `json:"crime_area"`
	Classification codes.Classification `json:"classification"`
	Lang           string               `json:"lang"`
	Handling       []codes.Handling     `json:"handling"`
	Evaluation     *codes.Grade         `json:"evaluation"`
	Evaluations    []codes.Grade        `json:"evaluations"`
	OwnRef         *string              `json:"own_ref"`
	TheirRef       *string              `json:"their_ref"`
	Channel        string               `json:"channel"`
	ChannelID      *string              `json:"channel_id"`
	CameAt         time.Time            `json:"came_at"`
	Unit           *string              `json:"unit"` // code
	Post           *string              `json:"post"` // code
	Attention      *string              `json:"attention"`
	Alone          *string              `json:"alone"`  // why one person sent it
	Looked         bool                 `json:"looked"` // false = the review that follows is missing
	ReviewAt       *time.Time           `json:"review_at"`
	KeptFor        *string              `json:"kept_for"`
	Training       bool                 `json:"training"`
}

// Items is a page of them.
type Items struct {
	Items []Item  `json:"items"`
	Next  *string `json:"next"`
}

// ClockOut is the legal clock as both sides compute it.
type ClockOut struct {
	Profile   string     `json:"profile"`
	Legal     string     `json:"legal"`
	Reading   string     `json:"reading"` // how days are counted
	Zone      string     `json:"zone"`    // by which days end
	Answering *wire.Org  `json:"answering"`
	Status    string     `json:"status"`
	Period    *string    `json:"period"`
	Presumed  bool       `json:"presumed"`
	Started   *string    `json:"started"`
	Due       *string    `json:"due"`
	Warn      *string    `json:"warn"`
	Done      *string    `json:"done"`
	Overdue   bool       `json:"overdue"`
	Total     int64      `json:"total_seconds"`
	Used      int64      `json:"used_seconds"`
	Left      int64      `json:"left_seconds"`
	Stood     int64      `json:"paused_seconds"`
	Pauses    []SpanOut  `json:"pauses"`
	Delays    []DelayOut `json:"delays"`
	Facts     []FactOut  `json:"facts"`
}

// SpanOut is a time in which the clock stood.
type SpanOut struct {
	From     string  `json:"from"`
	Until    *string `json:"until"`
	Question wire.ID `json:"question"`
}

// DelayOut is a delay notice.
type DelayOut struct {
	At       string  `json:"at"`
	Expected *string `json:"expected"`
}

// FactOut is a signed word that the clock knows of, with what the other side stamped and by how much that differs.
type FactOut struct {
	Kind   string   `json:"kind"`
	At     string   `json:"at"`
	Node   wire.Org `json:"node"`
	About  *wire.ID `json:"about"`
	Access *string  `json:"access"`
	Reason *string  `json:"reason"`
	Other  *string  `json:"other_side_at"`
	Later  *float64 `json:"other_side_later_seconds"`
}

func orNull[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func stamp(t time.Time, zone *time.Location) *string {
	if t.IsZero() {
		return nil
	}
	s := t.In(zone).Format(time.RFC3339Nano)
	return &s
}

// parties reads nodes once each.
type parties struct {
	q    db.Reader
	seen map[wire.Org]Party
}

func (p *parties) of(v Request) (Party, error) {
	if v.Partner == "" {
		return Party{Names: map[string]string{}, Name: v.PartnerName, Country: v.Country}, nil
	}
	return p.node(v.Partner)
}

func (p *parties) node(org wire.Org) (Party, error) {
	if v, ok := p.seen[org]; ok {
		return v, nil
	}
	id := string(org)
	v := Party{ID: &id, Names: map[string]string{}, Name: id}
	n, err := node.Load(p.q, org)
	if err == nil {
		v.Names, v.Country, v.Name = n.Names, n.Country, partnerWord(n.Names, id)
	} else if ignoreMissing(err) != nil {
		return v, err
	}
	if p.seen == nil {
		p.seen = map[wire.Org]Party{}
	}
	p.seen[org] = v
	return v, nil
}

// Out writes a request for staff.
func (s *Requests) Out(q db.Reader, v Request, now time.Time) (Item, error) {
	return s.item(&parties{q: q}, v, now)
}

func (s *Requests) item(p *parties, v Request, now time.Time) (Item, error) {
	l, err := s.Label(p.q, v)
	if err != nil {
		return Item{}, err
	}
	zone := s.calendar(v.Country).Zone
	out := Item{ID: v.Name(), Ref: v.Ref, Case: v.Case, Kind: v.Kind, Own: v.Own, Copied: v.Copied, Subject: l.Subject, State: v.Life.State, Version: v.Life.Version, Due: stamp(v.DueAt, zone),
		Overdue: v.Overdue(now), Paused: v.Paused, Period: orNull(v.Period), Access: orNull(v.Access), Expected: orNull(v.Expected), Urgency: v.Urgency, Ground: orNull(v.Ground), Route: v.Route,
		Profile: v.Profile, Basis: v.Basis, CrimeArea: orNull(v.CrimeArea), Classification: v.Classification, Lang: v.Lang, Handling: l.Handling, Evaluations: l.Grades,
		OwnRef: orNull(v.OwnRef), TheirRef: orNull(v.TheirRef), Channel: v.Channel, ChannelID: orNull(v.ChannelID), CameAt: v.CameAt, Attention: orNull(v.Life.Attention),
		Alone: orNull(v.Alone), Looked: v.Looked, ReviewAt: timeOrNull(v.ReviewAt), KeptFor: orNull(v.KeptFor), Training: v.Training}
	if out.Handling == nil {
		out.Handling = []codes.Handling{}
	}
	if out.Evaluations == nil {
		out.Evaluations = []codes.Grade{}
	}
	if len(l.Grades) > 0 {
		out.Evaluation = &l.Grades[0]
	}
	if f, ok := s.Places.Snapshot().Post(v.Life.Post); ok && v.Life.Post != "" {
		out.Post = &f.Post.Code
	}
	if u, ok := s.Places.Snapshot().Unit(v.Life.Unit); ok && v.Life.Unit != "" {
		out.Unit = &u.Code
	}
	out.Partner, err = p.of(v)
	return out, err
}

// ClockOut writes a clock for staff.
func (s *Requests) ClockOut(v Request, at State) ClockOut {
	zone := s.calendar(v.Country).Zone
	secs := func(d time.Duration) int64 { return int64(d / time.Second) }
	out := ClockOut{Profile: at.Profile, Legal: at.Legal, Reading: at.Reading, Zone: at.Zone, Answering: orNull(s.answering(v)), Status: string(at.Status), Presumed: at.Presumed,
		Started: stamp(at.StartedAt, zone), Due: stamp(at.DueAt, zone), Warn: stamp(at.WarnAt, zone), Done: stamp(at.DoneAt, zone), Overdue: at.Overdue(),
		Total: secs(at.Total), Used: secs(at.Used), Left: secs(at.Left), Stood: secs(at.Stood), Pauses: []SpanOut{}, Delays: []DelayOut{}, Facts: []FactOut{}}
	if at.Period != (clock.Period{}) {
		p := at.Period.String()
		out.Period = &p
	}
	for _, p := range at.Pauses {
		out.Pauses = append(out.Pauses, SpanOut{*stamp(p.From, zone), stamp(p.Until, zone), p.Question})
	}
	for _, d := range at.Delays {
		out.Delays = append(out.Delays, DelayOut{*stamp(d.At, zone), orNull(d.Until)})
	}
	for _, f := range at.Facts {
		line := FactOut{Kind: f.Kind, At: *stamp(f.At, zone), Node: f.Node, About: orNull(f.About), Reason: orNull(f.Reason), Other: stamp(f.Other, zone)}
		if f.Access != "" {
			a := string(f.Access)
			line.Access = &a
		}
		if !f.Other.IsZero() {
			later := f.Other.Sub(f.At).Seconds()
			line.Later = &later
		}
		out.Facts = append(out.Facts, line)
	}
	return out
}
