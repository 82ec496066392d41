package practice

import (
	"io/fs"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/practice/bank"
	"reeve/modules/practice/booklet"
	"reeve/modules/practice/events"
)

// What others need of the bank and of publications, under the name of this module.
type (
	// BankEntry is a practice or a typical problem.
	BankEntry = bank.Entry
	// BankContent is what is written of one.
	BankContent = bank.Content
	// BankStep is a step of its life.
	BankStep = bank.StepInput
	// Recommending is a recommendation that is made of a published practice.
	Recommending = bank.Recommending
	// Adoption says that an organisation works by a practice.
	Adoption = bank.Adoption
	// Booklet is a publication of recommendations.
	Booklet = booklet.Booklet
	// BookletContent is what it is put together from.
	BookletContent = booklet.Content
	// BookletChapter is a part of it.
	BookletChapter = booklet.Chapter
	// BookletStep is a step of its life.
	BookletStep = booklet.StepInput
	// Recommendation is a recommendation with how many organisations decided what, as everybody may see it.
	Recommendation = booklet.RecommendationData
)

// collected are the features of what was learned: the bank of practice, and publications.
type collected struct {
	Bank     *bank.Bank
	Booklets *booklet.Booklets
}

func newCollected(n Needs, v *events.Events) collected {
	c := collected{
		Bank: bank.New(bank.Needs{DB: n.DB, Log: n.Log, Process: n.Process, Places: n.Places, Settings: n.Settings, Now: n.Now, Country: n.Country, Events: v, Recommend: n.Recommend}),
		Booklets: booklet.New(booklet.Needs{DB: n.DB, Log: n.Log, Process: n.Process, Places: n.Places, Archive: n.Archive, Settings: n.Settings, Catalogue: n.Catalogue, Now: n.Now,
			Country: n.Country, Recommendations: n.Recommendations}),
	}
	v.DeskActs = append(v.DeskActs, c.Bank.EventActs)
	return c
}

// BankByID reads an entry of the bank; errs.NotFound if there is none.
func BankByID(q db.Reader, id string) (bank.Row, error) { return bank.ByID(q, id) }

// AdoptionsOf are those of an entry, the earliest first, ended ones too.
func AdoptionsOf(q db.Reader, entry string) ([]Adoption, error) { return bank.AdoptionsOf(q, entry) }

// BookletByID reads a booklet; errs.NotFound if there is none.
func BookletByID(q db.Reader, id string) (Booklet, error) { return booklet.ByID(q, id) }

// AnnexesOf are the files of a booklet in the order in which they came.
func AnnexesOf(q db.Reader, id string) ([]booklet.Annex, error) { return booklet.AnnexesOf(q, id) }

func collectedFeatures() []fs.FS { return []fs.FS{bank.Files(), booklet.Files()} }

func collectedTables() []audit.Table { return append(bank.Tables(), booklet.Tables()...) }

func collectedDefinitions() []*process.Definition {
	return []*process.Definition{bank.Definition(), booklet.Definition()}
}

// collectedRoutes are the ways into these features.
func (c collected) collectedRoutes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	all, err := c.Bank.Routes(pages, frame)
	if err != nil {
		return nil, err
	}
	more, err := c.Booklets.Routes(pages, frame)
	return append(all, more...), err
}
