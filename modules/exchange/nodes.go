package exchange

import (
	"net/http"

	"reeve/kernel/web"
)

// nodeRoutes are what partners' nodes ask. Everybody may knock: a batch proves by its signature who sends it, and
// nothing happens before that holds.
func (x *Exchange) nodeRoutes() []web.Route {
	if x.Delivery == nil {
		return nil
	}
	h := x.Delivery.Handler()
	answer := web.Raw(func(w http.ResponseWriter, r *web.Request) error {
		h.ServeHTTP(w, r.Request)
		return nil
	})
	const knock = "exchange.node.deliver"
	return []web.Route{
		{Method: "POST", Path: "/exchange/v1/batch", Action: knock, Handler: answer, Limit: 32 << 20},
		{Method: "PUT", Path: "/exchange/v1/items/{digest}/{chunk}", Action: knock, Handler: answer, Limit: 2 << 20},
		{Method: "HEAD", Path: "/exchange/v1/items/{digest}/{chunk}", Action: knock, Handler: answer},
	}
}
