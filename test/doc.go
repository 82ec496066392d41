// Package test holds the tests of the whole program: filing to outcome over HTTP, kill -9 under load, system-call
// traces, two processes on PostgreSQL, hostile input, backup and restore, the browser. Parts are real.
package test
