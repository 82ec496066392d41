package wire

import (
	"time"

	"reeve/modules/codes"
)

// ID is a message's or receipt's name: base64url (43 characters) of SHA-256 over its signed bytes.
type ID string

// Org is a node's name for ever: "rn" and 32 characters of base32 (160 bits) of the hash of its first signing key.
type Org string

// Kind is what a message is.
type Kind string

const (
	Request       Kind = "request"
	Answer        Kind = "answer"
	Refusal       Kind = "refusal"
	Spontaneous   Kind = "spontaneous"
	Clarification Kind = "clarification" // a question about a request, and the word that answers it ("answers" tells which)
	FollowUp      Kind = "follow_up"
	Withdrawal    Kind = "withdrawal"
	Consent       Kind = "consent"
	Tightened     Kind = "restriction_tightened"
	Correction    Kind = "correction"
	ErasureNotice Kind = "erasure_notice"
	HitNotice     Kind = "hit_notice"
	DelayNotice   Kind = "delay_notice"
	KeyRevoked    Kind = "key_revoked"
	ChannelClosed Kind = "channel_closed"
)

// Role of a recipient: a copy starts no clock.
type Role string

const (
	To   Role = "to"
	Copy Role = "copy"
)

// Recipient is who a message is for, and its place in the order from this sender to that recipient.
type Recipient struct {
	Org  Org    `json:"org"`
	Role Role   `json:"role"`
	N    int64  `json:"n"` // 1, 2, 3 … within the sender's epoch, without holes for this recipient
	Unit string `json:"unit,omitempty"`
}

// Envelope is the open part of a message. It tells partners and auditors that and how something was exchanged, never what.
type Envelope struct {
	Version   int         `json:"v"` // 1
	Nonce     string      `json:"nonce"`
	Sender    Org         `json:"sender"`
	Key       string      `json:"key"`   // id of the signing key
	Epoch     int64       `json:"epoch"` // of the sender's log
	Recipient []Recipient `json:"recipients"`
	Written   string      `json:"written"` // RFC 3339 with offset, the sender's clock; proves nothing by itself

	Case     string `json:"case"` // the asker's name of the matter: node and number, the same on both sides
	Kind     Kind   `json:"kind"`
	AnswerTo ID     `json:"answer_to,omitempty"`
	OwnRef   string `json:"own_ref"`
	TheirRef string `json:"their_ref,omitempty"`
	Heads    []ID   `json:"heads"`   // messages of the case that the sender knew last
	Lamport  int64  `json:"lamport"` // order of display within the case

	Urgency        codes.Urgency        `json:"urgency,omitempty"`
	Ground         codes.Ground         `json:"ground,omitempty"`
	Route          codes.Route          `json:"route"`
	Profile        string               `json:"profile"` // legal profile of the limit, "eu-2023-977"
	Basis          string               `json:"basis"`   // legal basis, as cited
	CrimeArea      string               `json:"crime_area,omitempty"`
	Lang           string               `json:"lang"`
	Classification codes.Classification `json:"classification"`
	Training       bool                 `json:"training,omitempty"`
	EuropolCopy    *EuropolCopy         `json:"europol_copy,omitempty"`
	OtherChannel   *OtherChannel        `json:"other_channel,omitempty"`

	Refusal []Refused `json:"refusal,omitempty"` // of a refusal, and of an answer given in part
	Partial bool      `json:"partial,omitempty"` // of an answer: more will come

	Expected string `json:"expected,omitempty"` // of a delay notice: civil date by which the answer is expected

	Items []ItemRef `json:"items"`
}

// Refused is a ground of refusal and how far it reaches.
type Refused struct {
	Ground    codes.Refusal `json:"ground"`
	AsFarAs   string        `json:"as_far_as,omitempty"` // ids or numbers of what is refused; empty = the whole
	Reference string        `json:"reference,omitempty"` // of national law
}

// EuropolCopy tells whether Europol gets a copy, and why or why not (Directive (EU) 2023/977 art. 12).
type EuropolCopy struct {
	Send   bool   `json:"send"`
	Reason string `json:"reason"`
}

// OtherChannel is where the same message also travelled, or came from: siena, i247, paper, mail.
type OtherChannel struct {
	Name string `json:"name"`
	ID   string `json:"id"`
}

// ItemRef binds a sealed item to its envelope.
type ItemRef struct {
	N      int      `json:"n"` // 1, 2, 3 …
	Size   int64    `json:"size"`
	Digest string   `json:"digest"`           // base64url SHA-256 of the sealed bytes
	Chunks []string `json:"chunks,omitempty"` // digests of its sealed chunks of ChunkSize, for items above one chunk
}

// ItemHead is the second line of an item's plaintext, JSON; the content follows. What it says travels sealed.
type ItemHead struct {
	Sender     Org                `json:"sender"`
	Recipients []Org              `json:"recipients"`
	Nonce      string             `json:"nonce"` // the envelope's
	N          int                `json:"n"`
	Type       ItemType           `json:"type"`
	Title      string             `json:"title,omitempty"` // of the message's text: its subject; of a file: its name
	Media      string             `json:"media"`           // "text/plain; charset=utf-8", "application/json", of files theirs
	Size       int64              `json:"size"`            // of the content
	Handling   []codes.Handling   `json:"handling"`
	Restrict   *codes.Restriction `json:"restriction,omitempty"`
	Grade      codes.Grade        `json:"grade,omitempty"`
	Basis      codes.Basis        `json:"basis,omitempty"`
	Purpose    string             `json:"purpose,omitempty"`
	ReviewBy   string             `json:"review_by,omitempty"` // civil date
	Origin     []Provenance       `json:"provenance,omitempty"`
}

// ItemType is what an item holds.
type ItemType string

const (
	Text     ItemType = "text"
	Person   ItemType = "person" // the types below are JSON, see Entity
	Vehicle  ItemType = "vehicle"
	Document ItemType = "document"
	Object   ItemType = "object"
	File     ItemType = "file"
	Act      ItemType = "act" // of consent, restriction, correction, erasure: JSON, see Acting
)

// Provenance is one hand that information went through.
type Provenance struct {
	Org     Org    `json:"org"`
	Message ID     `json:"message,omitempty"`
	Item    int    `json:"item,omitempty"`
	Note    string `json:"note,omitempty"`
}

// ReceiptKind is what a receiver vouches for.
type ReceiptKind string

const (
	Delivered  ReceiptKind = "delivered"  // starts the clock
	Classified ReceiptKind = "classified" // direct or indirect access, with the reason
	Registered ReceiptKind = "registered"
	Opened     ReceiptKind = "opened"
	Answered   ReceiptKind = "answered"
	Erased     ReceiptKind = "erased"
	Refused_   ReceiptKind = "refused" // the node would not take it: why
	Paused     ReceiptKind = "paused"  // of a request, by who answers it: its clock stands from now on; detail names the question
)

// Receipt is what a receiver vouches for, with the place of the act in its log.
type Receipt struct {
	Version int         `json:"v"`
	Node    Org         `json:"node"` // who vouches
	Key     string      `json:"key"`
	Message ID          `json:"message"`
	Item    int         `json:"item,omitempty"`
	Kind    ReceiptKind `json:"kind"`
	At      string      `json:"at"`                // RFC 3339 with offset, the receiver's clock, microseconds
	Account string      `json:"account,omitempty"` // no name: the post's ref
	Detail  string      `json:"detail,omitempty"`  // of classified: direct or indirect; of refused: the reason's key
	Reason  string      `json:"reason,omitempty"`
	Log     Position    `json:"log"`
}

// Position is a place in a node's log: leaf Index (from 0) of the log Origin, with the commitment that stands there.
type Position struct {
	Origin     string `json:"origin"`
	Epoch      int64  `json:"epoch"`
	Index      int64  `json:"index"`
	Commitment string `json:"commitment"` // base64url
}

// Card is what a node is and by which keys it is known.
type Card struct {
	Version   int               `json:"v"`
	Org       Org               `json:"id"`
	Serial    int64             `json:"serial"` // rises with each card
	Names     map[string]string `json:"names"`  // by language
	Country   string            `json:"country"`
	Role      string            `json:"role"` // spoc, police, municipality, training
	Addresses []string          `json:"addresses"`
	TLS       []string          `json:"tls"`  // base64url SHA-256 of the SubjectPublicKeyInfo of accepted certificates
	Sign      []SignKey         `json:"sign"` // the first one made names the node; the last one signs
	Seal      string            `json:"seal"` // age hybrid recipient, "age1pq1…"
	Log       LogKey            `json:"log"`
	From      string            `json:"from"`  // RFC 3339
	Until     string            `json:"until"` // RFC 3339
}

// SignKey is a key that a node signs with, or has signed with.
type SignKey struct {
	ID    string `json:"id"`
	Key   string `json:"key"` // base64url, 32 bytes
	From  string `json:"from"`
	Until string `json:"until,omitempty"` // empty = still in use
}

// LogKey names a node's log and the keys that sign it and that cosign others.
type LogKey struct {
	Origin string `json:"origin"`
	Key    string `json:"key"`    // verifier key of signed notes
	Cosign string `json:"cosign"` // verifier key of C2SP cosignatures
}

// Sizes: what is larger is refused before it is parsed.
const (
	MaxEnvelope = 256 << 10
	MaxReceipt  = 8 << 10
	MaxCard     = 32 << 10
	MaxFile     = 50 << 20
	ChunkSize   = 1 << 20
)

// Skew is how far a partner's clock may be from ours before we say so; it never changes a fact.
const Skew = 5 * time.Second
