package workshop

import (
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// castLimit is how many bytes of votes and comments may be sent at once.
const castLimit = 1 << 20

// Routes are the ways into this feature. pages gets its pages; frame fills what all pages share. What the room's browsers
// ask for is answered on every listener: staff come in at the desk's, guests at the public one.
func (w *Workshop) Routes(pages *web.Pages, frame func(r *web.Request, title string) look.Page) ([]web.Route, error) {
	d, err := newDesk(w, pages, frame)
	if err != nil {
		return nil, err
	}
	s, err := newSite(w, pages, frame)
	if err != nil {
		return nil, err
	}
	const read, lead, join = "plan.read", "plan.room.lead", "plan.room.join"
	return []web.Route{
		{Method: "GET", Path: "/desk/plans/{code}/workshop", Action: read, Handler: web.View(d.showList)},
		{Method: "POST", Path: "/desk/plans/{code}/workshop", Action: lead, Handler: web.Form(d.begin)},
		{Method: "GET", Path: "/desk/rooms/{ref}", Action: lead, Handler: web.View(d.showChair)},
		{Method: "POST", Path: "/desk/rooms/{ref}", Action: lead, Handler: web.Form(d.act)},
		{Method: "GET", Path: "/desk/rooms/{ref}/screen", Action: read, Handler: web.View(d.showScreen)},
		{Method: "GET", Path: "/desk/rooms/{ref}/summary", Action: read, Handler: web.View(d.showSummary)},
		{Method: "POST", Path: "/desk/rooms/{ref}/join", Action: read, Handler: web.Form(d.join)},
		{Method: "GET", Path: "/api/v1/desk/rooms/{ref}", Action: read, Handler: web.JSON(w.recordAPI), Summary: "A workshop with its rows, the votes on each and the ratings given"},
		{Method: "GET", Path: "/{lang}/room", Surface: web.Every, Action: join, Handler: web.View(s.showDoor)},
		{Method: "POST", Path: "/{lang}/room", Surface: web.Every, Action: join, Handler: web.Form(s.comeIn)},
		{Method: "GET", Path: "/{lang}/room/{ref}", Surface: web.Every, Action: join, Handler: web.View(s.showPhone)},
		{Method: "POST", Path: "/{lang}/room/{ref}", Surface: web.Every, Action: join, Handler: web.Form(s.say)},
		{Method: "GET", Path: "/api/v1/rooms/{ref}", Surface: web.Every, Action: join, Handler: web.JSON(w.pulseAPI), Summary: "What is on the screen of a workshop, for who is in the room"},
		{Method: "GET", Path: "/api/v1/rooms/{ref}/stream", Surface: web.Every, Action: join, Handler: web.RawAPI(w.stream).Gives("text/event-stream"),
			Summary: "The same as server-sent events; the id of an event is the revision, Last-Event-ID is heard"},
		{Method: "POST", Path: "/api/v1/rooms/{ref}/votes", Surface: web.Every, Action: join, Handler: web.JSON(w.castAPI), Limit: castLimit,
			Summary: "Votes and comments of somebody in the room; each carries an id made by the sender and is taken once"},
	}, nil
}
