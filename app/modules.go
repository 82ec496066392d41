package app

import (
	"io/fs"
	"slices"

	"reeve/app/backup"
	"reeve/app/console"
	"reeve/app/counted"
	"reeve/app/desk"
	"reeve/app/desk/processes"
	"reeve/kernel/audit"
	"reeve/kernel/config"
	"reeve/kernel/document"
	"reeve/kernel/identity"
	"reeve/kernel/jobs"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/kernel/process/calendar"
	"reeve/kernel/process/clock"
	"reeve/kernel/search"
	"reeve/kernel/secrets"
	"reeve/kernel/tabular"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/codes"
	"reeve/modules/community"
	"reeve/modules/exchange"
	"reeve/modules/meetings"
	"reeve/modules/places"
	"reeve/modules/plan"
	"reeve/modules/practice"
	"reeve/modules/threatmap"
)

// Installation is what an installation is for. The two kinds have places of their own and share nothing but signed
// counts: no process serves both, and no database holds both.
type Installation string

const (
	Community Installation = "community" // residents and those who serve them: everything but the exchange
	Exchange  Installation = "exchange"  // a node: places, codes, exchange
)

// Of tells what the installation in a data folder is for: a folder that holds a node's keys is for the exchange.
func Of(dir string) Installation {
	if exchange.IsNode(dir) {
		return Exchange
	}
	return Community
}

// modules are what each module brings: schema, texts, policy; in import order.
func (i Installation) modules() []fs.FS {
	if i == Exchange {
		return append([]fs.FS{places.Files(), codes.Files()}, exchange.Features()...)
	}
	return append([]fs.FS{counted.Files(), places.Files(), meetings.Files(), threatmap.Files(), community.Files()},
		slices.Concat(community.Features(), plan.Features(), practice.Features())...)
}

// parts are the packages that bring schema, texts or policy, kernel first, modules in their order.
func (i Installation) parts() []fs.FS {
	return append([]fs.FS{audit.Files(), secrets.Files(), identity.Files(), process.Files(), jobs.Files(), document.Files(), web.Files(), form.Files(), config.Files(), tabular.Files(), search.Files(), mail.Files(),
		calendar.Texts(), clock.Texts(), look.Lang(), files, desk.Files(), processes.Files(), backup.Files(), console.Files()}, i.modules()...)
}

// texts are the parts of all installations that bring texts: what is said is the program's, whatever it serves.
func texts() []fs.FS {
	all := append(Community.parts(), codes.Files())
	return slices.DeleteFunc(append(all, exchange.Features()...), func(f fs.FS) bool {
		_, err := fs.Stat(f, "lang")
		return err != nil
	})
}

// covered are the records whose fields the log vouches for.
func (i Installation) covered() []audit.Table {
	kernel := slices.Concat(identity.Tables(), process.Tables(), document.Tables(), config.Tables(), mail.Tables(), places.Tables())
	if i == Exchange {
		return append(kernel, exchange.Tables()...)
	}
	return slices.Concat(kernel, counted.Tables(), meetings.Tables(), threatmap.Tables(), community.Tables(), plan.Tables(), practice.Tables())
}

// definitions are the lives that the modules define, in all their versions.
func (i Installation) definitions() []*process.Definition {
	if i == Exchange {
		return exchange.Definitions()
	}
	return slices.Concat(meetings.Definitions(), threatmap.Definitions(), community.Definitions(), plan.Definitions(), practice.Definitions())
}

// logOrigin names the log in its checkpoints, for ever, where the folder's key has no name of its own.
const logOrigin = "reeve/log"

// Definitions are the lives that the modules define.
func (a *App) Definitions() []*process.Definition { return a.Kind.definitions() }
