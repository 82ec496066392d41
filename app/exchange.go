package app

import (
	"reeve/kernel/measure"
	"reeve/modules/exchange"
)

// openExchange opens the node of the installation.
func (a *App) openExchange() (err error) {
	a.Exchange, err = exchange.New(exchange.Needs{Dir: a.Dir, DB: a.DB, Log: a.Log, Signer: a.Signer, Keys: a.Keys, Process: a.Process, Jobs: a.Jobs, Places: a.Places,
		Identity: a.Identity, Archive: a.Archive, Settings: a.Settings, Catalogue: a.Catalogue, Mail: a.Mail, Now: a.Now, BaseURL: a.PublicURL})
	if err == nil {
		a.Measures, err = measure.NewSet(a.Exchange.Measures()...)
	}
	return err
}
