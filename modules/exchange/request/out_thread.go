package request

import (
	"encoding/json"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/process"
	"reeve/modules/codes"
	"reeve/modules/exchange/wire"
)

// Entry is a message of a thread for staff.
type Entry struct {
	ID       wire.ID        `json:"id"`
	Ref      string         `json:"ref"`
	Kind     wire.Kind      `json:"kind"`
	Own      bool           `json:"own"`
	Sender   Party          `json:"sender"`
	To       []Party        `json:"to"`
	Copies   []Party        `json:"copies"`
	AnswerTo *wire.ID       `json:"answer_to"`
	OwnRef   string         `json:"own_ref"`
	Written  string         `json:"written"` // the sender's clock
	StoredAt time.Time      `json:"stored_at"`
	State    string         `json:"state"`
	Partial  bool           `json:"partial"`
	Refusal  []wire.Refused `json:"refusal"`
	Expected *string        `json:"expected"`
	Lang     string         `json:"lang"`
	Lamport  int64          `json:"lamport"`
	Erased   *time.Time     `json:"erased_at"`
	Items    []EntryItem    `json:"items"`
	// Unreadable is why the items cannot be opened, a message key; null = they can, or were erased.
	Unreadable *string        `json:"unreadable"`
	Receipts   []wire.Receipt `json:"receipts"`
	Alone      *string        `json:"alone"`
	Looked     bool           `json:"looked"`
}

// EntryItem is what one item says about itself; of texts and structured items what they say.
type EntryItem struct {
	N           int                `json:"n"`
	Type        wire.ItemType      `json:"type"`
	Title       string             `json:"title"`
	Media       string             `json:"media"`
	Size        int64              `json:"size"`
	Handling    []codes.Handling   `json:"handling"`
	Restriction *codes.Restriction `json:"restriction"`
	Evaluation  *codes.Grade       `json:"evaluation"`
	Basis       *codes.Basis       `json:"fact_or_assessment"`
	Purpose     *string            `json:"purpose"`
	ReviewBy    *string            `json:"review_by"`
	Origin      []wire.Provenance  `json:"provenance"`
	Text        *string            `json:"text"` // null = not opened here, or no text
	Entity      json.RawMessage    `json:"entity"`
	Refused     map[string]string  `json:"refused"` // uses that its codes forbid now: message key by use

	causes map[codes.Use]*errs.Error // the same with their values, for pages
}

// StepOut is a step that was taken.
type StepOut struct {
	Step string    `json:"step"`
	From string    `json:"from"`
	To   string    `json:"to"`
	At   time.Time `json:"at"`
	By   string    `json:"by"` // account, node or system
	Post *string   `json:"post"`
	Why  *string   `json:"why"`
}

// DraftOut is a draft for staff.
type DraftOut struct {
	ID      string    `json:"id"`
	Case    string    `json:"case"`
	Kind    wire.Kind `json:"kind"`
	Request string    `json:"request"` // ref of the request it is about, or will be
	State   string    `json:"state"`
	Own     bool      `json:"own"`     // the asker wrote it, and does not review it
	Message *wire.ID  `json:"message"` // once it is sent
	Alone   *string   `json:"alone"`
	Written time.Time `json:"written_at"`
	Version int64     `json:"version"`
	Content *Content  `json:"content"` // null in lists, and once it is sent
}

// Drafted is a page of drafts.
type Drafted struct {
	Items []DraftOut `json:"items"`
	Next  *string    `json:"next"`
}

// Show is a request with all that belongs to it.
type Show struct {
	Item
	Clock   ClockOut   `json:"clock"`
	Thread  []Entry    `json:"thread"`
	Drafts  []DraftOut `json:"drafts"`
	Same    []Item     `json:"same"` // perhaps the same request over another channel
	History []StepOut  `json:"history"`
	Steps   []string   `json:"steps"` // that its state allows now
}

func historyOut(reason func(t process.Taken) string, all []process.Taken, post func(id string) string) []StepOut {
	out := []StepOut{}
	for _, t := range all {
		by := t.ActorKind
		if t.Actor != "" {
			by = t.Actor
		}
		out = append(out, StepOut{t.Step, t.From, t.To, t.OccurredAt, by, orNull(post(t.Post)), orNull(reason(t))})
	}
	return out
}
