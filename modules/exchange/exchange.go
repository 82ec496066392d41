// Package exchange is how police organisations ask each other for information and answer: sealed end to end, with a
// clock that both sides can prove, in a log that partners cosign.
//
// This package is the front door; the features lie below it: wire (the formats), node (keys, cards, partners, channels),
// message (what was sent and received), delivery (how it gets there), evidence (what proves it), request (the life of a
// request and its limit).
package exchange

import (
	"context"
	"crypto/tls"
	"io/fs"
	"slices"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/measure"
	"reeve/kernel/process"
	"reeve/kernel/secrets"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/adapter"
	"reeve/modules/exchange/delivery"
	"reeve/modules/exchange/evidence"
	"reeve/modules/exchange/figures"
	"reeve/modules/exchange/gate"
	"reeve/modules/exchange/message"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/office"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/training"
	"reeve/modules/exchange/wire"
	"reeve/modules/places"
)

// Needs is what the module works with.
type Needs struct {
	Dir       string // data folder; the node's keys lie in it
	DB        *db.DB
	Log       *audit.Log
	Signer    *audit.Signer
	Keys      *secrets.Keys
	Process   *process.Engine
	Jobs      *jobs.Runner
	Places    *places.Places
	Identity  *identity.Identity
	Archive   *document.Archive
	Settings  *config.Store
	Catalogue *i18n.Catalogue
	Mail      *mail.Outbox
	Now       func() time.Time
	BaseURL   func() string // address of the desk, without a slash at the end
}

// Exchange is the front door of the module. Safe for concurrent use.
type Exchange struct {
	Needs
	Zone      func() *time.Location // of the node
	Own       *node.Own             // nil where the folder is no node
	Nodes     *node.Nodes
	Messages  *message.Messages
	Requests  *request.Requests
	Gate      *gate.Gate         // nil where the folder is no node
	Delivery  *delivery.Delivery // nil where the folder is no node
	Adapter   *adapter.Adapter   // nil where the folder is no node
	Exercises *training.Training // nil where the folder is no node
	office    *office.Office
}

// IsNode tells whether a data folder is a node's.
func IsNode(dir string) bool { return node.Is(dir) }

// New opens the node of a data folder whose database's schema is up to date.
func New(n Needs) (*Exchange, error) {
	own, err := node.OpenOwn(n.Dir)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return nil, err
	}
	zone := func() *time.Location { // the node's country says when a day ends
		if own != nil {
			if c := n.Process.Calendar(own.Card().Country); c != nil {
				return c.Zone
			}
		}
		return time.UTC
	}
	x := &Exchange{Needs: n, Zone: zone, Own: own}
	x.Nodes = node.New(node.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Now: n.Now, Own: own})
	x.Messages = message.New(message.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Own: own, Zone: zone})
	if x.Requests, err = request.New(request.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Process: n.Process, Jobs: n.Jobs, Places: n.Places, Archive: n.Archive, Messages: x.Messages, Own: own, Now: n.Now}); err != nil {
		return nil, err
	}
	if own != nil {
		x.Requests.Evidence = x.evidence
		x.Gate = gate.New(gate.Needs{DB: n.DB, Log: n.Log, Keys: n.Keys, Process: n.Process, Jobs: n.Jobs, Messages: x.Messages, Requests: x.Requests, Own: own.Org(), Zone: zone, Now: n.Now})
		x.Delivery = delivery.New(delivery.Needs{DB: n.DB, Log: n.Log, Own: own, Nodes: x.Nodes, Messages: x.Messages, Leases: jobs.NewLeases(n.DB, n.Now), Now: n.Now})
		x.Adapter = adapter.New(adapter.Needs{Dir: n.Dir, DB: n.DB, Log: n.Log, Keys: n.Keys, Jobs: n.Jobs, Requests: x.Requests, Text: x.words})
		x.Exercises = training.New(training.Needs{Log: n.Log, Own: own, Adapter: x.Adapter})
	}
	return x, nil
}

// Run delivers to partners until ctx ends.
func (x *Exchange) Run(ctx context.Context) error {
	if x.Delivery == nil {
		return nil
	}
	return x.Delivery.Run(ctx)
}

// TLS is how the node proves itself to partners: by the certificate that its card pins. Where there is no node there is
// none.
func (x *Exchange) TLS() *tls.Config {
	if x.Own == nil {
		return &tls.Config{MinVersion: tls.VersionTLS13}
	}
	return x.Own.ServerTLS()
}

// Features are the schema, texts and policy of what lies below the front door.
func Features() []fs.FS {
	return []fs.FS{wire.Files(), node.Files(), message.Files(), delivery.Files(), evidence.Files(), request.Files(), gate.Files(), adapter.Files(), training.Files(), office.Files(), figures.Files()}
}

// Tables are the records of this module that the log covers.
func Tables() []audit.Table {
	return slices.Concat(node.Tables(), message.Tables(), delivery.Tables(), request.Tables(), gate.Tables(), adapter.Tables(), training.Tables())
}

// Definitions are the lives of this module, in all their versions.
func Definitions() []*process.Definition {
	return slices.Concat(request.Definitions(), gate.Definitions())
}

// Routes are the ways into this module, those of partners' nodes too.
func (x *Exchange) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	if x.Own == nil {
		return slices.Concat(x.nodeRoutes(), x.Requests.Routes()), nil
	}
	var err error
	x.office, err = office.New(office.Needs{DB: x.DB, Keys: x.Keys, Places: x.Places, Archive: x.Archive, Settings: x.Settings, Own: x.Own, Nodes: x.Nodes, Messages: x.Messages,
		Requests: x.Requests, Delivery: x.Delivery, Zone: x.Zone}, pages, frame)
	if err != nil {
		return nil, err
	}
	counts, err := figures.New(figures.Needs{Own: x.Own, Zone: x.Zone}, pages, frame)
	if err != nil {
		return nil, err
	}
	return slices.Concat(x.nodeRoutes(), x.Requests.Routes(), x.Adapter.Routes(), x.office.Routes(), counts.Routes()), nil
}

// Measures are the figures that this module offers.
func (x *Exchange) Measures() []measure.Measure { return figures.Measures() }

// Board is a column of the desk's first page: messages that wait for the reader as a second person.
func (x *Exchange) Board(r *web.Request) (look.Tasks, error) {
	if x.office == nil {
		return look.Tasks{}, nil
	}
	return x.office.Board(r)
}

// words are the texts of the installation's own language, for what no reader's browser chooses.
func (x *Exchange) words() *i18n.Localizer {
	lang, _ := i18n.ParseLang(x.Settings.Get().Default)
	return x.Catalogue.For(lang)
}

// Training tells whether the node is for training: its card says so, and every page does.
func (x *Exchange) Training() bool { return x.Own != nil && x.Own.Card().Role == "training" }
