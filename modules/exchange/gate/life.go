package gate

import "reeve/kernel/process"

// ConsentKind is the life of a question for consent, on both sides.
const ConsentKind = "exchange.consent"

// Definitions are the lives of this package.
func Definitions() []*process.Definition {
	const law = "Directive (EU) 2016/680 art. 9(3)"
	desk := []string{"spoc"}
	return []*process.Definition{{Name: ConsentKind, Version: 1, Initial: "asked", Legal: law, Basis: "gate.basis", Read: "exchange.request.read",
		Words: process.Words{Title: "gate.process.consent", States: []string{"gate.state."}, Steps: []string{"gate.step."}},
		States: []process.State{{Code: "asked", Waits: process.WaitsQueue}, {Code: "granted", Waits: process.WaitsNobody}, {Code: "denied", Closed: true, Waits: process.WaitsNobody},
			{Code: "withdrawn", Closed: true, Waits: process.WaitsNobody}},
		Steps: []process.Step{
			{Name: "ask", From: []string{"denied", "withdrawn"}, To: "asked", Who: desk, Legal: law, Basis: "gate.basis", Method: "gate.method.ask"},
			{Name: "grant", From: []string{"asked", "denied", "withdrawn"}, To: "granted", Who: desk, Legal: law, Basis: "gate.basis", Method: "gate.method.grant"},
			{Name: "deny", From: []string{"asked", "granted"}, To: "denied", Who: desk, Legal: law, Basis: "gate.basis", Method: "gate.method.deny"},
			{Name: "withdraw", From: []string{"asked", "granted"}, To: "withdrawn", Who: desk, Legal: law, Basis: "gate.basis", Method: "gate.method.withdraw"},
		}}}
}
