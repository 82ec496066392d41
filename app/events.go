package app

import (
	"context"

	"reeve/kernel/events"
	"reeve/modules/places"
	"reeve/modules/threatmap"
)

// holdFlood is called once the map is open; the bus is wired before it.
func (a *App) holdFlood(ctx context.Context, e threatmap.FloodBegan) error {
	return a.Map.HoldFlood(ctx, e)
}

// wire says who hears of what. Each listener runs as a job after the announcing transaction.
func (a *App) wire() *events.Bus {
	bus := events.New(a.Jobs)
	if a.Kind == Exchange {
		return bus
	}
	events.After(bus, "threatmap.proposals", func(ctx context.Context, e places.BoundaryChanged) error {
		if err := a.Places.Reload(ctx); err != nil {
			return err
		}
		return a.Map.ProposeReroutes(ctx, e.Place)
	})
	events.After(bus, "threatmap.hold", a.holdFlood)
	return bus
}
