// Package codes is the law of exchanged information as types: what may be done with it, how sure it is, whom it is
// about, how urgent a request is and why it may be refused.
//
// Nouns: Handling (H0 to H3, with typed restrictions), Evaluation (a letter for the source, a digit for the
// information), Refusal (grounds a to h), Urgency with its Ground (i to iv), Category of a person, Basis (fact or
// assessment).
//
// Invariants: a value outside of the lists never parses; an empty value means "not said" and is refused where the code
// is demanded. The provider grades, a receiver never changes a grade alone. Codes carry no text: their words are in the
// catalogues, "codes.handling.H2" and so on.
//
// Sources: the 4 × 4 system and the handling codes of Europol's analysis work; Directive (EU) 2016/680 art. 6 (persons)
// and 7 (facts and assessments); Directive (EU) 2023/977 art. 5 (limits), art. 6 (refusals).
package codes

import (
	"embed"
	"io/fs"
)

//go:embed lang
var files embed.FS

// Files are this package's texts.
func Files() fs.FS { return files }

// Handling says what a receiver may do with information.
type Handling string

const (
	H0 Handling = "H0" // only to prevent and combat crime
	H1 Handling = "H1" // not in court without the provider's permission
	H2 Handling = "H2" // not passed on without permission
	H3 Handling = "H3" // another restriction, typed
)

// Restriction is what H3 demands; zero fields demand nothing.
type Restriction struct {
	Expires    string   `json:"expires,omitempty"`    // civil date, the last day of use
	DeleteBy   string   `json:"delete_by,omitempty"`  // civil date by which it is erased
	Recipients []string `json:"recipients,omitempty"` // the only accounts or units that may open it, by name
	Note       string   `json:"note,omitempty"`       // what else, in the provider's words
}

// Grade is how far information can be relied on: source A, B, C or X, information 1 to 4, as "B2".
type Grade string

// Basis tells fact from personal assessment (Directive (EU) 2016/680 art. 7).
type Basis string

const (
	Fact       Basis = "fact"
	Assessment Basis = "assessment"
)

// Category is what a person is in the matter (Directive (EU) 2016/680 art. 6); the list is open to national values.
type Category string

const (
	Suspect   Category = "suspect" // also who is about to commit an offence
	Convicted Category = "convicted"
	Victim    Category = "victim" // also possible ones
	Witness   Category = "witness"
	Contact   Category = "contact"
	Associate Category = "associate"
	Other     Category = "other"
)

// Urgency of a request.
type Urgency string

const (
	Urgent   Urgency = "urgent"
	Ordinary Urgency = "ordinary"
)

// Ground is why a request is urgent: i to iv.
type Ground string

const (
	GroundThreat    Ground = "i"   // essential to avert an immediate and serious threat to public security
	GroundLife      Ground = "ii"  // imminent threat to life or limb
	GroundLiberty   Ground = "iii" // needed for a decision that may keep up measures up to deprivation of liberty
	GroundRelevance Ground = "iv"  // imminent risk of losing relevance, and important for the investigation
)

// Refusal is a ground for refusing, a to h; f has the reasons f1 to f3.
type Refusal string

// Route is who asks whom.
type Route string

const (
	SPOC      Route = "spoc"      // between single points of contact
	Authority Route = "authority" // directly between authorities (art. 8): no limit, both points of contact get copies
)

// Access is how the answering side reaches what is asked for.
type Access string

const (
	Direct   Access = "direct"
	Indirect Access = "indirect"
)

// Classification of a message, least first.
type Classification string

const (
	Unclassified Classification = "unclassified"
	Restricted   Classification = "restricted"
	Confidential Classification = "confidential"
	Secret       Classification = "secret"
)

// Use is what somebody wants to do with information that came from elsewhere.
type Use string

const (
	UseRead    Use = "read"
	UseForward Use = "forward" // pass on to another organisation
	UseCourt   Use = "court"   // use as evidence
	UseExport  Use = "export"  // as a file out of the program
	UsePrint   Use = "print"
	UseHit     Use = "hit" // disclose that it matches
	UseKeep    Use = "keep"
)
