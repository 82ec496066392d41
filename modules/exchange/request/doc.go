// Package request is the life of a request for information between two nodes: who drafted and who reviewed it, when it
// arrived, how long the answer may take, who works on it, how it ended, and how long it is kept.
//
// Nouns: a Request (one message and one partner, on either side, with its life in kernel/process); a Draft (a message
// that is not sent yet, and its second pair of eyes); a Case (the asker's name of a matter, the same on both sides); a
// Profile (which law sets the limit, as data); a Fact (a signed word that moves the clock); a State (what the clock
// shows); a Mailbox (of a unit, with limits in minutes); a Note (what one shift tells the next).
//
// Stored: the tables of schema/. States and work lists are kernel/process's; messages and receipts are message's.
//
// Invariants:
//   - The clock is a pure function of signed facts. Each instant that moves it was stamped by the answering node, so both
//     sides compute the same, whatever order the facts came in. What the other side stamped stands beside.
//   - Until the answering side has said that it reaches the information directly or indirectly, the shortest limit runs.
//   - Overdue is a flag that both sides see, not an end.
//   - Whoever wrote a message does not review it. One person on shift may send alone; then the review follows within 12
//     hours, and everybody sees that it is missing.
//   - What a message says is stored sealed under a key of its record; subjects are searched for by keyed words.
//
// The law: Directive (EU) 2023/977 art. 5 (limits), 6 (refusal), 8 (direct exchange, copies), 16 (the case system);
// Directive (EU) 2016/680 art. 5 (review of what is kept).
package request
