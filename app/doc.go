// Package app puts the program together. It is the only package that knows all modules: it lists them in
// order, opens the database, wires who hears of what, and mounts the routes.
package app
