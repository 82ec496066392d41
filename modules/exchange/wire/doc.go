// Package wire is what nodes say to each other, as bytes: cards, envelopes, sealed items, receipts, batches. It has no
// store and no network.
//
// Nouns: a Signed text (bytes that were written once, with the signature over their type and themselves); a Card (what
// a node is and by which keys it is known); an Envelope (the open part of a message); an Item (what only the recipients
// read, sealed); a Receipt (what a receiver vouches for); a Notice (a node's word about its own keys and channels).
//
// Invariants:
//   - The one byte string is signed: "reeve-<type>-v1\n" and the bytes. Bytes are kept and sent as they came, parsed
//     only after their signature holds, and never written anew.
//   - Unknown fields, trailing bytes, non-canonical numbers, an empty list of recipients, a recipient named twice are
//     refused; a text is at most its type's size.
//   - A sealed item begins with the sender, the recipients and the envelope's nonce, and the envelope binds the sealed
//     bytes by digest: neither can be moved to another message.
//   - Nothing here reads a clock, a file or a database.
//
// Sources: age v1 (age-encryption.org/v1) with hybrid recipients X25519 + ML-KEM-768; Ed25519 (RFC 8032); SHA-256.
package wire
